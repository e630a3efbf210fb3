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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.aviso.SignedHouse;
import org.aviso.config.Settings;
import org.aviso.routing.approval.ApprovalFolder;
import org.aviso.routing.approval.SigningKey;
import org.aviso.routing.approval.Standing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counsel's folder as an attacker, an accident or the calendar may change it. */
class ApprovalsTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final Instant NOW = Instant.parse("2027-01-05T18:00:00Z");

  /** Bits flipped in each of the five kinds of file, one at a time: 510 in all. */
  private static final int FLIPS = 102;

  private static final String ROUTING = "routing/class-notice";
  private static final String ES = "templates/class-notice/es";
  private static final String FR = "templates/class-notice/fr";
  private static final String BATCH = "relays/first";
  private static final String L0 =
      "relays:\n"
          + "  - { person: P-4K7Q2M9XWA, contact: C-1, level: L0, expires: 2027-05-01, reason: x"
          + " }\n";

  @TempDir Path folder;
  private Path root;
  private Path counsel;
  private Settings settings;
  private Signatory signatory;

  @BeforeEach
  void a_signed_house() throws IOException {
    root = folder.resolve("root");
    Files.createDirectories(root.resolve("templates/class-notice"));
    for (String part :
        List.of("routes", "config", "templates/class-notice/es", "templates/class-notice/fr")) {
      SignedHouse.copy(ROOT.resolve(part), root.resolve(part));
    }
    counsel = root.resolve("routes/counsel");
    settings =
        Settings.load(
            null,
            Map.of(),
            Map.of(
                "aviso.routing.dir", counsel.toString(),
                "aviso.templates.dir", root.resolve("templates").toString()),
            root);
    signatory = at(NOW);
    write(counsel.resolve("relays/first.yaml"), L0);
    SignedHouse.sign(settings, root);
  }

  private Signatory at(Instant now) {
    return new Signatory(
        settings, Tables.read(root.resolve("config")), Clock.fixed(now, ZoneOffset.UTC));
  }

  private Map<String, Standing.State> states() {
    return states(approved());
  }

  private static Map<String, Standing.State> states(Approved approved) {
    Map<String, Standing.State> states = new LinkedHashMap<>();
    approved.inForce().standings().forEach((name, s) -> states.put(name, s.state()));
    return states;
  }

  private Approved approved() {
    return signatory.policy().approved();
  }

  private void others_stay(String... changed) {
    others_stay(states(), changed);
  }

  private static void others_stay(Map<String, Standing.State> states, String... changed) {
    assertThat(states)
        .allSatisfy(
            (name, state) -> {
              if (Stream.of(changed).noneMatch(name::equals)) {
                assertThat(state).as(name).isEqualTo(APPROVED);
              }
            });
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Path approvalOf(String target) throws IOException {
    return newest(target.replace('/', '.') + ".A-");
  }

  private Path newest(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(counsel.resolve("approvals"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow();
    }
  }

  private List<Path> approvals(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(counsel.resolve("approvals"))) {
      return files.filter(f -> f.getFileName().toString().startsWith(prefix)).toList();
    }
  }

  private static byte[] flip(Path file, Random random) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    byte[] changed = whole.clone();
    changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    Files.write(file, changed);
    return whole;
  }

  @Test
  void all_that_was_signed_is_in_force() {
    others_stay();
    assertThat(approved().inForce().tampered()).isFalse();
    assertThat(signatory.policy().notice("class-notice")).isPresent();
  }

  @Test
  void what_cannot_be_read_among_the_relays_changes_the_rules() throws IOException {
    String before = signatory.policy().digest();
    write(counsel.resolve("relays/second.yml"), L0);
    assertThat(signatory.policy().digest()).as("or nothing is planned anew").isNotEqualTo(before);
  }

  @Test
  void any_changed_byte_of_a_routing_makes_it_inert_and_nothing_else() throws IOException {
    anyByte(counsel.resolve("class-notice/routing.yaml"), ROUTING);
  }

  @Test
  void any_changed_byte_of_a_batch_makes_it_inert_and_nothing_else() throws IOException {
    anyByte(counsel.resolve("relays/first.yaml"), BATCH);
  }

  @Test
  void any_changed_byte_of_a_text_makes_its_language_inert_and_nothing_else() throws IOException {
    anyByte(root.resolve("templates/class-notice/es/member.sms.L1.txt"), ES);
  }

  private void anyByte(Path file, String target) throws IOException {
    Random random = new Random(5_1);
    for (int i = 0; i < FLIPS; i++) {
      byte[] whole = flip(file, random);
      Approved approved = approved();
      assertThat(states(approved).get(target)).as("flip %d", i).isEqualTo(CHANGED);
      others_stay(states(approved), target, "templates/class-notice");
      assertThat(approved.inForce().tampered()).isFalse();
      Files.write(file, whole);
    }
    others_stay();
  }

  @Test
  void any_changed_byte_of_the_roll_makes_everything_inert() throws IOException {
    Random random = new Random(5_2);
    for (int i = 0; i < FLIPS; i++) {
      byte[] whole = flip(counsel.resolve("counsel.yaml"), random);
      Approved approved = approved();
      assertThat(states(approved))
          .allSatisfy((name, s) -> assertThat(s).as(name).isNotEqualTo(APPROVED));
      assertThat(approved.inForce().tampered()).isTrue();
      Files.write(counsel.resolve("counsel.yaml"), whole);
    }
  }

  @Test
  void any_changed_byte_of_an_approval_makes_its_target_inert_and_nothing_else()
      throws IOException {
    List<Path> both = approvals("routing.class-notice.A-");
    Files.delete(both.get(1));
    Random random = new Random(5_3);
    for (int i = 0; i < FLIPS; i++) {
      byte[] whole = flip(both.get(0), random);
      Approved approved = approved();
      assertThat(states(approved).get(ROUTING)).as("flip %d", i).isEqualTo(INVALID);
      others_stay(states(approved), ROUTING);
      assertThat(approved.inForce().tampered()).isTrue();
      Files.write(both.get(0), whole);
    }
    others_stay();
  }

  @Test
  void a_target_whose_newest_approval_was_changed_is_invalid_and_not_merely_changed()
      throws IOException {
    Path text = root.resolve("templates/class-notice/es/member.sms.L1.txt");
    Files.writeString(text, Files.readString(text).stripTrailing() + ".\n");
    assertThat(states().get(ES)).isEqualTo(CHANGED);
    assertThat(SignedHouse.approve(signatory, ES, ADA)).isInstanceOf(Signatory.Signed.class);
    assertThat(states().get(ES)).isEqualTo(APPROVED);
    flip(approvalOf(ES), new Random(5_4));
    assertThat(states().get(ES)).isEqualTo(INVALID);
    others_stay(ES, "templates/class-notice");
  }

  @Test
  void a_stripped_signature_is_none() throws IOException {
    for (Path file : approvals("routing.class-notice.A-")) {
      String text = Files.readString(file);
      Files.writeString(file, text.substring(0, text.indexOf("signature:")));
    }
    assertThat(states().get(ROUTING)).isEqualTo(INVALID);
    others_stay(ROUTING);
  }

  @Test
  void a_key_that_is_not_on_the_roll_signs_nothing() throws IOException {
    SigningKey eve = SigningKey.generate();
    assertThat(SignedHouse.approve(signatory, ROUTING, eve)).isInstanceOf(Signatory.Refused.class);
    Path roll = counsel.resolve("counsel.yaml");
    Files.writeString(roll, Files.readString(roll).replace(ADA.open().text(), eve.open().text()));
    assertThat(states()).allSatisfy((name, s) -> assertThat(s).as(name).isNotEqualTo(APPROVED));
    assertThat(approved().inForce().tampered()).isTrue();
  }

  @Test
  void an_approval_says_nothing_of_another_target() throws IOException {
    write(counsel.resolve("relays/second.yaml"), L0.replace("9XWA", "9XWB"));
    Path first = approvalOf(BATCH);
    String replayed = Files.readString(first).replace(BATCH, "relays/second");
    write(
        first.resolveSibling(first.getFileName().toString().replace("first", "second")), replayed);
    assertThat(states().get("relays/second")).isEqualTo(INVALID);
    others_stay("relays/second");
    assertThat(signatory.policy().findings()).anyMatch(f -> f.file().contains("relays.second"));
  }

  @Test
  void an_approval_from_another_house_is_none() throws IOException {
    Path other = folder.resolve("other/routes/counsel");
    SignedHouse.copy(counsel, other);
    for (Path file : approvals("counsel.A-")) {
      Files.delete(other.resolve("approvals").resolve(file.getFileName()));
    }
    Files.delete(other.resolve("counsel.yaml"));
    Settings there =
        Settings.load(null, Map.of(), Map.of("aviso.routing.dir", other.toString()), root);
    Signatory stranger =
        new Signatory(there, Tables.read(root.resolve("config")), Clock.fixed(NOW, ZoneOffset.UTC));
    SigningKey cara = SigningKey.generate();
    SignedHouse.propose(other, "Ada Sample", ADA);
    SignedHouse.propose(other, "Cara Sample", cara);
    SignedHouse.approve(stranger, "counsel", ADA);
    SignedHouse.approve(stranger, "counsel", cara);

    assertThat(stranger.policy().approved().inForce().inForce("counsel")).isTrue();
    assertThat(stranger.policy().approved().inForce().inForce(ROUTING)).isFalse();
  }

  @Test
  void an_approval_ends_with_its_last_day() throws IOException {
    write(counsel.resolve("relays/second.yaml"), L0.replace("9XWA", "9XWB"));
    signatory.approve("relays/second", ADA, LocalDate.of(2027, 1, 10), false, "");
    assertThat(states().get("relays/second")).isEqualTo(APPROVED);
    assertThat(approved().inForce().until()).isEqualTo("2027-01-11T00:00:00Z");

    signatory = at(Instant.parse("2027-01-10T23:59:59Z"));
    assertThat(states().get("relays/second")).isEqualTo(APPROVED);
    signatory = at(Instant.parse("2027-01-11T00:00:00Z"));
    assertThat(states().get("relays/second")).isEqualTo(EXPIRED);
    others_stay("relays/second");
    signatory.approve("relays/second", BEN, null, true, "");
    others_stay();
  }

  @Test
  void only_unchanged_bytes_are_renewed() throws IOException {
    write(counsel.resolve("relays/first.yaml"), L0 + "# more\n");
    assertThat(signatory.approve(BATCH, ADA, null, true, "")).isInstanceOf(Signatory.Refused.class);
    assertThat(states().get(BATCH)).isEqualTo(CHANGED);
  }

  @Test
  void what_is_dated_in_the_future_is_not_in_force() throws IOException {
    write(counsel.resolve("relays/second.yaml"), L0.replace("9XWA", "9XWB"));
    Instant far = Instant.parse("2098-01-01T00:00:00Z");
    SignedHouse.approve(at(far), "relays/second", ADA);
    assertThat(states().get("relays/second")).isEqualTo(UNAPPROVED);
    others_stay("relays/second");
  }

  @Test
  void an_older_approved_version_put_back_is_inert() throws IOException {
    Path batch = counsel.resolve("relays/first.yaml");
    write(batch, L0 + "# second thoughts\n");
    SignedHouse.approve(signatory, BATCH, ADA);
    others_stay();
    write(batch, L0);
    assertThat(states().get(BATCH)).isEqualTo(CHANGED);
  }

  @Test
  void full_notice_to_a_relay_needs_two() throws IOException {
    write(counsel.resolve("relays/second.yaml"), L0.replace("L0", "L2"));
    SignedHouse.approve(signatory, "relays/second", ADA);
    SignedHouse.approve(signatory, "relays/second", ADA);
    assertThat(states().get("relays/second")).isEqualTo(NEEDS_SECOND);
    SignedHouse.approve(signatory, "relays/second", BEN);
    others_stay();
  }

  @Test
  void what_a_revoked_counsel_signed_is_inert_and_what_another_signed_stays() throws IOException {
    write(counsel.resolve("relays/second.yaml"), L0.replace("9XWA", "9XWB"));
    SignedHouse.approve(signatory, "relays/second", ADA);
    var roll = approved().inForce().roll().orElseThrow();
    ApprovalFolder.read(counsel)
        .revoke(roll.byName("Ada Sample").orElseThrow(), approved().inForce().next(), "tester");

    assertThat(states().get("relays/second")).isEqualTo(UNAPPROVED);
    others_stay("relays/second");
    assertThat(SignedHouse.approve(signatory, "relays/second", ADA))
        .isInstanceOf(Signatory.Refused.class);
  }

  @Test
  void a_damaged_record_of_a_revocation_still_revokes() throws IOException {
    write(counsel.resolve("relays/second.yaml"), L0.replace("9XWA", "9XWB"));
    SignedHouse.approve(signatory, "relays/second", ADA);
    write(
        counsel.resolve("approvals/revoke." + ADA.open().fingerprint() + ".yaml"),
        "rubbish \u0000");
    assertThat(states().get("relays/second")).isNotEqualTo(APPROVED);
  }

  @Test
  void what_a_retired_counsel_signed_before_stands_and_they_sign_no_more() throws IOException {
    write(counsel.resolve("relays/second.yaml"), L0.replace("9XWA", "9XWB"));
    SignedHouse.approve(signatory, "relays/second", ADA);
    var roll = approved().inForce().roll().orElseThrow();
    ApprovalFolder.read(counsel)
        .retire(roll.byName("Ada Sample").orElseThrow(), approved().inForce().next(), "tester");

    others_stay();
    assertThat(SignedHouse.approve(signatory, ROUTING, ADA)).isInstanceOf(Signatory.Refused.class);
  }

  @Test
  void a_withdrawn_approval_is_none() throws IOException {
    write(counsel.resolve("relays/second.yaml"), L0.replace("9XWA", "9XWB"));
    var signed = (Signatory.Signed) SignedHouse.approve(signatory, "relays/second", ADA);
    ApprovalFolder.read(counsel).withdraw(signed.approval().id(), NOW, "tester");
    assertThat(states().get("relays/second")).isEqualTo(UNAPPROVED);
    others_stay("relays/second");
  }

  @Test
  void links_are_not_adopted() throws IOException {
    Path text = root.resolve("templates/class-notice/es/member.sms.L1.txt");
    Path elsewhere = folder.resolve("elsewhere.txt");
    Files.move(text, elsewhere);
    Files.createSymbolicLink(text, elsewhere);
    assertThat(states().get(ES)).isEqualTo(CHANGED);
    others_stay(ES, "templates/class-notice");

    Path roll = counsel.resolve("counsel.yaml");
    Path copy = folder.resolve("roll.yaml");
    Files.move(roll, copy);
    Files.createSymbolicLink(roll, copy);
    assertThat(states()).allSatisfy((name, s) -> assertThat(s).as(name).isNotEqualTo(APPROVED));
  }

  /** The file is written, and made a link, as fast as can be while it is read and verified. */
  @Test
  void what_is_in_force_is_the_very_bytes_that_were_verified() throws Exception {
    Path file = counsel.resolve("class-notice/routing.yaml");
    byte[] signed = Files.readAllBytes(file);
    byte[] wider =
        Files.readString(file)
            .replace("shared-contact-threshold: 4", "shared-contact-threshold: 9")
            .getBytes(StandardCharsets.UTF_8);
    Path elsewhere = Files.write(folder.resolve("elsewhere.yaml"), wider);
    AtomicBoolean done = new AtomicBoolean();
    Thread swapper =
        new Thread(
            () -> {
              for (int i = 0; !done.get(); i++) {
                Path fresh = folder.resolve("fresh");
                try {
                  if (i % 3 == 0) {
                    Files.createSymbolicLink(fresh, elsewhere);
                  } else {
                    Files.write(fresh, i % 3 == 1 ? wider : signed);
                  }
                  Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
                  LockSupport.parkNanos(200_000);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            });
    swapper.start();
    int inForce = 0;
    try {
      for (int i = 0; i < 80; i++) {
        var rules = signatory.policy().notice("class-notice");
        inForce += rules.isPresent() ? 1 : 0;
        assertThat(rules.map(r -> r.routing().sharedContactThreshold()))
            .isIn(Optional.empty(), Optional.of(4));
      }
    } finally {
      done.set(true);
      swapper.join();
    }
    assertThat(inForce).as("loads that met the signed bytes").isPositive();
  }

  @Test
  void a_roll_needs_two_of_those_who_stood_on_the_one_before() throws IOException {
    SigningKey cara = SigningKey.generate();
    SignedHouse.propose(counsel, "Cara Sample", cara);
    assertThat(SignedHouse.approve(signatory, "counsel", cara))
        .isInstanceOf(Signatory.Refused.class);
    SignedHouse.approve(signatory, "counsel", ADA);
    assertThat(approved().inForce().roll().orElseThrow().counsel()).hasSize(2);
    SignedHouse.approve(signatory, "counsel", BEN);

    assertThat(approved().inForce().roll().orElseThrow().counsel()).hasSize(3);
    assertThat(counsel.resolve("counsel.pending.yaml")).doesNotExist();
    others_stay();
    SignedHouse.approve(signatory, FR, cara);
    others_stay();
  }

  @Test
  void a_key_that_is_not_pinned_makes_everything_inert() {
    settings =
        Settings.load(
            null,
            Map.of(),
            Map.of(
                "aviso.routing.dir", counsel.toString(),
                "aviso.templates.dir", root.resolve("templates").toString(),
                "aviso.counsel.fingerprints", ADA.open().fingerprint()),
            root);
    signatory = at(NOW);
    assertThat(states().get("counsel")).isEqualTo(INVALID);
    assertThat(states()).allSatisfy((name, s) -> assertThat(s).as(name).isNotEqualTo(APPROVED));
    assertThat(approved().inForce().tampered()).isTrue();
  }
}
