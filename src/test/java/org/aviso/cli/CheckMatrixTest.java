package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.aviso.SignedHouse;
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
  void a_forbidden_word_in_what_callbacks_print_is_a_finding_that_names_the_key_alone() {
    assertThat(
            check(
                1,
                "-D",
                "aviso.neutral.name=Asylum Abogados Unidos",
                "-D",
                "aviso.neutral.callback-hours=ask the court",
                "-D",
                "aviso.callback-hours=9-17, of immigration matters"))
        .contains("aviso.neutral.name: \"asylum*\", \"abogad*\" of config/forbidden-words.yaml")
        .contains("aviso.neutral.callback-hours: \"court*\" of", "L0 call-back may not say")
        .contains("aviso.callback-hours: \"immigra*\" of", "L1 legal matter may not say")
        .doesNotContain("Unidos", "ask the", "matters");
  }

  @Test
  void an_organisation_may_be_called_so_and_counsel_is_warned() {
    assertThat(check(0, "-D", "aviso.organisation=Sample Asylum Project"))
        .startsWith("No findings.\n")
        .contains("aviso.organisation: warning: \"asylum*\" of", "let counsel decide")
        .doesNotContain("Sample Asylum");
    assertThat(check(0, "-D", "aviso.organisation=Legal Notice Desk")).doesNotContain("warning");
  }

  @Test
  void files_of_thirty_million_letters_are_refused_at_once() throws Exception {
    Path counsel = folder.resolve("counsel");
    SignedHouse.copy(ROOT.resolve("routes/counsel"), counsel);
    Path templates = folder.resolve("templates");
    SignedHouse.copy(
        ROOT.resolve("templates/class-notice/es"),
        Files.createDirectories(templates.resolve("class-notice")).resolve("es"));
    String comment = "\n# " + "x".repeat(30_000_000) + "\n";
    Files.writeString(
        counsel.resolve("class-notice/routing.yaml"), comment, StandardOpenOption.APPEND);
    Files.writeString(counsel.resolve("relays/big.yaml"), "relays: []" + comment);
    Files.writeString(
        templates.resolve("class-notice/es/meta.yaml"), comment, StandardOpenOption.APPEND);
    for (String command : List.of("check", "approvals")) {
      Ran ran =
          assertTimeoutPreemptively(
              Duration.ofSeconds(60),
              () ->
                  Ran.of(
                      List.of(
                          command,
                          "--home",
                          folder.toString(),
                          "-D",
                          "aviso.routing.dir=" + counsel,
                          "-D",
                          "aviso.templates.dir=" + templates)));
      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.out())
          .contains("class-notice/routing.yaml: is larger than 262144 bytes")
          .contains("relays/big.yaml: is larger than 16777216 bytes");
    }
  }

  @Test
  void what_a_terminal_would_obey_in_a_folders_name_is_shown() throws Exception {
    Path counsel = folder.resolve("counsel");
    Files.createDirectories(counsel.resolve("odd\u001b[31m"));
    String said = check(1, "-D", "aviso.routing.dir=" + counsel);
    assertThat(said).contains("odd\\u001b[31m: there is no routing.yaml");
    assertThat(said.chars().filter(c -> c < ' ' && c != '\n')).isEmpty();
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
