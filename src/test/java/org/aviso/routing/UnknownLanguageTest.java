package org.aviso.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.aviso.person.HoldReason.AMBIGUOUS_LANGUAGE;
import static org.aviso.person.HoldReason.NO_LANGUAGE;
import static org.aviso.person.HoldReason.NO_TEMPLATE;
import static org.aviso.routing.Given.given;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.routing.Given.Texts;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.aviso.template.TextLanguages;
import org.junit.jupiter.api.Test;

/** {@code languages.unknown}: what counsel lists is sent together in one message. */
class UnknownLanguageTest {
  private static final String PLANS =
      """
        - id: only
          when: { custody: [released] }
          steps:
            - { id: text, send: sms, to: member }
            - { id: family, send: relay, by: [sms] }
      """;
  private static final Texts BOTH =
      Texts.of("es.member.sms.L1", "en.member.sms.L1", "en.member.sms.L0", "es.member.sms.L0");

  private static Routing unknown(String languages) {
    return Given.routingOf(
        """
        notice: class-notice
        version: 1
        languages: { unknown: %s }
        levels: { member-unverified: { sms: L1, email: L3 }, member-verified: { sms: L1, email: L3 }, relay: L0 }
        relay: { relations: { mother: L0 } }
        plans:
        """
                .formatted(languages)
            + PLANS);
  }

  private static List<PlannedMessage> messages(Decision decision) {
    return ((Decision.Planned) decision)
        .steps().stream().flatMap(step -> step.messages().stream()).toList();
  }

  @Test
  void one_message_holds_every_language_listed_and_is_no_fallback() {
    Decision decision = given().reading(null).phone().with(BOTH).decidedUnder(unknown("[es, en]"));
    assertThat(messages(decision))
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.languages().code()).isEqualTo("es+en");
              assertThat(message.level()).isEqualTo(Level.L1);
              assertThat(message.fallback()).isFalse();
            });
  }

  @Test
  void the_level_is_one_that_every_language_has() {
    Texts texts = Texts.of("es.member.sms.L1", "es.member.sms.L0", "en.member.sms.L0");
    Decision decision = given().reading(null).phone().with(texts).decidedUnder(unknown("[es, en]"));
    assertThat(messages(decision)).extracting(PlannedMessage::level).containsExactly(Level.L0);
  }

  @Test
  void texts_too_long_for_one_message_are_not_split_but_held() {
    NoticeTexts tooLong =
        new NoticeTexts() {
          @Override
          public Optional<Chosen> choose(
              LanguageTag wanted, Map<LanguageTag, List<LanguageTag>> fallback) {
            return BOTH.choose(wanted, fallback);
          }

          @Override
          public Optional<Level> highest(LanguageTag tag, Owner to, Channel channel, Level max) {
            return BOTH.highest(tag, to, channel, max);
          }

          @Override
          public boolean fits(TextLanguages languages, Owner to, Channel channel, Level level) {
            return level == Level.L0;
          }
        };
    Case given = given().reading(null).phone().asCase();
    Decision decision =
        new Router(
                unknown("[es, en]"),
                Relays.none(),
                tooLong,
                Given::read,
                java.time.Duration.ofDays(30))
            .decide(given);
    assertThat(messages(decision))
        .as("a shorter text of a lower level is taken")
        .extracting(PlannedMessage::level)
        .containsExactly(Level.L0);
  }

  @Test
  void where_one_of_them_is_not_written_nobody_is_told_half() {
    Texts spanishAlone = Texts.of("es.member.sms.L1");
    Decision decision =
        given().reading(null).phone().with(spanishAlone).decidedUnder(unknown("[es, en]"));
    assertThat(((Decision.Held) decision).reasons()).containsExactly(NO_TEMPLATE);
  }

  @Test
  void a_template_to_be_heard_is_not_among_texts_sent_together() {
    Decision decision =
        given().reading(null).phone().with(BOTH.heard("en")).decidedUnder(unknown("[es, en]"));
    assertThat(((Decision.Held) decision).reasons()).containsExactly(NO_TEMPLATE);
  }

  @Test
  void without_a_list_an_unknown_language_is_held_as_before() {
    Decision decision = given().reading(null).phone().with(BOTH).decidedUnder(unknown("hold"));
    assertThat(((Decision.Held) decision).reasons()).containsExactly(NO_LANGUAGE);
  }

  @Test
  void an_ambiguous_language_is_held_all_the_same() {
    Decision decision =
        given().reading("creole").phone().with(BOTH).decidedUnder(unknown("[es, en]"));
    assertThat(((Decision.Held) decision).reasons()).containsExactly(AMBIGUOUS_LANGUAGE);
  }

  @Test
  void a_known_language_gets_its_own_text_alone() {
    Decision decision = given().reading("es").phone().with(BOTH).decidedUnder(unknown("[es, en]"));
    assertThat(messages(decision))
        .extracting(message -> message.languages().code())
        .containsExactly("es");
  }

  @Test
  void a_relay_whose_language_is_not_known_is_still_not_written_to() {
    Decision decision =
        given()
            .reading(null)
            .phone()
            .relay("mother", "+16195550190", "US", null)
            .with(BOTH)
            .decidedUnder(unknown("[es, en]"));
    assertThat(messages(decision)).extracting(PlannedMessage::to).containsExactly(Owner.MEMBER);
  }
}
