package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code aviso.ledger.key-command}, as the service and the commands beside it take it. */
class KeyFromCommandTest {
  @TempDir Path folder;

  private Ran at(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--home", folder.resolve("home").toString()));
    return Ran.of(all);
  }

  private List<String> keys() throws Exception {
    try (Stream<Path> files = Files.list(folder.resolve("home/keys"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void run_and_the_commands_beside_it_take_the_key_from_the_command_and_write_none()
      throws Exception {
    Ran first = at("run", "--once");
    assertThat(first.code()).as(first.err()).isZero();
    Path safe = folder.resolve("safe");
    Files.move(folder.resolve("home/keys/ledger.key"), safe);
    String command = "aviso.ledger.key-command=cat '" + safe + "'";

    for (String[] words :
        List.of(
            new String[] {"run", "--once", "-D", command},
            new String[] {"list", "-D", command},
            new String[] {"check", "-D", command},
            new String[] {"audit", "verify", "-D", command})) {
      Ran ran = at(words);
      assertThat(ran.code()).as(words[0] + ran.err() + ran.out()).isZero();
    }
    assertThat(keys()).doesNotContain("ledger.key");

    Ran refused = at("list", "-D", "aviso.ledger.key-command=exit 9");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("aviso.ledger.key-command: it ended with 9").hasLineCount(1);
    assertThat(keys()).doesNotContain("ledger.key");
  }
}
