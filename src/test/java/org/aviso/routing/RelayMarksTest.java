package org.aviso.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aviso.intake.RowReason;
import org.aviso.intake.Spreadsheet;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.ContactKind;
import org.aviso.person.ContactStatus;
import org.aviso.person.Owner;
import org.aviso.person.PersonId;
import org.aviso.routing.RelayMarks.Candidate;
import org.aviso.routing.RelayMarks.Marked;
import org.aviso.routing.RelayMarks.Outcome;
import org.aviso.template.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of reading counsel's marks, without a file and without a ledger. */
class RelayMarksTest {
  private static final LocalDate TODAY = LocalDate.of(2027, 1, 5);
  private static final PersonId ANA = new PersonId("P-4K7Q2M9XWA");
  private static final ContactId AUNT = new ContactId(2);
  private static final String MARKED = "decision=approve,level=L1,expires=2027-05-01,reason=asked";

  private final Map<ContactId, Candidate> known = new HashMap<>();

  private final RelayMarks marks =
      new RelayMarks(
          new RelayMarks.Candidates() {
            @Override
            public boolean knows(PersonId person) {
              return person.equals(ANA);
            }

            @Override
            public Optional<Candidate> find(PersonId person, ContactId contact) {
              return Optional.ofNullable(known.get(contact));
            }
          },
          TODAY);

  RelayMarksTest() {
    known.put(AUNT, relay(state(Level.L3)));
    known.put(new ContactId(1), new Candidate(Owner.MEMBER, "S1", List.of()));
  }

  private static Candidate relay(RelayState... now) {
    return new Candidate(Owner.RELAY, "S1", List.of(now));
  }

  /** Nothing is said of it; the routing allows relays this much. */
  private static RelayState state(Level cap) {
    return state(cap, Relays.Standing.SILENT, false);
  }

  private static RelayState state(Level cap, Relays.Standing standing, boolean vetoed) {
    Contact contact =
        new Contact(
            AUNT,
            ContactKind.PHONE,
            Owner.RELAY,
            "+16195550101",
            "US",
            null,
            "aunt",
            null,
            ContactStatus.OK,
            null,
            false,
            null);
    return new RelayState(
        contact, vetoed, standing, null, false, cap, Level.lower(cap, standing.ceiling()));
  }

  private static Relays.Standing approved(Level level, String expires) {
    return new Relays.Standing(
        false, level, false, false, "digest", false, LocalDate.parse(expires));
  }

  private static Spreadsheet.Row row(int line, String cells) {
    Map<String, String> row = new HashMap<>();
    row.put("person", ANA.value());
    row.put("contact", AUNT.toString());
    row.put("state", "S1");
    Arrays.stream(cells.split(","))
        .filter(cell -> !cell.isEmpty())
        .map(cell -> cell.split("=", 2))
        .forEach(cell -> row.put(cell[0], cell[1]));
    return new Spreadsheet.Row(line, row, null);
  }

  private Marked marked(String cells) {
    return marks.read(List.of(row(2, cells))).get(0);
  }

  private static List<String> notes(Marked marked) {
    return marked.reasons().stream().map(RowReason::code).toList();
  }

  @Test
  void an_approval_says_level_name_last_day_and_consent() {
    Marked marked =
        marked(
            "decision=Approve,level=l0 call-back,name=YES,expires=2027-05-01,consent_form=Oral,"
                + "consent_by=attorney,consent_date=2027-01-05,reason=  asked \n twice ");
    assertThat(marked.outcome()).isEqualTo(Outcome.APPROVED);
    assertThat(marked.line()).isEqualTo(2);
    assertThat(marked.entry())
        .isEqualTo(
            new RelayBatch.Entry(
                ANA,
                AUNT,
                false,
                Level.L0,
                true,
                LocalDate.of(2027, 5, 1),
                new RelayBatch.Consent("oral", "attorney", TODAY, null, null, null),
                "asked twice"));
    assertThat(marked.reasons()).isEmpty();
    assertThat(marked.needsTwoCounsel()).isFalse();
  }

