package org.aviso.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.aviso.config.Finding;
import org.aviso.config.YamlFile;
import org.aviso.person.Custody;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.person.Ternary;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code routing.yaml}: what it means, and what is found wrong in it, by line. */
class RoutingFileTest {
  /** Counsel's example, a line a key so that a case can replace one. */
  private static final String WHOLE =
      """
      notice: class-notice
      version: 3
      send-until: 2027-03-31
      languages:
        fallback: { mam: [es], cdo: [zh-Hans] }
        unknown: hold
      levels:
        member-unverified: { sms: L1, email: L3 }
        member-verified: { sms: L3, email: L3 }
        relay: L0
      relay: { valid-for: 180d, relations: { parent: L0, sister: L1 } }
      quiet-hours: { from: "21:00", to: "08:00" }
      shared-contact-threshold: 5
      reach: { email-unbounced: true, relay-told: false }
      in-doubt: { email: resend }
      verify: { by-inbound: true, by-staff: false }
      waves: auto
      supersedes: first-notice
      plans:
        - id: at-liberty
          when: { custody: [released, never_detained], country: [US, MX], minor: [no], represented: [yes] }
          steps:
            - { id: text, send: sms, to: member }
            - { id: mail, send: email, to: attorney, after: 24h, unless: delivered, repeat: true }
            - { id: family, send: relay, by: [sms, email], after: 30m, unless: confirmed }
            - { id: letter, do: letter, to: member, after: 7d }
      """;

  private static RoutingFile read(String yaml) {
    return RoutingFile.of(yaml.getBytes(StandardCharsets.UTF_8), "routing.yaml");
  }

  private static List<Finding> findings(String yaml) {
    RoutingFile read = read(yaml);
    assertThat(read).isInstanceOf(RoutingFile.Faulty.class);
    return ((RoutingFile.Faulty) read).findings();
  }

  @Test
  void every_key_of_the_contract_is_read() {
    Routing routing = ((RoutingFile.Sound) read(WHOLE)).routing();
    assertThat(routing.notice()).isEqualTo("class-notice");
    assertThat(routing.version()).isEqualTo(3);
    assertThat(routing.sendUntil()).isEqualTo(LocalDate.of(2027, 3, 31));
    assertThat(routing.fallback())
        .isEqualTo(
            Map.of(
                new LanguageTag("mam"), List.of(new LanguageTag("es")),
                new LanguageTag("cdo"), List.of(new LanguageTag("zh-Hans"))));
    assertThat(routing.unknownLanguage()).isEmpty();
    assertThat(routing.levels().unverified())
        .isEqualTo(Map.of(Channel.SMS, Level.L1, Channel.EMAIL, Level.L3));
    assertThat(routing.levels().verified())
        .isEqualTo(Map.of(Channel.SMS, Level.L3, Channel.EMAIL, Level.L3));
    assertThat(routing.levels().relay()).isEqualTo(Level.L0);
    assertThat(routing.relay().validFor()).isEqualTo(Duration.ofDays(180));
    assertThat(routing.relay().relations())
        .isEqualTo(
            Map.of(
                "mother", Level.L0, "father", Level.L0, "parent", Level.L0, "sibling", Level.L1));
    assertThat(routing.quietHours())
        .isEqualTo(new Routing.QuietHours(LocalTime.of(21, 0), LocalTime.of(8, 0)));
    assertThat(routing.sharedContactThreshold()).isEqualTo(5);
    assertThat(routing.reach()).isEqualTo(new Routing.Reach(true, false));
    assertThat(routing.resendEmailInDoubt()).isTrue();
    assertThat(routing.verify()).isEqualTo(new Routing.Verify(true, false));
    assertThat(routing.autoWaves()).isTrue();
    assertThat(routing.supersedes()).isEqualTo("first-notice");
    assertThat(routing.digest()).hasSize(64);

    Routing.Plan plan = routing.plans().get(0);
    assertThat(plan.when().custody())
        .containsExactlyInAnyOrder(Custody.RELEASED, Custody.NEVER_DETAINED);
    assertThat(plan.when().country()).containsExactlyInAnyOrder("US", "MX");
    assertThat(plan.when().minor()).containsExactly(Ternary.NO);
    assertThat(plan.when().represented()).containsExactly(Ternary.YES);
    assertThat(plan.steps())
        .extracting(Routing.Step::id)
        .containsExactly("text", "mail", "family", "letter");
    assertThat(plan.steps())
        .extracting(Routing.Step::to)
        .containsExactly(Owner.MEMBER, Owner.ATTORNEY, Owner.RELAY, Owner.MEMBER);
    assertThat(plan.steps().get(2).by()).containsExactly(Channel.SMS, Channel.EMAIL);
    assertThat(plan.steps().get(2).after()).isEqualTo(Duration.ofMinutes(30));
    assertThat(plan.steps().get(3).task()).isTrue();
  }

