package org.aviso.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.aviso.routing.Given.given;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.ContactStatus;
import org.aviso.person.Custody;
import org.aviso.person.HoldReason;
import org.aviso.person.LanguageTag;
import org.aviso.person.Ternary;
import org.aviso.template.Level;
import org.aviso.template.TextLanguages;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** For each rule a subject that this rule alone refuses: were it left out, nothing would. */
class EachRuleBindsTest {
  private static final LanguageTag SPANISH = new LanguageTag("es");
  private static final Routing ROUTING = routing("custody: [released]");
  private static final Relays.Standing LAPSED =
      new Relays.Standing(false, null, true, false, null, true, null);
  private static final Relays.Standing NAMED =
      new Relays.Standing(false, Level.L0, false, false, "d1", true, null);

  private static final NoticeTexts.Chosen UNSIGNED =
      new NoticeTexts.Chosen(TextLanguages.of(SPANISH), false, false, false);

  @TestFactory
  Stream<DynamicTest> each_rule_of_an_entry_binds() {
    Entry sound = entry(given());
    return each(
        Rules.ENTRY,
        sound,
        Map.of(
            "no_counsel_hold", entry(given().counselSaysHold()),
            "record_settled", entry(given().holds(HoldReason.VALUE_CONFLICT)),
            "plan_matches", with(sound, "plan", null),
            "language_known",
                with(
                    with(sound, "language", CellLanguages.Read.refused(HoldReason.NO_LANGUAGE)),
                    "text",
                    null),
            "language_read",
                with(
                    with(
                        sound,
                        "language",
                        new CellLanguages.Read(new LanguageTag("knj"), null, true)),
                    "text",
                    null),
            "template_exists", with(sound, "text", null),
            "template_approved", with(sound, "text", UNSIGNED)));
  }

  @TestFactory
  Stream<DynamicTest> each_condition_of_a_plan_binds() {
    Entry sound = entry(given().phone());
    return each(
        Rules.PLAN,
        new Fit(sound, ROUTING.plans().get(0)),
        Map.of(
            "when.custody", fit(with(sound, "custody", Custody.DETAINED)),
            "when.minor", fit(with(sound, "minor", Ternary.UNKNOWN)),
            "when.represented", fit(entry(given().phone().represented(Ternary.UNKNOWN))),
            "when.country", fit(entry(given().phone("+16195550105", "GT"))),
            "when.nationality", fitUnder("nationality: [HT]", sound),
            "when.language", fitUnder("language: [ht]", sound),
            "when.facility",
                fitUnder("facility: [Example House]", entry(given().phone().at("Other House"))),
            "when.list", fitUnder("list: [" + "b".repeat(64) + "]", sound)));
  }

  @TestFactory
  Stream<DynamicTest> each_rule_of_a_persons_own_contact_binds() {
    Candidate sound = candidate(given().phone());
    Map<String, Candidate> refused = ofAnyContact(sound);
    refused.put("value_not_vetoed", with(sound, "vetoed", true));
    return each(Rules.CONTACT, sound, refused);
  }

  @TestFactory
  Stream<DynamicTest> each_rule_of_a_relay_binds() {
    Candidate sound = candidate(given().relay("mother"));
    Map<String, Candidate> refused = ofAnyContact(sound);
    Routing.Levels levels = ROUTING.levels();
    Routing noRelays =
        with(ROUTING, "levels", new Routing.Levels(levels.unverified(), levels.verified(), null));
    refused.put("relay_not_vetoed", with(sound, "vetoed", true));
    refused.put("relay_vetoes_known", with(sound, "vetoesKnown", false));
    refused.put(
        "relay_allowed_by_routing", with(sound, "entry", with(sound.entry(), "routing", noRelays)));
    refused.put("relay_approved", with(sound, "kind", null));
    refused.put("relay_approval_not_expired", with(with(sound, "kind", null), "standing", LAPSED));
    refused.put("relay_kind_not_at_home", with(sound, "maybeAtHome", true));
    refused.put(
        "relay_not_of_a_minor", with(sound, "entry", with(sound.entry(), "minor", Ternary.YES)));
    refused.put("relay_text_not_identical", with(sound, "sharing", 2));
    refused.put(
        "relay_language_known",
        with(sound, "language", CellLanguages.Read.refused(HoldReason.NO_LANGUAGE)));
    return each(Rules.RELAY, sound, refused);
  }

