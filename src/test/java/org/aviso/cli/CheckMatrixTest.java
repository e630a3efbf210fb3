package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check}: languages against texts. */
class CheckMatrixTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();

  @TempDir Path folder;

  private String check(int code, String... more) {
    List<String> all = new ArrayList<>(List.of("check", "--home", folder.toString()));
    all.addAll(List.of(more));
    PrintStream stdout = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      assertThat(Aviso.commandLine().execute(all.toArray(String[]::new))).isEqualTo(code);
    } finally {
      System.setOut(stdout);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void the_table_has_a_line_a_language() {
    assertThat(check(0))
        .contains("class-notice: 16 languages, 16 complete")
        .containsPattern("(?m)^  ar\\* rtl +- +ok +ok +3×UCS-2 ")
        .doesNotContain("MISSING", "FINDING");
  }

  @Test
  void findings_stand_before_the_table() {
    assertThat(check(0))
        .startsWith("No findings.\n")
        .containsSubsequence("No findings", "class-notice:");
  }

  @Test
  void the_document_is_as_docs_show_it() throws Exception {
    JsonNode shown = JSON.readTree(Files.readString(ROOT.resolve("docs/json/check.json")));
    JsonNode real = JSON.readTree(check(0, "--json"));
    assertThat(names(real)).containsExactlyInAnyOrderElementsOf(names(shown));
    assertThat(names(real.at("/templates/0"))).isEqualTo(names(shown.at("/templates/0")));
    assertThat(names(real.at("/templates/0/languages/0")))
        .isEqualTo(names(shown.at("/templates/0/languages/0")));
    assertThat(names(real.at("/templates/0/languages/0/texts/relay.sms.L0")))
        .isEqualTo(names(shown.at("/templates/0/languages/0/texts/relay.sms.L0")));
  }

  @Test
  void a_neutral_sender_that_is_the_organisations_is_a_finding() {
    assertThat(
            check(
                1,
                "-D",
                "aviso.organisation=Sample Law Project",
                "-D",
                "aviso.neutral.name=Desk of SAMPLE LAW PROJECT",
                "-D",
                "aviso.email.from=notices@law.example",
                "-D",
                "aviso.neutral.email-from=desk@law.example"))
        .contains("aviso.neutral.name", "says the organisation's name")
        .contains("aviso.neutral.email-from", "has the domain of aviso.email.from");
  }
}