  @Test
  void what_is_left_out_is_no_name_and_no_consent_and_today_still_counts() {
    Marked marked = marked("decision=approve,level=L1,name=no,expires=2027-01-05,reason=asked");
    assertThat(marked.entry().name()).isFalse();
    assertThat(marked.entry().consent()).isNull();
    assertThat(marked.entry().expires()).isEqualTo(TODAY);
    assertThat(marked(MARKED).entry().name()).isFalse();
    assertThat(marked(MARKED).needsTwoCounsel()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "decision=approve,level=L2,expires=2027-05-01,reason=asked",
        "decision=approve,level=L3,expires=2027-05-01,reason=asked,consent_form=written,"
            + "consent_by=member,consent_date=2027-01-01"
      })
  void more_than_a_legal_matter_needs_two_counsel(String cells) {
    assertThat(marked(cells).outcome()).isEqualTo(Outcome.APPROVED);
    assertThat(marked(cells).needsTwoCounsel()).isTrue();
  }

  @Test
  void a_row_without_marks_decides_nothing() {
    Marked marked = marked("decision= ");
    assertThat(marked.outcome()).isEqualTo(Outcome.UNMARKED);
    assertThat(marked.entry()).isNull();
    assertThat(marked.person()).isNull();
    assertThat(marked.needsTwoCounsel()).isFalse();
    assertThat(marked.reasons()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          decision=maybe                                               | decision     | unknown_decision
          level=L0                                                     | decision     | no_decision
          name=yes                                                     | decision     | no_decision
          expires=2027-05-01                                           | decision     | no_decision
          reason=asked                                                 | decision     | no_decision
          consent_form=oral                                            | decision     | no_decision
          consent_by=member                                            | decision     | no_decision
          consent_date=2027-01-01                                      | decision     | no_decision
          decision=veto,reason=x,person=nobody                         | person       | unknown_person
          decision=veto,reason=x,person=                               | person       | unknown_person
          decision=veto,reason=x,person=P-9D0XWA3T5B                   | person       | unknown_person
          decision=veto,reason=x,contact=C-9                           | contact      | unknown_contact
          decision=veto,reason=x,contact=2                             | contact      | unknown_contact
          decision=veto,reason=x,contact=                              | contact      | unknown_contact
          decision=veto,reason=x,contact=C-1                           | contact      | not_a_relay
          decision=approve,level=L0,expires=2027-05-01,reason=x,state=S2 | state      | changed_since_export
          decision=approve,level=L0,expires=2027-05-01,reason=x,state= | state        | changed_since_export
          decision=lower,level=L0,reason=x,state=S2                    | state        | changed_since_export
          decision=approve,expires=2027-05-01,reason=x                 | level        | no_level
          decision=approve,level=L4,expires=2027-05-01,reason=x        | level        | no_level
          decision=approve,level=L0,name=1,expires=2027-05-01,reason=x | name         | no_name
          decision=approve,level=L0,reason=x                           | expires      | no_date
          decision=approve,level=L0,expires=5/1/2027,reason=x          | expires      | no_date
          decision=approve,level=L0,expires=2027-01-04,reason=x        | expires      | expired
          decision=approve,level=L0,expires=2027-05-01                 | reason       | no_reason
          decision=approve,level=L0,expires=2027-05-01,reason=a\u200Bb | reason       | no_reason
          decision=approve,level=L3,expires=2027-05-01,reason=x        | consent_by   | no_consent
          decision=approve,level=L3,expires=2027-05-01,reason=x,consent_form=oral,consent_by=attorney,consent_date=2027-01-01 | consent_by | no_consent
          decision=approve,level=L1,expires=2027-05-01,reason=x,consent_form=sms | consent_form | no_consent
          decision=approve,level=L1,expires=2027-05-01,reason=x,consent_by=uncle | consent_by | no_consent
          decision=approve,level=L1,expires=2027-05-01,reason=x,consent_by=member,consent_date=2027-01-01 | consent_form | no_consent
          decision=approve,level=L1,expires=2027-05-01,reason=x,consent_form=oral,consent_date=2027-01-01 | consent_by | no_consent
          decision=approve,level=L1,expires=2027-05-01,reason=x,consent_form=oral,consent_by=member | consent_date | no_consent
          decision=approve,level=L1,expires=2027-05-01,reason=x,consent_date=2027-01-01 | consent_form | no_consent
          decision=approve,level=L1,expires=2027-05-01,reason=x,consent_form=oral,consent_by=member,consent_date=May | consent_date | no_date
          decision=approve,level=L1,expires=2027-05-01,reason=x,consent_form=oral,consent_by=member,consent_date=2027-01-06 | consent_date | no_consent
          decision=lower,level=L0,reason=x                             | level        | nothing_to_lower
          """)
  void a_row_that_does_not_say_all_is_refused_with_its_column(
      String cells, String column, String code) {
    Marked marked = marked(cells);
    assertThat(marked.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(marked.entry()).isNull();
    assertThat(marked.reasons())
        .extracting(RowReason::column, RowReason::code)
        .containsExactly(tuple(column, code));
  }

  @Test
  void a_row_that_cannot_be_read_is_refused_with_its_reason() {
    RowReason why = new RowReason("malformed", "level", "is an error of the spreadsheet");
    Marked marked = marks.read(List.of(new Spreadsheet.Row(7, Map.of(), why))).get(0);
    assertThat(marked.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(marked.line()).isEqualTo(7);
    assertThat(marked.reasons()).containsExactly(why);
  }

  @Test
  void a_reason_has_at_most_500_characters() {
    String most = "x".repeat(500);
    assertThat(marked(MARKED.replace("asked", most)).entry().reason()).isEqualTo(most);
    assertThat(notes(marked(MARKED.replace("asked", most + "x")))).containsExactly("no_reason");
  }

  @Test
  void joiners_that_scripts_are_spelled_with_are_text() {
    assertThat(marked(MARKED.replace("asked", "می\u200Cخواهد")).outcome())
        .isEqualTo(Outcome.APPROVED);
  }

  @Test
  void a_veto_needs_nothing_else_and_leaves_the_rest_out() {
    Marked marked = marked("decision=VETO,level=L1,name=yes,reason=unsafe");
    assertThat(marked.outcome()).isEqualTo(Outcome.VETOED);
    assertThat(marked.entry()).isEqualTo(RelayBatch.Entry.veto(ANA, AUNT, "unsafe"));
    assertThat(marked.reasons())
        .extracting(RowReason::column, RowReason::code)
        .containsExactly(tuple("level", "veto_is_whole"), tuple("name", "veto_is_whole"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"decision=veto", "decision=veto,reason=a\u200Bb"})
  void a_veto_counts_without_a_reason_and_says_so(String cells) {
    Marked marked = marked(cells);
    assertThat(marked.outcome()).isEqualTo(Outcome.VETOED);
    assertThat(marked.entry().reason())
        .isEqualTo("veto marked in the spreadsheet, no reason given");
    assertThat(notes(marked)).containsExactly("no_reason");
  }

  @Test
  void a_veto_of_a_contact_that_changed_counts_and_says_so() {
    Marked marked = marked("decision=veto,reason=x,state=S2");
    assertThat(marked.outcome()).isEqualTo(Outcome.VETOED);
    assertThat(notes(marked)).containsExactly("changed_since_export");
  }

  @Test
  void no_approval_lifts_a_veto() {
    known.put(AUNT, relay(state(Level.L3), state(Level.L3, Relays.Standing.SILENT, true)));
    assertThat(notes(marked(MARKED))).containsExactly("vetoed");
    assertThat(marked(MARKED).outcome()).isEqualTo(Outcome.REFUSED);
  }

  @Test
  void an_approval_above_the_routing_or_another_batch_says_once_that_less_counts() {
    known.put(AUNT, relay(state(Level.L0), state(null), state(Level.L3)));
    assertThat(notes(marked(MARKED))).containsExactly("capped_by_routing");
    assertThat(marked(MARKED).outcome()).isEqualTo(Outcome.APPROVED);

    known.put(AUNT, relay(state(Level.L3, approved(Level.L0, "2027-03-01"), false)));
    assertThat(notes(marked(MARKED))).containsExactly("capped_by_batch");
    assertThat(marked(MARKED).reasons().get(0).rule()).contains("L0 call-back");

    known.put(AUNT, relay(state(Level.L1, approved(Level.L1, "2027-03-01"), false)));
    assertThat(marked(MARKED).reasons()).isEmpty();
  }

  @Test
  void lowering_keeps_the_last_day_and_prolongs_nothing() {
    known.put(
        AUNT,
        relay(
            state(Level.L3, approved(Level.L1, "2027-02-01"), false),
            state(Level.L3, approved(Level.L1, "2027-03-01"), false),
            state(Level.L0)));
    Marked marked = marked("decision=lower,level=L0,reason=x");
    assertThat(marked.outcome()).isEqualTo(Outcome.LOWERED);
    assertThat(marked.entry().level()).isEqualTo(Level.L0);
    assertThat(marked.entry().expires()).isEqualTo("2027-03-01");
    assertThat(marked.needsTwoCounsel()).isFalse();
    assertThat(marked("decision=lower,level=L0,reason=x,expires=2027-03-01").outcome())
        .isEqualTo(Outcome.LOWERED);
    assertThat(marked("decision=lower,level=L0,reason=x,expires=2027-02-01").entry().expires())
        .isEqualTo("2027-02-01");
    assertThat(notes(marked("decision=lower,level=L0,reason=x,expires=2027-03-02")))
        .containsExactly("longer_than_approved");
    assertThat(notes(marked("decision=lower,level=L1,reason=x")))
        .containsExactly("nothing_to_lower");
  }

  @Test
  void lowering_what_is_approved_as_a_kind_needs_no_last_day() {
    RelayState silent = state(Level.L1);
    RelayState kind =
        new RelayState(
            silent.contact(), false, silent.standing(), Level.L1, false, Level.L1, Level.L1);
    known.put(AUNT, new Candidate(Owner.RELAY, "S1", List.of(kind), Duration.ofDays(180)));
    Marked marked = marked("decision=lower,level=L0,reason=x");
    assertThat(marked.outcome()).isEqualTo(Outcome.LOWERED);
    assertThat(marked.entry().expires()).isEqualTo(TODAY.plusDays(180));
    assertThat(marked("decision=lower,level=L0,reason=x,expires=2027-03-01").entry().expires())
        .isEqualTo("2027-03-01");
  }

  @Test
  void lowering_to_more_than_a_legal_matter_widens_nothing_and_needs_one_counsel() {
    known.put(AUNT, relay(state(Level.L3, approved(Level.L3, "2027-02-01"), false)));
    Marked marked = marked("decision=lower,level=L2,reason=x");
    assertThat(marked.outcome()).isEqualTo(Outcome.LOWERED);
    assertThat(marked.needsTwoCounsel()).isFalse();
  }

  @Test
  void of_a_contact_marked_twice_the_first_veto_counts_and_nothing_else() {
    List<Marked> marked =
        marks.read(
            List.of(
                row(2, MARKED),
                row(3, "decision=veto,reason=unsafe"),
                row(4, "decision=veto,reason=unsafe indeed"),
                row(5, "")));
    assertThat(marked)
        .extracting(Marked::line, Marked::outcome)
        .containsExactly(
            tuple(2, Outcome.REFUSED),
            tuple(3, Outcome.VETOED),
            tuple(4, Outcome.REFUSED),
            tuple(5, Outcome.UNMARKED));
    assertThat(notes(marked.get(0))).containsExactly("marked_twice");
    assertThat(marked.get(0).person()).isEqualTo(ANA);
    assertThat(marked.get(0).contact()).isEqualTo(AUNT);

    assertThat(marks.read(List.of(row(2, MARKED), row(3, MARKED))))
        .extracting(Marked::outcome)
        .containsExactly(Outcome.REFUSED, Outcome.REFUSED);
  }

  @Test
  void other_contacts_of_the_same_person_are_marked_on_their_own() {
    known.put(new ContactId(3), relay(state(Level.L3)));
    assertThat(marks.read(List.of(row(2, MARKED), row(3, MARKED + ",contact=c-3"))))
        .extracting(Marked::outcome)
        .containsExactly(Outcome.APPROVED, Outcome.APPROVED);
  }

  @Test
  void a_batch_is_written_one_entry_a_line_and_reads_as_it_was_meant() {
    RelayBatch.Entry approval =
        new RelayBatch.Entry(
            ANA,
            AUNT,
            false,
            Level.L1,
            true,
            LocalDate.of(2027, 5, 1),
            new RelayBatch.Consent("written", "member", TODAY, null, null, null),
            "not \"safe\": don't, { } # \\");
    RelayBatch.Entry plain =
        new RelayBatch.Entry(
            ANA, new ContactId(3), false, Level.L0, false, LocalDate.of(2027, 5, 1), null, "asked");
    List<RelayBatch.Entry> entries =
        List.of(approval, plain, RelayBatch.Entry.veto(ANA, null, "all of them"));

    String yaml = new String(RelayBatchFile.write("b", entries), StandardCharsets.UTF_8);

    assertThat(yaml)
        .isEqualTo(
            """
            # yaml-language-server: $schema=relays.schema.json
            relays:
              - { person: P-4K7Q2M9XWA, contact: C-2, level: L1, name: true, expires: 2027-05-01, consent: { form: written, by: member, date: 2027-01-05 }, reason: "not \\"safe\\": don't, { } # \\\\" }
              - { person: P-4K7Q2M9XWA, contact: C-3, level: L0, expires: 2027-05-01, reason: "asked" }
              - { person: P-4K7Q2M9XWA, veto: true, reason: "all of them" }
            """);
  }
}
