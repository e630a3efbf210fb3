package org.aviso.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlFileTest {
  @TempDir Path folder;

  @Test
  void lines_are_those_of_the_keys_and_items() throws Exception {
    YamlFile file =
        yaml(
            """
            notice: class-notice
            plans:
              - id: one
                when: { custody: [released,
                                  detained] }
              - id: two
            """);
    assertThat(file.line("/notice")).isEqualTo(1);
    assertThat(file.line("/plans/0/id")).isEqualTo(3);
    assertThat(file.line("/plans/0/when/custody/1")).isEqualTo(5);
    assertThat(file.line("/plans/1")).isEqualTo(6);
    assertThat(file.root().at("/plans/1/id").asText()).isEqualTo("two");
  }

  @Test
  void a_missing_key_is_reported_at_its_nearest_written_ancestor() throws Exception {
    YamlFile file = yaml("a: 1\nb:\n  c: 2\n");
    assertThat(file.line("/b/d/e")).isEqualTo(2);
    assertThat(file.line("/nothing")).isEqualTo(1);
  }

  @Test
  void a_key_with_a_slash_keeps_its_line() throws Exception {
    assertThat(yaml("x: 1\n\"a/b~c\": 2\n").line("/a~1b~0c")).isEqualTo(2);
  }

  @Test
  void words_that_older_yaml_took_for_values_stay_words() throws Exception {
    JsonNode root =
        yaml("country: NO\nsay: yes\nclock: 21:00\nday: 2027-03-31\nlevel: L0\n").root();
    assertThat(root.get("country").textValue()).isEqualTo("NO");
    assertThat(root.get("say").textValue()).isEqualTo("yes");
    assertThat(root.get("clock").textValue()).isEqualTo("21:00");
    assertThat(root.get("day").textValue()).isEqualTo("2027-03-31");
    assertThat(root.get("level").textValue()).isEqualTo("L0");
  }

  @Test
  void numbers_and_truth_values_keep_their_type_and_quotes_make_text() throws Exception {
    JsonNode root = yaml("a: 3\nb: 1.5\nc: true\nd: \"3\"\ne:\nf: 99999999999\n").root();
    assertThat(root.get("a").intValue()).isEqualTo(3);
    assertThat(root.get("b").decimalValue()).isEqualByComparingTo("1.5");
    assertThat(root.get("c").booleanValue()).isTrue();
    assertThat(root.get("d").isTextual()).isTrue();
    assertThat(root.get("e").isNull()).isTrue();
    assertThat(root.get("f").longValue()).isEqualTo(99_999_999_999L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a: 1\\na: 2                     | 2 | stands twice
          a: !!java.io.File x             | 1 | tags
          a: !!str 1                      | 1 | tags
          a: &x 1\\nb: *x                 | 1 | anchors
          a: *x                           | 1 | aliases
          a: 1\\n---\\nb: 2               | 2 | second document
          ? [a]\\n: 2                     | 1 | plain word
          a: [1                           | 1 | not YAML
          a:\\n\\t- b                     | 2 | not YAML
          """)
  void what_is_not_plainly_readable_is_refused_with_its_line(String text, int line, String what) {
    Finding finding = refused(text.replace("\\n", "\n").replace("\\t", "\t").getBytes(UTF_8));
    assertThat(finding.what()).contains(what);
    assertThat(finding.line()).isEqualTo(line);
    assertThat(finding.file()).isEqualTo("config/a.yaml");
  }

  @Test
  void deep_nesting_is_refused() {
    assertThat(refused("[".repeat(5000).getBytes(UTF_8)).what()).contains("nested deeper");
  }

  @Test
  void bytes_that_are_not_utf8_are_refused() {
    assertThat(refused(new byte[] {'a', ':', ' ', (byte) 0xE9}).what()).contains("UTF-8");
  }

  @Test
  void a_file_over_the_size_limit_is_refused() {
    assertThat(refused(new byte[YamlFile.MAX_BYTES + 1]).what()).contains("larger than");
  }

  @Test
  void a_comment_of_thirty_million_letters_is_refused_at_once() {
    byte[] comment = ("#" + "x".repeat(30_000_000) + "\na: 1\n").getBytes(UTF_8);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          assertThat(refused(comment).what()).isEqualTo("is larger than 262144 bytes");
          assertThat(refusedList(comment).what()).isEqualTo("is larger than 16777216 bytes");
        });
  }

  @Test
  void a_list_may_be_long_and_its_lines_may_not() throws Exception {
    byte[] list = "- { person: P-4K7Q2M9XWA, veto: true }\n".repeat(20_000).getBytes(UTF_8);
    assertThat(YamlFile.ofList(list, "relays/a.yaml").root()).hasSize(20_000);
    byte[] comment = ("- a\r\n# " + "x".repeat(10_000_000) + "\n- b\n").getBytes(UTF_8);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThat(refusedList(comment).toString())
                .startsWith("relays/a.yaml:2: a line is longer than 65536 bytes"));
    byte[] comments = ("# " + "x".repeat(60_000) + "\n").repeat(200).getBytes(UTF_8);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> assertThat(YamlFile.ofList(comments, "relays/a.yaml").root().isNull()).isTrue());
  }

  @Test
  void a_missing_file_and_a_folder_are_findings() throws IOException {
    for (Path file : List.of(folder.resolve("none.yaml"), folder)) {
      YamlFile.Malformed malformed =
          catchThrowableOfType(
              YamlFile.Malformed.class, () -> YamlFile.read(file, "config/none.yaml"));
      assertThat(malformed.finding().file()).isEqualTo("config/none.yaml");
      assertThat(malformed).hasMessageNotContaining(folder.toString());
    }
  }

  @Test
  void an_empty_file_is_null_and_a_byte_order_mark_is_dropped() throws Exception {
    assertThat(yaml("# nothing\n").root().isNull()).isTrue();
    assertThat(yaml("\uFEFFa: 1").root().get("a").intValue()).isEqualTo(1);
  }

  @Test
  void the_digest_is_that_of_the_bytes() throws Exception {
    Path file = folder.resolve("abc.yaml");
    Files.writeString(file, "abc");
    assertThat(YamlFile.read(file, "abc.yaml").digest())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void schema_messages_become_findings_with_line_and_mend() throws Exception {
    Path schema = folder.resolve("s.json");
    Files.writeString(
        schema,
        """
        {"type": "object", "additionalProperties": false, "required": ["notice"],
         "description": "a notice has a name",
         "properties": {
           "notice": {"type": "string"},
           "plans": {"type": "array", "items": {"$ref": "#/$defs/plan"}}},
         "$defs": {"plan": {"type": "object", "additionalProperties": false,
           "properties": {"id": {"type": "string", "pattern": "^[a-z]+$",
             "description": "ids are lower-case letters"}, "when": {"enum": ["now", "later"]}}}}}
        """);
    YamlFile file = yaml("plans:\n  - id: A-999\n    whn: now\n  - when: never\n");
    List<Finding> findings = file.validate(YamlFile.schema(schema.toUri().toURL()));
    assertThat(findings).extracting(Finding::line).containsExactly(1, 2, 3, 4);
    assertThat(findings.get(0).what()).contains("\"notice\" is missing");
    assertThat(findings.get(0).mend()).isEqualTo("a notice has a name");
    assertThat(findings.get(1).what()).startsWith("plans.0.id: ").doesNotContain("A-999");
    assertThat(findings.get(1).mend()).isEqualTo("ids are lower-case letters");
    assertThat(findings.get(2).what()).contains("unknown key \"whn\"");
    assertThat(findings.get(2).mend()).contains("id, when");
    assertThat(findings.get(3).what()).startsWith("plans.1.when: ").contains("later");
    assertThat(yaml("notice: x").validate(YamlFile.schema(schema.toUri().toURL()))).isEmpty();
  }

  private static YamlFile yaml(String text) throws YamlFile.Malformed {
    return YamlFile.of(text.getBytes(UTF_8), "config/a.yaml");
  }

  private static Finding refused(byte[] bytes) {
    return catchThrowableOfType(YamlFile.Malformed.class, () -> YamlFile.of(bytes, "config/a.yaml"))
        .finding();
  }

  private static Finding refusedList(byte[] bytes) {
    return catchThrowableOfType(
            YamlFile.Malformed.class, () -> YamlFile.ofList(bytes, "relays/a.yaml"))
        .finding();
  }
}