  @Test
  void what_is_left_out_tells_nobody_more() {
    Routing routing =
        ((RoutingFile.Sound)
                read(
                    """
                    notice: a
                    version: 1
                    levels: { member-unverified: { sms: L0, email: L1 } }
                    plans: [ { id: p, steps: [ { id: s, send: sms, to: member } ] } ]
                    """))
            .routing();
    assertThat(routing.sendUntil()).isNull();
    assertThat(routing.fallback()).isEmpty();
    assertThat(routing.levels().verified()).isEqualTo(routing.levels().unverified());
    assertThat(routing.levels().relay()).isNull();
    assertThat(routing.relay().relations()).isEmpty();
    assertThat(routing.quietHours())
        .isEqualTo(new Routing.QuietHours(LocalTime.of(21, 0), LocalTime.of(8, 0)));
    assertThat(routing.sharedContactThreshold()).isEqualTo(4);
    assertThat(routing.reach()).isEqualTo(new Routing.Reach(false, false));
    assertThat(routing.resendEmailInDoubt()).isFalse();
    assertThat(routing.verify()).isEqualTo(new Routing.Verify(false, false));
    assertThat(routing.autoWaves()).isFalse();
    assertThat(routing.supersedes()).isNull();
  }

  @Test
  void none_switches_quiet_hours_and_the_threshold_off() {
    Routing routing =
        ((RoutingFile.Sound)
                read(
                    WHOLE
                        .replaceAll("quiet-hours: .*", "quiet-hours: none")
                        .replaceAll("threshold: .*", "threshold: none")))
            .routing();
    assertThat(routing.quietHours()).isNull();
    assertThat(routing.sharedContactThreshold()).isNull();
  }

  @Test
  void unknown_languages_may_be_listed() {
    Routing routing =
        ((RoutingFile.Sound) read(WHOLE.replace("unknown: hold", "unknown: [es, en]"))).routing();
    assertThat(routing.unknownLanguage())
        .containsExactly(new LanguageTag("es"), new LanguageTag("en"));
  }

