package org.aviso.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.aviso.config.BadSettings;
import org.aviso.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger's key, printed by a command of the operator's. */
class KeyCommandTest {
  @TempDir Path folder;

  private Settings settings(String command, String... more) {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("aviso.home", folder.resolve("home").toString());
    keys.put("aviso.ledger.key-command", command);
    for (int i = 0; i < more.length; i += 2) {
      keys.put(more[i], more[i + 1]);
    }
    return Settings.load(null, Map.of(), keys, folder);
  }

  @Test
  void what_the_command_prints_is_the_key_and_it_is_written_nowhere() {
    Path safe = folder.resolve("safe/ledger.key");
    LedgerKey made = LedgerKey.openOrCreate(safe);

    LedgerKey printed = LedgerKey.of(settings("cat '" + safe + "'"));

    assertThat(printed.look("x", "y")).isEqualTo(made.look("x", "y"));
    assertThat(printed.open(made.seal(new byte[] {7}, "it"), "it")).containsExactly(7);
    assertThat(folder.resolve("home")).doesNotExist();
  }

  @Test
  void without_a_command_the_key_is_the_files() {
    Settings settings = settings(" ");
    assertThat(LedgerKey.of(settings).look("x", "y"))
        .isEqualTo(LedgerKey.openOrCreate(settings.ledgerKeyFile()).look("x", "y"));
  }

  @Test
  void a_command_that_fails_is_told_by_its_exit_code_and_nothing_it_said() {
    assertThatThrownBy(() -> LedgerKey.of(settings("echo sesame; echo sesame >&2; exit 3")))
        .isInstanceOf(BadSettings.class)
        .hasMessageStartingWith("aviso.ledger.key-command: it ended with 3 and not with 0")
        .hasNoCause()
        .hasMessageNotContaining("sesame");
  }

  /** The last one would have what is typed for somebody else. */
  @ParameterizedTest
  @ValueSource(strings = {"echo sesame", "echo '{\"format\":\"sesame\"}'", "true", "cat"})
  void what_is_no_key_is_refused_and_not_repeated(String command) {
    assertThatThrownBy(() -> LedgerKey.of(settings(command)))
        .isInstanceOf(BadSettings.class)
        .hasMessageStartingWith("aviso.ledger.key-command: it does not print a ledger key")
        .hasNoCause()
        .hasMessageNotContaining("sesame");
  }

  @Test
  @Timeout(60)
  void a_command_that_does_not_end_is_ended() {
    Path still = folder.resolve("still");
    assertThatThrownBy(
            () -> KeyCommand.output("sleep 120; touch '" + still + "'", Duration.ofMillis(300)))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("it did not end within");
    assertThat(still).doesNotExist();
  }

  @Test
  void on_a_server_the_home_says_whether_there_is_a_ledger_when_no_file_does() throws Exception {
    Settings settings = settings("true", "aviso.ledger.url", "jdbc:postgresql://127.0.0.1/x");
    assertThat(LedgerAddress.exists(settings)).isFalse();
    Files.createDirectories(folder.resolve("home/ledger"));
    assertThat(LedgerAddress.exists(settings)).isTrue();
  }
}
