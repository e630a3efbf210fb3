package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.aviso.SignedHouse;
import org.aviso.config.Finding;
import org.aviso.config.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a routing sends, held against the texts there are. */
class UnwrittenTextsTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final String HEAD =
      """
      notice: class-notice
      version: 1
      levels:
        member-unverified: { sms: L1, email: L3 }
        member-verified: { sms: L3, email: L3 }
        relay: L1
      relay: { relations: { mother: L0, aunt_uncle: L1 } }
      plans:
        - id: any
          steps:
      """;

  @TempDir Path folder;
  private Path texts;
  private String head = HEAD;

  @BeforeEach
  void three_languages() throws IOException {
    texts = folder.resolve("templates/class-notice");
    Files.createDirectories(texts);
    for (String tag : List.of("en", "es", "fr")) {
      SignedHouse.copy(ROOT.resolve("templates/class-notice").resolve(tag), texts.resolve(tag));
    }
  }

  private List<String> said(String... steps) throws IOException {
    Path routing = folder.resolve("counsel/class-notice/routing.yaml");
    Files.createDirectories(routing.getParent());
    Files.writeString(
        routing,
        head
            + Stream.of(steps)
                .map(step -> "      - { " + step + " }\n")
                .reduce("", String::concat));
    Settings settings =
        Settings.load(
            null,
            Map.of(),
            Map.of(
                "aviso.routing.dir", folder.resolve("counsel").toString(),
                "aviso.templates.dir", folder.resolve("templates").toString()),
            folder);
    return Policy.read(
            settings,
            Tables.read(ROOT.resolve("config")),
            Clock.fixed(Instant.parse("2027-01-05T18:00:00Z"), ZoneOffset.UTC))
        .counselFindings()
        .stream()
        .map(Finding::toString)
        .map(text -> text.replace(folder + "/", ""))
        .toList();
  }

  private void remove(String name, String... tags) throws IOException {
    for (String tag : tags) {
      try (Stream<Path> files = Files.list(texts.resolve(tag))) {
        for (Path file : files.filter(f -> f.getFileName().toString().startsWith(name)).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Test
  void texts_that_are_all_there_are_no_finding() throws IOException {
    assertThat(
            said(
                "id: a, send: sms, to: member",
                "id: b, send: email, to: member",
                "id: c, send: email, to: attorney",
                "id: d, send: relay, by: [sms, email]",
                "id: e, do: letter, to: member",
                "id: f, do: letter, to: attorney",
                "id: g, do: call, to: member"))
        .isEmpty();
  }

  @Test
  void an_email_at_a_level_below_every_text_is_a_finding_with_the_line_of_the_step()
      throws IOException {
    head = HEAD.replace("email: L3 }\n  member-verified", "email: L1 }\n  member-verified");
    assertThat(said("id: text, send: sms, to: member", "id: mail, send: email, to: member"))
        .containsExactly(
            "counsel/class-notice/routing.yaml:12: plan any, step mail: there is no member.email of"
                + " L1 legal matter or below (levels.member-unverified.email) in any language, only"
                + " L3: it goes out to nobody — write"
                + " templates/class-notice/<tag>/member.email.L1.subject.txt, .txt and .html, or"
                + " take the step out");
  }

  @Test
  void a_verified_contact_is_asked_after_only_where_there_may_be_one() throws IOException {
    head = HEAD.replace("member-verified: { sms: L3", "member-verified: { sms: L0");
    assertThat(said("id: text, send: sms, to: member")).isEmpty();
    head = head.replace("plans:", "verify: { by-staff: true }\nplans:");
    assertThat(said("id: text, send: sms, to: member"))
        .singleElement()
        .asString()
        .contains("step text", "L0 call-back (levels.member-verified.sms)", "only L1");
  }

  @Test
  void a_letter_nobody_wrote_is_a_finding() throws IOException {
    remove("member.letter", "en", "es", "fr");
    assertThat(said("id: post, do: letter, to: member"))
        .singleElement()
        .asString()
        .contains(
            "step post: there is no member.letter.L3 in any language", "member.letter.L3.html");
  }

  @Test
  void attorneys_need_the_english_text() throws IOException {
    assertThat(said("id: counsel, send: sms, to: attorney"))
        .singleElement()
        .asString()
        .contains("there is no attorney.sms.L3 in en", "class-notice/en/attorney.sms.L3.txt");
    remove("attorney.email", "en");
    assertThat(said("id: counsel, send: email, to: attorney"))
        .singleElement()
        .asString()
        .contains("there is no attorney.email.L3 in en", "attorney.email.L3.subject.txt");
  }

  @Test
  void a_relay_needs_a_text_of_every_channel_it_is_asked_by() throws IOException {
    remove("relay.sms", "en", "es", "fr");
    assertThat(said("id: family, send: relay, by: [email, sms]"))
        .singleElement()
        .asString()
        .contains("step family: there is no relay.sms of L1 legal matter or below (levels.relay)");
  }

  @Test
  void a_relation_that_may_be_told_less_than_every_text_says_is_a_finding() throws IOException {
    for (String tag : List.of("en", "es", "fr")) {
      Files.move(
          texts.resolve(tag).resolve("relay.sms.L0.txt"),
          texts.resolve(tag).resolve("relay.sms.L1.txt"));
    }
    assertThat(said("id: family, send: relay, by: [sms]"))
        .singleElement()
        .asString()
        .contains(
            "there is no relay.sms of L0 call-back (relay.relations) in any language, only L1");
  }

  @Test
  void relays_that_no_level_is_given_are_told_nothing() throws IOException {
    head = HEAD.replace("  relay: L1\n", "");
    assertThat(said("id: family, send: relay, by: [sms, email]"))
        .singleElement()
        .asString()
        .contains("levels names none for relays");
  }

  @Test
  void a_text_most_languages_lack_names_the_languages_that_get_nothing() throws IOException {
    remove("member.letter", "es", "fr");
    assertThat(said("id: post, do: letter, to: member"))
        .singleElement()
        .asString()
        .contains("there is no member.letter.L3 in es, fr: it goes out to nobody who reads that");
  }

  @Test
  void what_a_finding_of_the_templates_says_already_is_not_said_again() throws IOException {
    remove("member.letter", "fr");
    assertThat(said("id: post, do: letter, to: member")).isEmpty();
  }

  @Test
  void a_notice_without_any_text_is_one_finding() throws IOException {
    for (String tag : List.of("en", "es", "fr")) {
      remove("", tag);
      Files.delete(texts.resolve(tag));
    }
    assertThat(said("id: a, send: sms, to: member", "id: b, send: email, to: member"))
        .singleElement()
        .asString()
        .contains("routing.yaml:1: templates/class-notice holds no language");
  }

  @Test
  void tags_of_a_routing_that_are_no_language_are_named_with_the_nearest() throws IOException {
    head =
        HEAD.replace("plans:", "languages: { fallback: { mamm: [es], mam: [sp, es] } }\nplans:")
            .replace("    steps:", "    when: { language: [es-MX, spa, sp] }\n    steps:");
    assertThat(said("id: text, send: sms, to: member"))
        .extracting(text -> text.replaceAll(".*yaml:| — .*", ""))
        .containsExactlyInAnyOrder(
            "8: languages.fallback of mamm: no language of config/languages.yaml; the nearest is"
                + " mam",
            "8: languages.fallback of mam names sp, in which there is no template: it is no"
                + " language of config/languages.yaml; the nearest is es",
            "11: plan any, when.language: sp is no language of config/languages.yaml; the nearest"
                + " is es");
  }
}
