package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.aviso.SignedHouse.ADA;
import static org.aviso.SignedHouse.BEN;
import static org.aviso.routing.approval.Standing.State.APPROVED;
import static org.aviso.routing.approval.Standing.State.CHANGED;
import static org.aviso.routing.approval.Standing.State.EXPIRED;
import static org.aviso.routing.approval.Standing.State.INVALID;
import static org.aviso.routing.approval.Standing.State.NEEDS_SECOND;
import static org.aviso.routing.approval.Standing.State.UNAPPROVED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.aviso.SignedHouse;
import org.aviso.config.Settings;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.ContactKind;
import org.aviso.person.ContactStatus;
import org.aviso.person.Custody;
import org.aviso.person.Owner;
import org.aviso.person.Person;
import org.aviso.person.PersonId;
import org.aviso.person.Ternary;
import org.aviso.routing.approval.Approval;
import org.aviso.routing.approval.ApprovalFolder;
import org.aviso.routing.approval.Counsel;
import org.aviso.routing.approval.InForce;
import org.aviso.routing.approval.Remembered;
import org.aviso.routing.approval.SigningKey;
import org.aviso.routing.approval.Standing;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Counsel's folder held against what was in force before. */
class RememberedTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final Instant NOW = Instant.parse("2027-01-05T18:00:00Z");
  private static final String ROUTING = "routing/class-notice";
  private static final String CORRECTION = "routing/correction";
  private static final String BATCH = "relays/first";
  private static final String FIRST =
      "relays:\n"
          + "  - { person: P-4K7Q2M9XWA, contact: C-1, level: L0, expires: 2027-05-01, reason: x"
          + " }\n";
  private static final String SECOND = FIRST + "# second thoughts\n";

  @TempDir Path folder;
  private Path counsel;
  private Path batch;
  private Settings settings;
  private Tables tables;
  private Instant now = NOW;
  private Remembered memory = Remembered.NOTHING;

  /** The batch was signed, changed and signed again, and the service has seen both. */
  @BeforeEach
  void a_batch_in_its_second_version() throws IOException {
    counsel = folder.resolve("counsel");
    SignedHouse.copy(ROOT.resolve("routes/counsel"), counsel);
    batch = counsel.resolve("relays/first.yaml");
    Files.createDirectories(batch.getParent());
    tables = Tables.read(ROOT.resolve("config"));
    settings = Settings.load(null, Map.of(), Map.of("aviso.routing.dir", counsel.toString()), ROOT);
    write(FIRST);
    sign(BATCH, ADA);
    adopt();
    write(SECOND);
    sign(BATCH, ADA);
    adopt();
    assertThat(state(BATCH)).isEqualTo(APPROVED);
  }

  private Policy policy() {
    return Policy.read(settings, tables, Clock.fixed(now, ZoneOffset.UTC), memory);
  }

  private InForce inForce() {
    return policy().approved().inForce();
  }

  private Standing.State state(String target) {
    return inForce().standings().get(target).state();
  }

  private void adopt() {
    memory = policy().remember(memory);
  }

  private void write(String text) throws IOException {
    Files.writeString(batch, text);
  }

  @Test
  void a_linked_folder_is_watched() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("linked"), counsel);
    settings = Settings.load(null, Map.of(), Map.of("aviso.routing.dir", link.toString()), ROOT);
    PolicyWatch watch =
        new PolicyWatch(
            settings,
            new AtomicReference<>(policy()),
            this::policy,
            null,
            Clock.fixed(now, ZoneOffset.UTC));
    watch.look();
    assertThat(watch.changing()).isFalse();

    write(SECOND + "# a veto to come\n");
    watch.look();

    assertThat(watch.changing()).isTrue();
  }

  /** A minute later than whatever came before. */
  private void sign(String target, SigningKey key) throws IOException {
    now = now.plusSeconds(60);
    Signatory signatory = new Signatory(settings, tables, Clock.fixed(now, ZoneOffset.UTC));
    assertThat(signatory.approve(target, key, null, false, ""))
        .isInstanceOf(Signatory.Signed.class);
  }

  private List<Approval> approvals(String target) {
    return inForce().approvals().stream()
        .filter(one -> one.target().equals(target))
        .sorted(java.util.Comparator.comparing(Approval::signedAt))
        .toList();
  }

  private Approval newest(String target) {
    List<Approval> all = approvals(target);
    return all.get(all.size() - 1);
  }

  private void delete(Approval approval) throws IOException {
    Files.delete(
        counsel
            .resolve("approvals")
            .resolve(approval.target().replace('/', '.') + "." + approval.id() + ".yaml"));
  }

  private void withdraw(Approval approval) throws IOException {
    ApprovalFolder.read(counsel).withdraw(approval.id(), now, "tester");
  }

  /** What somebody does to the folder. */
  interface Deed {
    void done(RememberedTest to) throws IOException;
  }

  private static Arguments when(String what, Deed deed, Standing.State state, boolean tampered) {
    return Arguments.of(what, deed, state, tampered);
  }

  static Stream<Arguments> deeds() {
    return Stream.of(
        when("the same", to -> {}, APPROVED, false),
        when(
            "newer",
            to -> {
              to.write(SECOND + "# and a third\n");
              to.sign(BATCH, BEN);
            },
            APPROVED,
            false),
        when("renewed", to -> to.sign(BATCH, BEN), APPROVED, false),
        when("older bytes under the newer approval", to -> to.write(FIRST), CHANGED, false),
        when(
            "older bytes, and the newer approval gone",
            to -> {
              to.write(FIRST);
              to.delete(to.newest(BATCH));
            },
            INVALID,
            true),
        when("the newer approval gone", to -> to.delete(to.newest(BATCH)), INVALID, true),
        when(
            "every approval gone",
            to -> {
              for (Approval one : to.approvals(BATCH)) {
                to.delete(one);
              }
            },
            INVALID,
            true),
        when(
            "a renewal gone that ended it sooner",
            to -> {
              to.now = to.now.plusSeconds(60);
              new Signatory(to.settings, to.tables, Clock.fixed(to.now, ZoneOffset.UTC))
                  .approve(BATCH, ADA, LocalDate.of(2027, 1, 6), false, "");
              to.adopt();
              to.delete(to.newest(BATCH));
            },
            INVALID,
            true),
        when(
            "older bytes signed anew",
            to -> {
              to.write(FIRST);
              to.delete(to.newest(BATCH));
              to.sign(BATCH, ADA);
            },
            APPROVED,
            false),
        when("taken back", to -> to.withdraw(to.newest(BATCH)), UNAPPROVED, false),
        when(
            "taken back, and its file removed",
            to -> {
              Approval newest = to.newest(BATCH);
              to.withdraw(newest);
              to.delete(newest);
            },
            UNAPPROVED,
            false),
        when(
            "taken back, and older bytes put in its place",
            to -> {
              to.withdraw(to.newest(BATCH));
              to.write(FIRST);
            },
            UNAPPROVED,
            false),
        when(
            "taken back, and older bytes signed anew",
            to -> {
              to.withdraw(to.newest(BATCH));
              to.write(FIRST);
              to.sign(BATCH, BEN);
            },
            APPROVED,
            false),
        when(
            "a renewal taken back",
            to -> {
              to.sign(BATCH, BEN);
              to.adopt();
              to.withdraw(to.newest(BATCH));
            },
            APPROVED,
            false),
        when(
            "older bytes, and a record that its counsel retired in between",
            to -> {
              to.write(FIRST);
              ApprovalFolder.read(to.counsel)
                  .retire(
                      to.inForce().roll().orElseThrow().byName("Ada Sample").orElseThrow(),
                      to.approvals(BATCH).get(0).signedAt(),
                      "tester");
            },
            UNAPPROVED,
            false),
        when("over", to -> to.now = Instant.parse("2027-06-01T00:00:00Z"), EXPIRED, false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("deeds")
  void a_batch(String what, Deed deed, Standing.State state, boolean tampered) throws Exception {
    deed.done(this);
    assertThat(state(BATCH)).isEqualTo(state);
    assertThat(inForce().tampered()).isEqualTo(tampered);
    adopt();
    assertThat(state(BATCH)).as("and stays so").isEqualTo(state);
    assertThat(state("routing/class-notice")).as("nothing else").isEqualTo(APPROVED);
  }

  @Test
  void what_is_gone_is_said_with_its_mend_and_is_not_renewed() throws Exception {
    Approval newest = newest(BATCH);
    write(FIRST);
    delete(newest);
    assertThat(policy().findings())
        .anySatisfy(
            finding ->
                assertThat(finding.toString())
                    .contains(
                        BATCH, newest.id(), "put its file back", "approve these bytes again"));
    assertThat(inForce().missing()).containsExactly(newest.id());
    Signatory signatory = new Signatory(settings, tables, Clock.fixed(now, ZoneOffset.UTC));
    assertThat(signatory.approve(policy(), BATCH, ADA, null, true, ""))
        .isInstanceOf(Signatory.Refused.class);
  }

  @Test
  void whoever_signs_after_a_rollback_signs_later_than_what_is_gone() throws Exception {
    Instant last = newest(BATCH).signedAt();
    write(FIRST);
    delete(newest(BATCH));
    now = NOW;
    assertThat(inForce().next()).isAfter(last);
  }

  @Test
  void what_was_kept_of_an_approval_of_all_languages_is_missed_as_well() throws Exception {
    String whole = "templates/class-notice";
    sign(whole, ADA);
    adopt();
    Files.delete(counsel.resolve("approvals/kept").resolve(newest(whole).digest()));
    assertThat(state(whole + "/es")).isEqualTo(INVALID);
  }

  @Test
  void an_older_roll_put_back_leaves_nothing_in_force_until_two_sign_it_anew() throws Exception {
    Path roll = counsel.resolve("counsel.yaml");
    byte[] older = Files.readAllBytes(roll);
    SignedHouse.propose(counsel, "Cara Sample", SigningKey.generate());
    sign(InForce.ROLL, ADA);
    sign(InForce.ROLL, BEN);
    adopt();
    assertThat(state(InForce.ROLL)).isEqualTo(APPROVED);

    Files.write(roll, older);
    assertThat(state(InForce.ROLL)).isEqualTo(CHANGED);
    for (Approval one : approvals(InForce.ROLL)) {
      if (!one.signedAt().isBefore(NOW)) {
        delete(one);
      }
    }
    assertThat(inForce().standings())
        .allSatisfy((name, s) -> assertThat(s.inForce()).as(name).isFalse());
    assertThat(state(InForce.ROLL)).isEqualTo(INVALID);
    assertThat(inForce().tamperedRoll()).isTrue();
    adopt();
    assertThat(state(InForce.ROLL)).as("and stays so").isEqualTo(INVALID);

    sign(InForce.ROLL, ADA);
    assertThat(state(InForce.ROLL)).as("one is not enough").isEqualTo(INVALID);
    sign(InForce.ROLL, BEN);
    assertThat(state(InForce.ROLL)).isEqualTo(APPROVED);
    assertThat(inForce().tampered()).isFalse();
  }

  @Test
  void a_roll_that_is_gone_is_missed() throws Exception {
    Files.delete(counsel.resolve("counsel.yaml"));
    for (Approval one : approvals(InForce.ROLL)) {
      delete(one);
    }
    assertThat(state(InForce.ROLL)).isEqualTo(INVALID);
    assertThat(inForce().tampered()).isTrue();
  }

  private Path record(String name) {
    return counsel.resolve("approvals").resolve(name + ".yaml");
  }

  private Counsel ada() {
    return inForce().roll().orElseThrow().byName("Ada Sample").orElseThrow();
  }

  @Test
  void a_revocation_that_is_deleted_binds_on_until_it_is_written_again() throws Exception {
    String name = "revoke." + ADA.open().fingerprint();
    ApprovalFolder.read(counsel).revoke(ada(), now, "tester");
    assertThat(state(BATCH)).isEqualTo(UNAPPROVED);
    adopt();

    Files.delete(record(name));
    assertThat(state(BATCH)).isEqualTo(INVALID);
    assertThat(inForce().tampered()).isTrue();
    assertThat(inForce().missing()).containsExactly(name);
    assertThat(policy().findings())
        .anySatisfy(f -> assertThat(f.toString()).contains(name, "aviso counsel revoke"));
    assertThat(state("routing/class-notice")).as("by Ben").isEqualTo(APPROVED);
    Signatory signatory =
        new Signatory(settings, tables, Clock.fixed(now.plusSeconds(60), ZoneOffset.UTC));
    assertThat(signatory.approve(policy(), BATCH, ADA, null, false, ""))
        .as("signs no more")
        .isInstanceOf(Signatory.Refused.class);

    now = now.plusSeconds(600);
    ApprovalFolder.read(counsel).revoke(ada(), now, "tester");
    assertThat(state(BATCH)).isEqualTo(UNAPPROVED);
    assertThat(inForce().tampered()).isFalse();
    sign(BATCH, BEN);
    assertThat(state(BATCH)).isEqualTo(APPROVED);
  }

  @Test
  void an_approval_taken_back_stays_so_when_the_record_of_it_is_deleted() throws Exception {
    Approval newest = newest(BATCH);
    withdraw(newest);
    adopt();
    Files.delete(record("withdraw." + newest.id()));

    assertThat(state(BATCH)).isEqualTo(INVALID);
    assertThat(inForce().tampered()).isTrue();
    sign(BATCH, BEN);
    assertThat(state(BATCH)).as("another's stands").isEqualTo(APPROVED);
    assertThat(inForce().tampered()).as("and the record is missed").isTrue();
  }

  @Test
  void who_retired_signs_no_more_from_the_moment_first_seen() throws Exception {
    String name = "retire." + ADA.open().fingerprint();
    ApprovalFolder.read(counsel).retire(ada(), now, "tester");
    adopt();
    Files.delete(record(name));
    assertThat(state(BATCH)).as("was signed before").isEqualTo(APPROVED);
    assertThat(inForce().missing()).containsExactly(name);

    write(SECOND + "# by one who retired\n");
    sign(BATCH, ADA);
    now = now.plusSeconds(60);
    ApprovalFolder.read(counsel).retire(ada(), now, "tester");
    assertThat(state(BATCH)).as("a later date in a new record").isEqualTo(CHANGED);
    assertThat(inForce().tampered()).isFalse();
  }

  @Test
  void a_record_damaged_for_a_while_narrows_most_only_for_that_while() throws Exception {
    String name = "retire." + ADA.open().fingerprint();
    ApprovalFolder.read(counsel).retire(ada(), now, "tester");
    byte[] whole = Files.readAllBytes(record(name));
    Files.write(record(name), new byte[] {'x'});
    assertThat(state(BATCH)).isNotEqualTo(APPROVED);
    adopt();
    Files.write(record(name), whole);
    assertThat(state(BATCH)).isEqualTo(APPROVED);
  }

  @Test
  void a_record_that_says_what_the_roll_says_is_not_missed() throws Exception {
    SigningKey cara = SigningKey.generate();
    SignedHouse.propose(counsel, "Cara Sample", cara);
    sign(InForce.ROLL, ADA);
    sign(InForce.ROLL, BEN);
    ApprovalFolder.read(counsel).revoke(ada(), now, "tester");
    adopt();
    String key = "public-key: " + ADA.open().text() + "\n";
    Files.writeString(
        counsel.resolve("counsel.pending.yaml"),
        Files.readString(counsel.resolve("counsel.yaml"))
            .replace(key, key + "    revoked: 2027-01-05\n"));
    sign(InForce.ROLL, BEN);
    sign(InForce.ROLL, cara);
    Files.delete(record("revoke." + ADA.open().fingerprint()));

    assertThat(state(InForce.ROLL)).isEqualTo(APPROVED);
    assertThat(state(BATCH)).isEqualTo(UNAPPROVED);
    assertThat(inForce().tampered()).isFalse();
  }

  private Path correction(String more) throws IOException {
    Path file = counsel.resolve("correction/routing.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        Files.readString(counsel.resolve("class-notice/routing.yaml"))
                .replace("notice: class-notice", "notice: correction")
            + more);
    return file;
  }

  /** A notice that superseded another, and how it is taken away without a signature. */
  static Stream<Arguments> takenAway() {
    return Stream.of(
        Arguments.of("its folder", (Deed) RememberedTest::removeCorrection),
        Arguments.of("its approvals", (Deed) RememberedTest::deleteApprovalsOfCorrection),
        Arguments.of(
            "both",
            (Deed)
                to -> {
                  to.removeCorrection();
                  to.deleteApprovalsOfCorrection();
                }),
        Arguments.of("its line", (Deed) to -> to.correction("")),
        Arguments.of(
            "its line, by an older version that was signed",
            (Deed)
                to -> {
                  to.delete(to.newest(CORRECTION));
                  to.correction("");
                }));
  }

  private void removeCorrection() throws IOException {
    Files.delete(counsel.resolve("correction/routing.yaml"));
    Files.delete(counsel.resolve("correction"));
  }

  private void deleteApprovalsOfCorrection() throws IOException {
    for (Approval one : approvals(CORRECTION)) {
      delete(one);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("takenAway")
  void a_superseded_notice_stays_held_until_it_is_signed_anew_when_the_other_loses(
      String what, Deed deed) throws Exception {
    correction("");
    sign(CORRECTION, ADA);
    adopt();
    correction("supersedes: class-notice\n");
    sign(CORRECTION, ADA);
    adopt();
    sign(ROUTING, BEN); // renewed beside it: that does not set it free
    adopt();
    assertThat(policy().supersededBy("class-notice")).contains("correction");
    String before = policy().digest();

    deed.done(this);
    for (int look = 0; look < 2; look++) {
      assertThat(policy().supersededBy("class-notice")).isEmpty();
      assertThat(policy().mayBeSuperseded("class-notice")).isTrue();
      assertThat(state(CORRECTION)).isNotEqualTo(APPROVED);
      adopt();
    }
    String held = policy().digest();
    assertThat(held).isNotEqualTo(before);

    sign(ROUTING, BEN);
    assertThat(policy().mayBeSuperseded("class-notice")).isFalse();
    assertThat(policy().digest()).as("all is planned anew").isNotEqualTo(held);
  }

  @Test
  void the_folder_of_a_superseding_notice_is_missed_until_the_older_one_is_signed_anew()
      throws Exception {
    correction("supersedes: class-notice\n");
    sign(CORRECTION, ADA);
    adopt();
    removeCorrection();

    assertThat(state(CORRECTION)).isEqualTo(INVALID);
    assertThat(inForce().tampered()).isTrue();
    assertThat(policy().findings())
        .anySatisfy(
            f ->
                assertThat(f.toString())
                    .contains(
                        CORRECTION, "its file is gone", "approve anew the notice it took the"));
    Signatory signatory = new Signatory(settings, tables, Clock.fixed(now, ZoneOffset.UTC));
    assertThat(signatory.approve(policy(), CORRECTION, ADA, null, false, ""))
        .as("there is nothing to sign")
        .isInstanceOf(Signatory.Refused.class);

    sign(ROUTING, ADA);
    assertThat(inForce().standings()).doesNotContainKey(CORRECTION);
    assertThat(inForce().tampered()).isFalse();
  }

  @Test
  void a_newer_version_that_supersedes_nothing_sets_the_other_notice_free() throws Exception {
    correction("supersedes: class-notice\n");
    sign(CORRECTION, ADA);
    adopt();
    correction("");
    sign(CORRECTION, ADA);
    adopt();
    assertThat(policy().mayBeSuperseded("class-notice")).isFalse();
    removeCorrection();
    assertThat(policy().mayBeSuperseded("class-notice")).isFalse();
    assertThat(inForce().tampered()).isFalse();
  }

  private static final String NO_LINE = "relays: []\n";
  private static final String VETO =
      "relays:\n  - { person: P-4K7Q2M9XWA, contact: C-1, veto: true, reason: x }\n";
  private static final String OTHER = VETO.replace("9XWA", "9XWB");

  /** How a line of a signed batch is lost without a signature. */
  static Stream<Arguments> lost() {
    return Stream.of(
        Arguments.of("its file deleted", (Deed) to -> Files.delete(to.batch), INVALID),
        Arguments.of(
            "its file and its approvals deleted",
            (Deed)
                to -> {
                  Files.delete(to.batch);
                  for (Approval one : to.approvals(BATCH)) {
                    to.delete(one);
                  }
                },
            INVALID),
        Arguments.of("its line taken out", (Deed) to -> to.write(OTHER), CHANGED),
        Arguments.of(
            "an older version put back",
            (Deed)
                to -> {
                  to.delete(to.newest(BATCH));
                  to.write(OTHER);
                },
            INVALID),
        Arguments.of("its file broken", (Deed) to -> to.write("relays: [ {"), CHANGED));
  }

  /** What the person's mother may be told; empty: nothing. */
  private Optional<Level> told() {
    Contact mother =
        new Contact(
            new ContactId(1),
            ContactKind.PHONE,
            Owner.RELAY,
            "+12135550150",
            "US",
            "Berta",
            "mother",
            "es",
            ContactStatus.OK,
            null,
            false,
            null);
    Person person =
        new Person(
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
            List.of(mother),
            Set.of(),
            Set.of());
    return policy()
        .notice("class-notice")
        .orElseThrow()
        .ceiling(person, mother, Channel.SMS, LocalDate.of(2027, 1, 5));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lost")
  void a_signed_veto_binds_until_a_newer_version_is_signed_without_it(
      String what, Deed deed, Standing.State state) throws Exception {
    write(OTHER);
    sign(BATCH, ADA);
    adopt();
    assertThat(told()).contains(Level.L0);
    write(VETO);
    sign(BATCH, ADA);
    adopt();
    assertThat(told()).isEmpty();
    String before = policy().digest();

    deed.done(this);
    for (int look = 0; look < 2; look++) {
      assertThat(told()).isEmpty();
      assertThat(state(BATCH)).isEqualTo(state);
      assertThat(inForce().tampered()).isEqualTo(state == INVALID);
      assertThat(policy().relaysName(new PersonId("P-4K7Q2M9XWA"))).isTrue();
      adopt();
    }
    assertThat(policy().digest()).isNotEqualTo(before);
    if (state == CHANGED) {
      assertThat(policy().findings())
          .anySatisfy(
              f -> assertThat(f.toString()).contains(BATCH, "1 line", "binds on", "approve"));
    }

    write(NO_LINE);
    sign(BATCH, BEN);
    assertThat(told()).contains(Level.L0);
    assertThat(state(BATCH)).isEqualTo(APPROVED);
    adopt();
    Files.delete(batch);
    assertThat(told()).as("nothing is left of it").contains(Level.L0);
    assertThat(inForce().tampered()).isFalse();
  }

  /** A batch with an L2 line takes two counsel; its veto takes one, and is not forgotten. */
  @Test
  void the_veto_one_counsel_of_two_signed_binds_on_when_its_file_is_deleted() throws Exception {
    write(
        VETO
            + "  - { person: P-4K7Q2M9XWB, contact: C-1, level: L2, expires: 2027-05-01, reason: y"
            + " }\n");
    sign(BATCH, ADA);
    assertThat(state(BATCH)).isEqualTo(NEEDS_SECOND);
    adopt();
    assertThat(told()).isEmpty();

    Files.delete(batch);
    assertThat(told()).isEmpty();
    for (Approval one : approvals(BATCH)) {
      delete(one);
    }
    assertThat(told()).isEmpty();
  }

  @Test
  void what_one_counsel_of_two_signed_sets_no_veto_free() throws Exception {
    write(VETO);
    sign(BATCH, ADA);
    adopt();
    write(
        "relays:\n"
            + "  - { person: P-4K7Q2M9XWB, contact: C-1, level: L2, expires: 2027-05-01, reason: y"
            + " }\n");
    sign(BATCH, ADA);
    assertThat(state(BATCH)).isEqualTo(NEEDS_SECOND);
    adopt();
    assertThat(told()).isEmpty();

    sign(BATCH, BEN);
    adopt();
    assertThat(told()).contains(Level.L0);
  }

  /** Two homes, or a reading made before the other's: what is newer stays as it is. */
  @Test
  void an_older_reading_takes_no_line_away_from_a_newer_approval() throws Exception {
    write(OTHER);
    sign(BATCH, ADA);
    Policy older = policy();
    write(VETO);
    sign(BATCH, ADA);
    adopt();

    memory = older.remember(memory);
    Files.delete(batch);
    for (Approval one : approvals(BATCH)) {
      delete(one);
    }

    assertThat(told()).isEmpty();
  }

  @Test
  void a_lower_level_that_was_signed_binds_on_as_well() throws Exception {
    Path routing = counsel.resolve("class-notice/routing.yaml");
    Files.writeString(
        routing,
        Files.readString(routing).replace("relay: L0", "relay: L1").replace("r: L0", "r: L1"));
    sign(ROUTING, BEN);
    adopt();
    assertThat(told()).as("the entry of the batch").contains(Level.L0);
    Files.delete(batch);
    assertThat(told()).contains(Level.L0);
    write(NO_LINE);
    assertThat(told()).as("unsigned").contains(Level.L0);
    sign(BATCH, BEN);
    assertThat(told()).contains(Level.L1);
  }

  @Test
  void what_the_file_still_says_is_not_missed() throws Exception {
    write(VETO);
    assertThat(state(BATCH)).isEqualTo(CHANGED);
    assertThat(policy().findings()).noneMatch(f -> f.toString().contains("binds on"));
  }

  @Test
  void without_a_ledger_nothing_is_remembered() throws Exception {
    write(FIRST);
    delete(newest(BATCH));
    memory = Remembered.NOTHING;
    assertThat(state(BATCH)).isEqualTo(APPROVED);
    assertThat(inForce().tampered()).isFalse();
  }
}
