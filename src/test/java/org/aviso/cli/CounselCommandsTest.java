package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.aviso.SignedHouse;
import org.aviso.routing.approval.SealedKeyFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Counsel at the command line, from the first key on; the passphrase comes from the environment.
 */
class CounselCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();

  @TempDir Path folder;
  private Path counsel;
  private Path templates;

  @BeforeEach
  void a_folder_nobody_signed() throws Exception {
    counsel = folder.resolve("counsel");
    templates = folder.resolve("templates");
    for (String part : List.of("class-notice", "relays")) {
      SignedHouse.copy(ROOT.resolve("routes/counsel").resolve(part), counsel.resolve(part));
    }
    for (String tag : List.of("en", "es", "zh-Hans")) {
      Path from = ROOT.resolve("templates/class-notice").resolve(tag);
      Path to = templates.resolve("class-notice").resolve(tag);
      Files.createDirectories(to.getParent());
      SignedHouse.copy(from, to);
    }
  }

  private Ran run(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(
        List.of(
            "-D",
            "aviso.routing.dir=" + counsel,
            "-D",
            "aviso.templates.dir=" + templates,
            "-D",
            "aviso.sandbox.clock=2027-01-05T18:00Z",
            "--home",
            folder.resolve("home").toString()));
    return Ran.of(all);
  }

  private String key(String name) {
    return folder.resolve(name + ".key").toString();
  }

  private Ran keygen(String name) {
    return run("counsel", "keygen", "--name", name, "--out", key(name), "--json");
  }

  private Ran approve(String target, String by, String... more) {
    List<String> all = new ArrayList<>(List.of("approve", target, "--key", key(by)));
    all.addAll(Arrays.asList(more));
    return run(all.toArray(String[]::new));
  }

  private JsonNode target(String name) throws Exception {
    for (JsonNode target : run("approvals", "--json").json().path("targets")) {
      if (target.path("target").asText().equals(name)) {
        return target;
      }
    }
    throw new AssertionError(name + " is not listed");
  }

  private static void sameFields(String sample, JsonNode actual) throws Exception {
    JsonNode expected = JSON.readTree(ROOT.resolve("docs/json").resolve(sample).toFile());
    assertThat(fields(actual)).as(sample).isEqualTo(fields(expected));
  }

  private static TreeSet<String> fields(JsonNode node) {
    TreeSet<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void from_the_first_key_to_a_change_that_is_shown() throws Exception {
    assertThat(run("check").code()).as("merely unapproved").isEqualTo(1);
    Ran made = keygen("Ada");
    assertThat(made.code()).isZero();
    sameFields("counsel-keygen.json", made.json());
    Path file = Path.of(key("Ada"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(JSON.readTree(file.toFile()).at("/kdf/iterations").asInt())
        .isGreaterThanOrEqualTo(600_000);
    assertThat(keygen("Ada").code()).as("never overwritten").isEqualTo(2);
    Ran second = run("counsel", "keygen", "--name", "Ben", "--out", key("Ben"));
    sameFields("counsel-keygen.json", second.json());

    assertThat(approve("routing/class-notice", "Ada").code()).as("no roll yet").isEqualTo(3);
    assertThat(approve("counsel", "Ada").code()).as("lacks the second").isEqualTo(1);
    assertThat(target("counsel").path("state").asText()).isEqualTo("needs_second");
    assertThat(approve("counsel", "Ben").code()).isZero();
    Ran list = run("counsel", "list", "--json");
    sameFields("counsel-list.json", list.json());
    sameFields("counsel-list.json.person", list.json().path("counsel").get(0), "counsel");

    Ran signed = approve("routing/class-notice", "Ada", "--expires", "2027-03-01", "--json");
    assertThat(signed.code()).isZero();
    sameFields("approve.json", signed.json());
    assertThat(signed.err()).doesNotContain("placeholder");
    Ran texts = approve("templates/class-notice", "Ben");
    assertThat(texts.code()).isZero();
    assertThat(texts.err())
        .contains("templates/class-notice/es", "a placeholder", "live mode refuses");
    Ran all = run("approvals", "--json");
    assertThat(all.code()).as(all.out()).isZero();
    sameFields("approvals.json", all.json());
    assertThat(target("routing/class-notice").path("expires").asText()).isEqualTo("2027-03-01");
    assertThat(target("routing/class-notice").path("by").get(0).asText()).isEqualTo("Ada");

    Path text = templates.resolve("class-notice/es/member.sms.L1.txt");
    Files.writeString(text, Files.readString(text).strip() + " hoy\n");
    assertThat(target("templates/class-notice/es").path("state").asText()).isEqualTo("changed");
    assertThat(target("templates/class-notice/en").path("state").asText()).isEqualTo("approved");
    Ran shown = run("approvals");
    assertThat(shown.code()).isEqualTo(1);
    assertThat(shown.out()).contains("es/member.sms.L1.txt now").containsPattern("\\+.* hoy");
    assertThat(approve("templates/class-notice/es", "Ben", "--renew").code()).isEqualTo(2);
    assertThat(approve("templates/class-notice/es", "Ben").code()).isZero();

    String id = target("routing/class-notice").path("approval").asText();
    assertThat(run("revoke", id).code()).isZero();
    assertThat(target("routing/class-notice").path("state").asText()).isEqualTo("unapproved");
    approve("routing/class-notice", "Ada");
    assertThat(run("counsel", "retire", "Ada").code()).isZero();
    assertThat(run("approvals").code()).as("what Ada signed runs on").isZero();
    assertThat(run("counsel", "revoke", "Ada").code()).isZero();
    assertThat(target("routing/class-notice").path("state").asText()).isEqualTo("unapproved");
    assertThat(target("templates/class-notice").path("state").asText()).isEqualTo("approved");

    Files.writeString(
        counsel.resolve("counsel.yaml"), "\n", java.nio.file.StandardOpenOption.APPEND);
    assertThat(run("approvals").code()).as("a changed roll").isEqualTo(3);
    assertThat(run("check").code()).isEqualTo(3);
  }

  private static void sameFields(String sample, JsonNode actual, String list) throws Exception {
    String file = sample.replace(".person", "");
    JsonNode expected =
        JSON.readTree(ROOT.resolve("docs/json").resolve(file).toFile()).path(list).get(0);
    assertThat(fields(actual)).as(sample).isEqualTo(fields(expected));
  }

  private void a_roll_of_two() throws Exception {
    keygen("Ada");
    keygen("Ben");
    approve("counsel", "Ada");
    approve("counsel", "Ben");
  }

  @Test
  void who_signs_a_proposed_roll_is_told_what_was_signed_and_what_it_lacks() throws Exception {
    a_roll_of_two();
    keygen("Cleo");
    assertThat(run("approvals").out())
        .contains("counsel: in force")
        .contains("proposed in counsel.pending.yaml (it adds Cleo; nobody has signed it");

    Ran first = approve("counsel", "Ben");
    assertThat(first.out())
        .contains("Ben signed the proposed roll up to ")
        .contains("it adds Cleo; approved by Ben alone, a second of those on the roll must sign")
        .contains("meanwhile the roll of Ada, Ben is in force");
    assertThat(first.code()).as("as at the first signing").isEqualTo(1);
    assertThat(run("approvals").out()).contains("it adds Cleo; approved by Ben alone");
    assertThat(target("counsel").path("state").asText()).isEqualTo("approved");
    assertThat(target("counsel").path("proposed").path("by").get(0).asText()).isEqualTo("Ben");
    Ran again = approve("counsel", "Ben", "--json");
    assertThat(again.json().path("state").asText()).isEqualTo("needs_second");

    assertThat(approve("counsel", "Ada").code()).isZero();
    assertThat(target("counsel").has("proposed")).isFalse();
    assertThat(run("counsel", "list").out()).contains("Cleo").doesNotContain("proposed");
  }

  @Test
  void a_roll_that_can_change_no_more_is_said_at_once_and_afterwards() throws Exception {
    a_roll_of_two();
    String said = "only Ben may still approve counsel, which takes two: this roll can change no";
    assertThat(run("approvals").out()).doesNotContain("can change no more");
    Ran retired = run("counsel", "retire", "Ada");
    assertThat(retired.code()).isZero();
    assertThat(retired.err()).contains("WARNING: " + said, "cannot be taken back");
    for (String command : List.of("approvals", "check")) {
      assertThat(run(command).out()).as(command).contains(said);
    }
    assertThat(run("counsel", "list").out()).contains(said);
    assertThat(run("counsel", "revoke", "Ben").err()).contains("nobody may still approve counsel");
  }

  @Test
  void a_key_that_is_not_pinned_is_named_with_who_adds_it() throws Exception {
    a_roll_of_two();
    String ada = run("counsel", "list", "--json").json().at("/counsel/0/fingerprint").asText();
    String ben = run("counsel", "list", "--json").json().at("/counsel/1/fingerprint").asText();
    String pin = "aviso.counsel.fingerprints=" + ada;
    String why = "the key of Ben (" + ben + ") is not among aviso.counsel.fingerprints";
    String mend = "the operator adds it to aviso.counsel.fingerprints";
    Ran signed = approve("routing/class-notice", "Ada", "-D", pin);
    assertThat(signed.code()).isEqualTo(3);
    assertThat(signed.err()).contains(why, mend).doesNotContain("approve counsel first");
    assertThat(run("check", "-D", pin).out())
        .contains(why, mend)
        .doesNotContain("counsel looks at it");
    Ran list = run("counsel", "list", "-D", pin);
    assertThat(list.out()).contains("invalid", why, mend);
    assertThat(list.out()).containsPattern("unpinned +" + ben).containsPattern("active +" + ada);
  }

  @Test
  void drafts_are_one_line_and_nobody_is_told_to_sign_them() throws Exception {
    a_roll_of_two();
    Ran check = run("check");
    assertThat(check.out())
        .contains("templates/class-notice: ")
        .contains("drafts (placeholder: true in meta.yaml), not signed, and inert")
        .contains("put the certified text in, take placeholder out, then sign")
        .doesNotContain("templates/class-notice/es: is unapproved")
        .doesNotContain("templates/class-notice: is unapproved")
        .contains("routing/class-notice: is unapproved");
  }

  @Test
  void what_is_in_force_through_its_notice_or_its_languages_can_be_renewed() throws Exception {
    a_roll_of_two();
    approve("templates/class-notice", "Ada");
    Ran one = approve("templates/class-notice/es", "Ada", "--renew", "--expires", "2027-06-01");
    assertThat(one.err()).doesNotContain("not as it was approved last");
    assertThat(one.code()).isZero();
    assertThat(target("templates/class-notice/es").path("expires").asText())
        .isEqualTo("2027-06-01");
    assertThat(approve("templates/class-notice", "Ada", "--renew").code()).isZero();
    Path text = templates.resolve("class-notice/es/member.sms.L1.txt");
    Files.writeString(text, Files.readString(text).strip() + " hoy\n");
    for (String target : List.of("templates/class-notice/es", "templates/class-notice")) {
      assertThat(approve(target, "Ada", "--renew").err()).contains("not as it was approved last");
    }
  }

  @Test
  void of_several_targets_with_one_wrong_nothing_is_signed_and_it_says_so() throws Exception {
    a_roll_of_two();
    Ran refused = run("approve", "routing/class-notice", "routing/none", "--key", key("Ada"));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("routing/none was not signed", "; nothing was signed");
    assertThat(target("routing/class-notice").path("state").asText()).isEqualTo("unapproved");
  }

  @Test
  void the_name_of_a_file_is_answered_with_its_target() throws Exception {
    a_roll_of_two();
    assertThat(approve("routes/counsel/class-notice/routing.yaml", "Ada").err())
        .contains("did you mean routing/class-notice?");
    assertThat(approve("templates/class-notice/es/", "Ada").err())
        .contains("did you mean templates/class-notice/es?");
    assertThat(approve("routing/none", "Ada").err()).contains("aviso approvals lists those");
  }

  @Test
  void an_approval_is_revoked_by_its_id_in_small_letters_too() throws Exception {
    a_roll_of_two();
    approve("routing/class-notice", "Ada");
    String id = target("routing/class-notice").path("approval").asText();
    assertThat(run("revoke", id.toLowerCase(java.util.Locale.ROOT)).code()).isZero();
    assertThat(target("routing/class-notice").path("state").asText()).isEqualTo("unapproved");
  }

  @Test
  void a_passphrase_of_three_letters_is_refused() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> Passphrase.longEnough("abc".toCharArray()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("at least 8 characters");
    assertThat(Passphrase.longEnough("eight ch".toCharArray())).hasSize(8);
  }

  @Test
  void a_key_does_not_open_with_another_passphrase_or_fewer_rounds() throws Exception {
    keygen("Ada");
    Path file = Path.of(key("Ada"));
    byte[] sealed = Files.readAllBytes(file);
    assertThat(opens(sealed, "another")).isFalse();
    assertThat(opens(sealed, System.getenv("AVISO_COUNSEL_PASSPHRASE"))).isTrue();

    Files.writeString(file, Files.readString(file).replace("600000", "1000"));
    Ran refused = approve("counsel", "Ada");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("1000 rounds").doesNotContain("\tat ");
  }

  private static boolean opens(byte[] sealed, String passphrase) {
    try {
      return SealedKeyFile.open(sealed, passphrase.toCharArray()).counsel().equals("Ada");
    } catch (SealedKeyFile.Refused e) {
      return false;
    }
  }

  @Test
  void what_stops_every_relay_is_said_by_approvals_and_check() throws Exception {
    Path stray = counsel.resolve("relays/second.yml");
    Files.writeString(stray, "relays: []\n");
    for (String command : List.of("approvals", "check")) {
      Ran ran = run(command);
      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.out())
          .contains(stray.toString(), "no relay of anybody is written to", "end in .yaml");
    }
    Ran json = run("approvals", "--json");
    assertThat(json.json().path("findings").get(0).path("file").asText())
        .isEqualTo(stray.toString());
  }

  @Test
  void what_a_routing_says_that_will_not_come_about_is_said_by_line_before_and_after_it_is_signed()
      throws Exception {
    keygen("Ada");
    keygen("Ben");
    approve("counsel", "Ada");
    approve("counsel", "Ben");
    Path routing = counsel.resolve("class-notice/routing.yaml");
    String before = Files.readString(routing);
    Files.writeString(
        routing,
        before
            .replaceFirst("(?m)^send-until: .*$", "send-until: 2027-01-04")
            .replaceFirst("(?m)^  fallback: .*$", "  fallback: { mam: [xx, es], kek: [es] }")
            .replaceFirst("(?m)^  unknown: .*$", "  unknown:\n    - es\n    - sv")
            .replaceFirst("(?m)^in-doubt: .*$", "in-doubt: { email: resend }"));
    List<String> said =
        List.of(
            routing + ":12: send-until: 2027-01-04 is over, it is 2027-01-05",
            routing + ":18: languages.fallback of mam names xx, in which there is no template",
            routing + ":21: languages.unknown lists sv, in which there is no template",
            routing + ":44: in-doubt: { email: resend } has no effect");
    assertThat(run("check").out()).contains(said).doesNotContain("fallback of kek");
    Ran signed = approve("routing/class-notice", "Ada");
    assertThat(signed.out()).contains("it is in force");
    assertThat(signed.err()).contains(said).hasLineCount(4);
    assertThat(signed.code()).isEqualTo(1);
    assertThat(run("check").out()).contains(said);
    assertThat(run("approvals").out()).contains(said);

    Files.writeString(
        routing, before.replaceFirst("(?m)^send-until: .*$", "send-until: 2027-01-05"));
    assertThat(approve("routing/class-notice", "Ada").code()).as("its last day").isZero();
  }

  @Test
  void a_roll_that_cannot_be_written_leaves_no_key_and_is_said() throws Exception {
    Path inTheWay = Files.createDirectories(counsel.resolve("counsel.pending.yaml/x"));

    Ran refused = keygen("Ada");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains(counsel + " cannot be written by this user: check who owns it", "no key was made")
        .hasLineCount(1);
    assertThat(Path.of(key("Ada"))).doesNotExist();
    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    assertThat(keygen("Ada").code()).isZero();
  }

  @Test
  void approvals_that_cannot_be_written_are_said_and_nothing_is_signed_or_taken_back()
      throws Exception {
    SignedHouse.propose(counsel, "Ada Sample", SignedHouse.ADA);
    SignedHouse.propose(counsel, "Ben Sample", SignedHouse.BEN);
    Files.writeString(counsel.resolve("approvals"), "no folder");
    Keys.ada(folder);

    Ran signed = approve("counsel", "Ada-Sample");
    Ran revoked = run("counsel", "revoke", "Ada Sample");
    Ran retired = run("counsel", "retire", "Ada Sample");

    String says = counsel.resolve("approvals") + " cannot be written by this user: ";
    assertThat(List.of(signed, revoked, retired))
        .allSatisfy(ran -> assertThat(ran.code()).as(ran.err()).isEqualTo(2))
        .allSatisfy(ran -> assertThat(ran.err()).contains(says));
    assertThat(signed.err()).contains("; nothing was signed");
    assertThat(revoked.err()).contains("; Ada Sample is not revoked");
    assertThat(retired.err()).contains("; Ada Sample is not retired");
  }

  @Test
  void a_day_that_is_none_is_refused_in_plain_words() {
    Ran refused = run("approve", "counsel", "--key", key("Ada"), "--expires", "tomorrow");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("--expires", "\"tomorrow\" is no day; write it as 2027-05-01")
        .doesNotContain("java", "LocalDate", "Exception");
  }

  @Test
  void an_approval_of_what_is_not_there_is_mentioned() throws Exception {
    keygen("Ada");
    keygen("Ben");
    approve("counsel", "Ada");
    approve("counsel", "Ben");
    approve("routing/class-notice", "Ada");
    approve("templates/class-notice", "Ada");
    Path batch = counsel.resolve("relays/old.yaml");
    Files.writeString(batch, "relays: []\n");
    assertThat(approve("relays/old", "Ada").code()).isZero();
    assertThat(run("approvals").out()).doesNotContain("is not there");
    Files.delete(batch);
    String said = ": approves relays/old, which is not there, and brings nothing into force";
    Ran approvals = run("approvals");
    assertThat(approvals.out()).contains(said);
    assertThat(approvals.code()).as("nothing is inert for it").isZero();
    assertThat(run("approvals", "--json").json().path("notes").get(0).asText()).contains(said);
    assertThat(run("check").out()).contains(said);
    Ran shown = run("approvals");
    String id = shown.out().replaceAll("(?s).*aviso revoke (A-[0-9A-Z]+).*", "$1");
    assertThat(run("revoke", id).code()).isZero();
    assertThat(run("approvals").out()).doesNotContain("is not there");
  }
}
