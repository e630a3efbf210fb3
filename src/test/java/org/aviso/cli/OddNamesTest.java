package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the inbox whose names no file component can handle, over runs of the real pipeline. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OddNamesTest {
  private static final String LIST =
      "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE\n"
          + "A999-000-001,SAMPLE,ANA,01/02/1961,HONDURAS,SPANISH,RELEASED,US,+12125550101\n";

  @TempDir Path folder;

  private Ran at(String... command) {
    return Ran.of(
        java.util.stream.Stream.concat(
                List.of(command).stream(),
                List.of(
                    "--home",
                    folder.resolve("home").toString(),
                    "-D",
                    "aviso.waves.release=manual",
                    "-D",
                    "aviso.sandbox.clock=2027-01-05T18:10Z")
                    .stream())
            .toList());
  }

  private Ran run() {
    return at("run", "--once", "--json", "-D", "aviso.once.wait=0s");
  }

  /**
   * Java cannot name a file by bytes that are no text; a shell can.
   *
   * @param name as {@code printf} reads it
   */
  private void drop(String into, String name, String text) throws Exception {
    Path inbox = Files.createDirectories(folder.resolve("home/inbox/directives").getParent());
    Files.createDirectories(inbox.resolve("directives"));
    Path plain = Files.writeString(folder.resolve("content"), text);
    Files.setLastModifiedTime(plain, FileTime.from(Instant.now().minusSeconds(60)));
    int code =
        new ProcessBuilder(
                "bash", "-c", "mv \"$1\" \"$(printf \"$2\")\"", "mv", plain.toString(), name)
            .directory(inbox.resolve(into).toFile())
            .start()
            .waitFor();
    assertThat(code).isZero();
  }

  private boolean inboxIsEmpty(String of) throws IOException {
    try (var files = Files.list(folder.resolve("home/inbox").resolve(of))) {
      return files.noneMatch(Files::isRegularFile);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Lista Pe\\xf1a 2026-11-20.csv",
        "\\xff\\xfe\\x80bad full 2026-11-20.csv",
        "2026-11-20 a\\\\\\\\b.csv",
        "2026-11-20 new\\nline.csv",
        "2026-11-20 %0220d.csv",
        "2026-11-20 ${file:name} %%41 #?&.csv"
      })
  void a_list_is_taken_whatever_its_name(String name) throws Exception {
    drop(".", name, LIST);

    JsonNode file = run().json().path("files").get(0);

    assertThat(file.path("state").asText()).isEqualTo("taken");
    assertThat(file.path("rows").asInt()).isEqualTo(1);
    assertThat(file.path("name").asText()).contains("2026-11-20").endsWith(".csv");
    assertThat(inboxIsEmpty(".")).isTrue();
    assertThat(at("show", person(), "--json", "--reveal").out()).contains("2026-11-20");
  }

  @Test
  void two_odd_names_that_look_alike_are_two_lists() throws Exception {
    drop(".", "a\\xf1.csv", LIST);
    drop(".", "a\\xf2.csv", LIST.replace("A999-000-001", "A999-000-002").replace("0101", "0102"));

    JsonNode files = run().json().path("files");

    assertThat(files.findValuesAsText("state")).containsExactly("taken", "taken");
    assertThat(at("list", "--json").json().path("entries")).hasSize(2);
  }

  @Test
  void directives_bind_whatever_the_name_of_their_file() throws Exception {
    drop(".", "list.csv", LIST);
    run();
    drop(
        "directives",
        "Pe\\xf1a.csv",
        "PERSON,ACTION,REASON,BY\n" + person() + ",hold,asked for it,R. Sample\n");

    Ran ran = run();

    assertThat(ran.json().path("directives").get(0).path("accepted").asInt()).isEqualTo(1);
    assertThat(inboxIsEmpty("directives")).isTrue();
    assertThat(at("list", "--json").out()).contains("counsel_hold");
  }

  private String person() throws IOException {
    return at("list", "--json").json().path("entries").get(0).path("person").asText();
  }
}
