package org.aviso.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.aviso.routing.Given.given;

import java.util.List;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.junit.jupiter.api.Test;

class VetoReachTest {
  private static final String SHARED = "+16195550190";
  private static final ContactId FIRST = new ContactId(1);

  /** A mother with two numbers, an uncle on one of them, a cousin, and the person's own number. */
  private static Given family() {
    return given()
        .relay("mother", SHARED, "US", "es", "Rosa")
        .relay("mother", "+16195550191", "US", "es", "Rosa")
        .relay("aunt_uncle", SHARED, "US", "es", "Luis")
        .relay("cousin", "+16195550192", "US", "es", "Eva")
        .phone();
  }

  private static List<String> ids(List<Contact> contacts) {
    return contacts.stream().map(contact -> contact.id().toString()).sorted().toList();
  }

  private static Contact contact(Case given, int number) {
    return given.person().contacts().get(number - 1);
  }

  @Test
  void a_veto_reaches_the_number_and_the_relatives_other_numbers_and_nobody_else() {
    assertThat(ids(VetoReach.of(family().asCase(), FIRST))).containsExactly("C-1", "C-2", "C-3");
    assertThat(ids(VetoReach.of(family().asCase(), new ContactId(4)))).containsExactly("C-4");
  }

  @Test
  void one_that_names_no_contact_of_theirs_reaches_all_relays_and_never_the_person() {
    for (ContactId vetoed : new ContactId[] {null, new ContactId(9)}) {
      assertThat(ids(VetoReach.of(family().asCase(), vetoed)))
          .containsExactly("C-1", "C-2", "C-3", "C-4");
    }
  }

  @Test
  void whoever_is_reached_is_vetoed_by_hand_or_by_a_batch() {
    Case byHand = family().vetoed(1).asCase();
    assertThat(VetoReach.reaches(byHand, Relays.none(), contact(byHand, 2))).isTrue();
    assertThat(VetoReach.reaches(byHand, Relays.none(), contact(byHand, 4))).isFalse();
    Relays batch =
        Given.relays(
            "relays:\n  - { person: P-4K7Q2M9XWA, contact: C-4, veto: true, reason: unsafe }\n");
    Case given = family().asCase();
    assertThat(VetoReach.reaches(given, batch, contact(given, 4))).isTrue();
    assertThat(VetoReach.reaches(given, batch, contact(given, 1))).isFalse();
  }

  @Test
  void relays_on_the_same_number_are_those_with_its_value() {
    Case given = family().asCase();
    assertThat(ids(VetoReach.onTheSame(given.person(), contact(given, 1))))
        .containsExactly("C-1", "C-3");
    assertThat(VetoReach.onTheSame(given.person(), contact(given, 5))).isEmpty();
  }
}