  private static Map<String, Candidate> ofAnyContact(Candidate sound) {
    Contact abroad = with(sound.contact(), "country", "GT");
    return new java.util.HashMap<>(
        Map.of(
            "contact_ok", with(sound, "status", ContactStatus.DEAD),
            "contact_not_shared", with(with(sound, "sharing", 4), "standing", NAMED),
            "contact_in_country", with(sound, "contact", abroad),
            "contact_only_once", with(sound, "sameAs", new ContactId(9)),
            "text_approved", with(sound, "text", UNSIGNED),
            "text_is_read", with(sound, "text", new NoticeTexts.Chosen(SPANISH, false, true)),
            "text_exists", with(sound, "level", null),
            "level_within_maximum", with(sound, "level", Level.L1)));
  }

  private static <S> Stream<DynamicTest> each(
      List<Rule<S>> rules, S sound, Map<String, S> refused) {
    assertThat(refused.keySet())
        .containsExactlyInAnyOrderElementsOf(rules.stream().map(Rule::name).toList());
    assertThat(refusing(rules, sound)).isEmpty();
    return refused.entrySet().stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.getKey(),
                    () ->
                        assertThat(refusing(rules, one.getValue())).containsExactly(one.getKey())));
  }

  private static <S> List<String> refusing(List<Rule<S>> rules, S subject) {
    List<Verdict> verdicts = new ArrayList<>();
    Rule.ask(rules, subject, "subject", verdicts);
    return verdicts.stream().filter(verdict -> !verdict.allowed()).map(Verdict::rule).toList();
  }

  private static Routing routing(String when) {
    return Given.routing(
        """
          - id: p
            when: { %s }
            steps:
              - { id: text, send: sms, to: member }
              - { id: family, send: relay, by: [sms] }
        """
            .formatted(when));
  }

  private static Entry entry(Given given) {
    return new Entry(
        given.asCase(),
        ROUTING,
        CellLanguages.Read.written(SPANISH),
        new NoticeTexts.Chosen(SPANISH, false, false),
        Custody.RELEASED,
        Ternary.NO,
        ROUTING.plans().get(0),
        false);
  }

  private static Fit fit(Entry entry) {
    return new Fit(entry, ROUTING.plans().get(0));
  }

  private static Fit fitUnder(String when, Entry entry) {
    return new Fit(entry, routing(when).plans().get(0));
  }

  private static Candidate candidate(Given given) {
    Entry entry = entry(given);
    return new Candidate(
        entry,
        entry.plan(),
        entry.person().contacts().get(0),
        ContactStatus.OK,
        1,
        null,
        false,
        false,
        true,
        Relays.Standing.SILENT,
        Level.L0,
        false,
        CellLanguages.Read.written(SPANISH),
        new NoticeTexts.Chosen(SPANISH, false, false),
        Level.L0,
        Level.L0);
  }

  /** The same record but for one component. */
  @SuppressWarnings("unchecked")
  private static <R extends Record> R with(R record, String component, Object value) {
    try {
      RecordComponent[] all = record.getClass().getRecordComponents();
      Class<?>[] types = Stream.of(all).map(RecordComponent::getType).toArray(Class[]::new);
      Object[] values = new Object[all.length];
      boolean known = false;
      for (int i = 0; i < all.length; i++) {
        boolean changed = all[i].getName().equals(component);
        known |= changed;
        values[i] = changed ? value : all[i].getAccessor().invoke(record);
      }
      assertThat(known).as(component).isTrue();
      return (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