  /** Each case puts one mistake into the example and says where it is found, and what is said. */
  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          send-until                 | send-untill                   | 3  | unknown key "send-untill"
          version: 3                 | version: 0                    | 2  | minimum
          version: 3                 | version: 99999999999999999999999 | 2 | maximum
          version: 3                 | version: three                | 2  | integer
          class-notice               | Class Notice                  | 1  | pattern
          2027-03-31                 | 2027-02-30                    | 3  | date
          mam: [es]                  | mam: []                       | 5  | 1
          mam: [es]                  | mam: [mam]                    | 5  | mam falls back to itself
          mam: [es]                  | mam: [e-]                     | 5  | pattern
          mam: [es]                  | "m m": [es]                   | 5  | "m m" is no language tag
          unknown: hold              | unknown: send                 | 6  | pattern
          sms: L1, email: L3         | sms: L4, email: L3            | 8  | "L0", "L1", "L2", "L3"
          sms: L1, email: L3         | sms: L1                       | 8  | "email" is missing
          relay: L0                  | relay: none                   | 10 | "L0", "L1", "L2", "L3"
          180d                       | 180                           | 11 | string
          180d                       | 6 months                      | 11 | pattern
          parent: L0                 | aunty: L0                     | 11 | unknown key "aunty"
          parent: L0                 | brother: L0                   | 11 | names sibling a second time
          parent: L0                 | parent: L2                    | 11 | "L0", "L1"
          "21:00"                    | "25:00"                       | 12 | pattern
          "21:00"                    | "08:00"                       | 12 | the same time
          threshold: 5               | threshold: 1                  | 13 | minimum
          email: resend              | email: retry                  | 15 | "hold", "resend"
          waves: auto                | waves: manual                 | 17 | "auto"
          first-notice               | class-notice                  | 18 | cannot supersede itself
          never_detained]            | jailed]                       | 21 | "never_detained"
          MX]                        | UK]                           | 21 | "UK" is no country code
          MX]                        | Mexico]                       | 21 | pattern
          minor: [no]                | minor: no                     | 21 | array
          minor: [no]                | minor: []                     | 21 | 1
          minor: [no]                | miner: [no]                   | 21 | unknown key "miner"
          represented: [yes]         | represented: [unknown]        | 21 | "yes", "no"
          send: sms, to: member      | send: whatsapp, to: member    | 23 | "sms", "email", "relay"
          send: sms, to: member      | send: sms                     | 23 | send: sms needs "to"
          send: sms, to: member      | send: sms, to: relay          | 23 | "member", "attorney"
          send: sms, to: member      | send: sms, to: member, by: [sms] | 23 | "by" does not go with
          send: sms, to: member      | send: sms, do: call           | 23 | either send or do
          send: sms, to: member      | to: member                    | 23 | either send or do
          to: member }               | to: member, unless: sent }    | 23 | no earlier step
          id: mail                   | id: text                      | 24 | a second step of the plan is called "text"
          after: 24h                 | after: 1 day                  | 24 | pattern
          unless: delivered          | unless: opened                | 24 | "delivered", "sent", "confirmed"
          by: [sms, email], after    | after                         | 25 | send: relay needs "by"
          by: [sms, email], after    | by: [sms, sms], after         | 25 | unique
          by: [sms, email], after    | by: [fax], after              | 25 | "sms", "email"
          send: relay, by            | send: relay, to: member, by   | 25 | "to" does not go with send: relay
          do: letter                 | do: postcard                  | 26 | "letter", "call", "visit"
          do: letter                 | do: letter, contacts: first   | 26 | "contacts" does not go with do
          do: letter                 | do: letter, repeat: true      | 26 | "repeat" does not go with do
          """)
  void a_mistake_is_found_at_its_line(String right, String wrong, int line, String said) {
    assertThat(WHOLE).contains(right);
    List<Finding> findings =
        findings(WHOLE.replaceFirst(java.util.regex.Pattern.quote(right), wrong));
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).line()).isEqualTo(line);
    assertThat(findings.get(0).what()).contains(said);
    assertThat(findings.get(0).mend()).isNotBlank().isNotEqualTo("correct it");
    assertThat(findings.get(0).file()).isEqualTo("routing.yaml");
  }

  @Test
  void whatsapp_and_voice_are_not_yet() {
    assertThat(findings(WHOLE.replace("send: sms", "send: whatsapp")).get(0).mend())
        .contains("not yet");
    assertThat(findings(WHOLE.replace("send: sms", "send: voice")).get(0).mend())
        .contains("not yet");
  }

  @Test
  void two_plans_do_not_share_an_id() {
    String twice = WHOLE + "  - { id: at-liberty, steps: [ { id: s, send: sms, to: member } ] }\n";
    assertThat(findings(twice))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.line()).isEqualTo(27);
              assertThat(finding.what()).contains("a second plan is called \"at-liberty\"");
            });
  }

  @Test
  void two_plans_may_share_step_ids() {
    assertThat(read(WHOLE + "  - { id: other, steps: [ { id: text, send: sms, to: member } ] }\n"))
        .isInstanceOf(RoutingFile.Sound.class);
  }

  @Test
  void every_mistake_of_a_file_is_named() {
    assertThat(
            findings(
                "notice: a\nversion: x\nlevels: { member-unverified: { sms: L9, email: L3 } }\n"))
        .extracting(Finding::what)
        .hasSize(3)
        .anyMatch(what -> what.contains("\"plans\" is missing"))
        .anyMatch(what -> what.startsWith("version:"))
        .anyMatch(what -> what.startsWith("levels.member-unverified.sms:"));
  }

  @Test
  void an_empty_file_is_no_routing() {
    assertThat(findings("")).isNotEmpty();
  }

  @Test
  void what_is_no_yaml_is_a_finding_not_an_exception() {
    assertThat(findings("plans: [")).singleElement().extracting(Finding::line).isEqualTo(1);
    assertThat(findings("notice: !!java.net.URL [x]")).hasSize(1);
  }

  @Test
  void a_missing_file_is_a_finding() {
    assertThat(RoutingFile.read(Path.of("no/such/routing.yaml")))
        .isInstanceOf(RoutingFile.Faulty.class);
  }

  @Test
  void every_relation_the_lists_know_can_be_approved_as_a_kind() throws Exception {
    YamlFile.read(Path.of("config/relations.yaml"), "config/relations.yaml")
        .root()
        .fieldNames()
        .forEachRemaining(
            relation -> {
              RoutingFile read =
                  read(WHOLE.replace("parent: L0", relation + ": L0").replace(", sister: L1", ""));
              if (relation.equals("self")) { // Nobody is their own relay.
                assertThat(read).isInstanceOf(RoutingFile.Faulty.class);
              } else {
                assertThat(((RoutingFile.Sound) read).routing().relay().relations())
                    .containsKey(relation);
              }
            });
  }

  @Test
  void the_schemas_beside_counsels_files_are_the_ones_that_bind() throws Exception {
    for (Map.Entry<String, String> copy :
        Map.of(
                "class-notice/routing.schema.json", "routing.schema.json",
                "relays/relays.schema.json", "relays.schema.json")
            .entrySet()) {
      byte[] binding = RoutingFile.class.getResourceAsStream(copy.getValue()).readAllBytes();
      assertThat(Files.readAllBytes(Path.of("routes/counsel").resolve(copy.getKey())))
          .isEqualTo(binding);
    }
  }
}
