package org.aviso.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.aviso.config.Settings.Mode;
import org.junit.jupiter.api.Test;

/** {@code config/aviso.properties} says of every key what {@link Setting} says. */
class SampleConfigurationTest {
  private static final Path SAMPLE =
      Path.of(System.getProperty("aviso.root", ""), "config/aviso.properties");

  @Test
  void the_sample_file_shows_every_key_with_its_meaning_and_default() throws IOException {
    assertThat(Files.readString(SAMPLE))
        .as("differs from the table of keys: run SampleConfigurationTest.main to write it anew")
        .isEqualTo(sample());
  }

  @Test
  void the_sample_file_changes_no_default() {
    assertThat(Settings.load(SAMPLE, Map.of(), Map.of()).toString())
        .isEqualTo(Settings.load(null, Map.of(), Map.of()).toString());
  }

  public static void main(String[] args) throws IOException {
    Files.writeString(SAMPLE, sample());
  }

  private static String sample() {
    var text =
        new StringBuilder(
            """
            # Settings of Aviso. Every key is shown with its default; to change one, take the # away.
            # The environment overrides this file (aviso.smtp.host is AVISO_SMTP_HOST there), -D overrides both.
            # Secrets need not stand here: aviso.smtp.password-file=/run/secrets/smtp names a file that holds it.
            # Relative paths start at the folder that holds routes/, templates/ and config/.
            # Durations: a number and ms, s, m, h or d. camel.* is handed to Camel as it is.
            """);
    String group = "";
    for (Setting<?> setting : Setting.all()) {
      String ofSetting = setting.key().split("\\.", 3)[1];
      text.append(ofSetting.equals(group) ? "" : "\n");
      group = ofSetting;
      String live = Objects.requireNonNullElse(setting.byDefault(Mode.LIVE), "");
      String sandbox = Objects.requireNonNullElse(setting.byDefault(Mode.SANDBOX), "");
      String meaning =
          setting.meaning() + (live.equals(sandbox) ? "" : " (sandbox: " + sandbox + ")");
      text.append(meaning.isEmpty() ? "" : "# " + meaning + "\n");
      text.append('#').append(setting.key()).append('=').append(live).append('\n');
    }
    return text.toString();
  }
}
