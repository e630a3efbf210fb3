package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.aviso.SignedHouse;
import org.aviso.config.Settings;
import org.aviso.ledger.Attempts;
import org.aviso.ledger.Attempts.Claim;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.ContactKind;
import org.aviso.person.ContactStatus;
import org.aviso.person.Custody;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.person.Person;
import org.aviso.person.PersonId;
import org.aviso.person.Ternary;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.aviso.template.TextKey;
import org.aviso.template.TextLanguages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no rule may have let through is not made into a text either. */
class LevelGuardTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2027-01-05T18:00:00Z"), ZoneOffset.UTC);

  @TempDir Path folder;

  private Rendering rendering() throws Exception {
    Path notice = Files.createDirectories(folder.resolve("counsel/class-notice"));
    Files.writeString(
        notice.resolve("routing.yaml"),
        """
        notice: class-notice
        version: 1
        levels:
          member-unverified: { sms: L1, email: L3 }
          member-verified: { sms: L3, email: L0 }
          relay: L0
        relay: { relations: { mother: L1 } }
        plans:
          - { id: p, when: { custody: [released] }, steps: [ { id: t, send: sms, to: member } ] }
        """);
    Settings settings =
        Settings.load(
            null,
            Map.of(),
            Map.of(
                "aviso.home",
                folder.resolve("home").toString(),
                "aviso.routing.dir",
                folder.resolve("counsel").toString()),
            ROOT);
    Tables tables = Tables.read(ROOT.resolve("config"));
    SignedHouse.sign(settings, ROOT);
    Policy policy = Policy.read(settings, tables);
    assertThat(policy.notice("class-notice")).as(policy.findings().toString()).isPresent();
    return new Rendering(
        null, new AtomicReference<>(policy), null, new Senders(settings), tables.forbidden(), NOON);
  }

  private static Contact contact(Owner owner, String relation, boolean verified) {
    return new Contact(
        new ContactId(1),
        ContactKind.PHONE,
        owner,
        "+12135550100",
        "US",
        null,
        relation,
        "es",
        ContactStatus.OK,
        null,
        verified,
        null);
  }

  private static Person person(Contact contact) {
    return new Person(
        new PersonId("P-4K7Q2M9XWA"),
        null,
        "Ana",
        "Sample",
        null,
        "HN",
        "es",
        Custody.RELEASED,
        null,
        null,
        Ternary.NO,
        List.of(contact),
        Set.of(),
        Set.of());
  }

  private static Claim claim(Owner to, Channel channel, Level level) {
    return new Claim(
        1,
        "REFERENCE0000001",
        "class-notice",
        new ContactId(1),
        1,
        channel,
        to,
        level,
        TextLanguages.of(new LanguageTag("es")),
        false,
        null,
        new Attempts.Hold(1, Instant.EPOCH),
        new Attempts.Terms("R", LocalDate.of(2027, 1, 5), 0),
        Long.MAX_VALUE,
        null);
  }

  @ParameterizedTest
  @CsvSource({
    "MEMBER,   , false, SMS, L1, true",
    "MEMBER,   , false, SMS, L2, false",
    "MEMBER,   , false, EMAIL, L3, true",
    "MEMBER,   , true, SMS, L3, true",
    "MEMBER,   , true, EMAIL, L1, false",
    "RELAY, mother, false, SMS, L0, true",
    "RELAY, mother, false, SMS, L1, false",
    "RELAY, friend, false, SMS, L0, false",
    "ATTORNEY, , false, EMAIL, L3, true"
  })
  void a_level_above_what_counsels_files_allow_becomes_no_text(
      Owner owner, String relation, boolean verified, Channel channel, Level level, boolean allowed)
      throws Exception {
    Rendering rendering = rendering();
    Contact contact = contact(owner, relation, verified);
    Runnable guard =
        () -> rendering.refuseAboveCeiling(claim(owner, channel, level), person(contact), contact);
    if (allowed) {
      guard.run();
    } else {
      assertThatThrownBy(guard::run).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void a_contact_that_became_somebody_elses_gets_nothing_meant_for_the_first() throws Exception {
    Contact relay = contact(Owner.RELAY, "mother", false);
    Rendering rendering = rendering();
    assertThatThrownBy(
            () ->
                rendering.refuseAboveCeiling(
                    claim(Owner.MEMBER, Channel.SMS, Level.L0), person(relay), relay))
        .hasMessageContaining("L0 call-back");
  }

  @Test
  void a_call_back_is_in_the_neutral_name_alone() throws Exception {
    Contact relay = contact(Owner.RELAY, "mother", false);
    String text =
        rendering()
            .text(
                "class-notice",
                TextLanguages.of(new LanguageTag("es")),
                new TextKey(Owner.RELAY, Channel.SMS, Level.L0),
                person(relay),
                false,
                "REFERENCE0000001")
            .text();
    assertThat(text)
        .contains("Sample Message Desk", "+1 212 555 0199")
        .doesNotContain("Sample Law Project", "Ana");
  }
}
