package org.aviso.cli;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a message from leaving now: the hour, a brake, a day's limit, a person's decision. */
class BrakesAndDecisionsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADER =
      "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,FAM_NAME,FAM_RELATION,FAM_PHONE,LIST_DATE\n";
  private static final String[] WHY = {"--reason", "told on the hotline", "--by", "R. Sample"};

  @TempDir Path folder;

  private Ran at(String time, String command, String... more) {
    List<String> all =
        new ArrayList<>(List.of(command, "--home", folder.resolve("home").toString()));
    all.addAll(List.of("-D", "aviso.sandbox.clock=" + time));
    all.addAll(List.of(more));
    return Ran.of(all);
  }

  private Ran why(String time, String command, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.addAll(List.of(WHY));
    return at(time, command, all.toArray(String[]::new));
  }

  private void drop(String... phones) throws IOException {
    Path inbox = Files.createDirectories(folder.resolve("home/inbox"));
    StringBuilder rows = new StringBuilder(HEADER);
    for (int i = 0; i < phones.length; i++) {
      rows.append(
          "A999-000-00%d,SAMPLE%d,ANA,01/02/1980,HONDURAS,SPANISH,RELEASED,US,%s,,,,2027-01-02%n"
              .formatted(i, i, phones[i]));
    }
    Path list = Files.writeString(inbox.resolve("list.csv"), rows);
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
  }

  private void run(String time, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("--once", "-D", "aviso.once.wait=0s", "-D", "aviso.sms.in-flight=1"));
    all.addAll(List.of(more));
    at(time, "run", all.toArray(String[]::new));
  }

  private List<JsonNode> entries() throws IOException {
    List<JsonNode> entries = new ArrayList<>();
    JSON.readTree(at("2027-01-05T18:59Z", "list", "--json").out())
        .path("entries")
        .forEach(entries::add);
    return entries;
  }

  private List<String> states() throws IOException {
    List<String> states = new ArrayList<>();
    for (JsonNode entry : entries()) {
      for (JsonNode attempt : entry.path("attempts")) {
        if (attempt.path("step").asText().equals("text")) {
          states.add(attempt.path("state").asText());
        }
      }
    }
    return states;
  }

  private String log() {
    return at("2027-01-05T18:59Z", "log", "--json").out();
  }

  @Test
  void a_text_is_put_off_to_the_morning_of_where_it_rings() throws Exception {
    drop("+12125550101", "+12135550102");

    run("2027-01-05T12:30Z"); // 7:30 in New York, 4:30 in Los Angeles
    assertThat(states()).containsExactly("planned", "planned");
    run("2027-01-05T13:10Z");
    assertThat(states()).containsExactly("sent", "planned");
    run("2027-01-05T16:10Z");
    assertThat(states()).containsExactly("sent", "sent");
  }

  @Test
  void a_text_that_could_not_leave_by_day_does_not_leave_by_night() throws Exception {
    drop("+12125550101");
    assertThat(at("2027-01-05T18:00Z", "channel", "pause", "sms").code())
        .isEqualTo(2); // no home yet
    run("2027-01-05T18:00Z", "-D", "aviso.waves.release=manual");
    at("2027-01-05T18:01Z", "channel", "pause", "sms");
    run("2027-01-05T18:02Z");
    at("2027-01-06T03:00Z", "channel", "resume", "sms");

    run("2027-01-06T03:01Z"); // 22:01 in New York
    assertThat(states()).doesNotContain("sent");
  }

  @Test
  void a_paused_channel_sends_nothing_until_it_is_resumed() throws Exception {
    drop();
    run("2027-01-05T18:00Z");
    Ran paused = at("2027-01-05T18:01Z", "channel", "pause", "all", "--by", "R. Sample");
    assertThat(paused.out()).contains("sms: paused", "email: paused", "by_hand", "0 messages");
    drop("+12125550101");

    run("2027-01-05T18:02Z");
    assertThat(states()).containsExactly("planned");
    at("2027-01-05T18:03Z", "channel", "resume", "sms");
    run("2027-01-05T18:04Z");
    assertThat(states()).containsExactly("sent");
    assertThat(at("2027-01-05T18:05Z", "channel", "--json").out())
        .contains("\"state\" : \"running\"", "\"state\" : \"paused\"");
  }

  @Test
  void a_day_s_limit_is_kept_over_restarts_and_said_once() throws Exception {
    drop("+12125550101", "+12125550102", "+12125550103");

    run("2027-01-05T18:00Z", "-D", "aviso.sms.per-day=2");
    run("2027-01-05T18:10Z", "-D", "aviso.sms.per-day=2");
    assertThat(states()).containsExactlyInAnyOrder("sent", "sent", "planned");
    assertThat(log().split("\"daily_limit\"", -1)).hasSize(2);
    run("2027-01-06T18:10Z", "-D", "aviso.sms.per-day=2");
    assertThat(states()).containsOnly("sent");
  }

  @Test
  void a_provider_that_refuses_our_account_stops_the_channel_after_one_message() throws Exception {
    WireMockServer provider = new WireMockServer(options().dynamicPort());
    provider.start();
    try {
      provider.stubFor(
          any(anyUrl())
              .willReturn(
                  aResponse()
                      .withStatus(401)
                      .withHeader("Content-Type", "application/json")
                      .withBody("{\"code\":20003,\"message\":\"Authenticate\",\"status\":401}")));
      drop("+12125550101", "+12125550102", "+12125550103");

      run(
          "2027-01-05T18:00Z",
          "-D",
          "aviso.twilio.base-url=" + provider.baseUrl(),
          "-D",
          "aviso.twilio.account-sid=AC00000000000000000000000000000001",
          "-D",
          "aviso.twilio.auth-token=sample");

      provider.verify(1, postRequestedFor(anyUrl()));
      assertThat(states()).containsExactlyInAnyOrder("technical_failure", "planned", "planned");
      assertThat(log()).contains("channel_paused");
      assertThat(at("2027-01-05T18:05Z", "channel").out()).contains("sms: paused", "account");
    } finally {
      provider.stop();
    }
  }

  @Test
  void hold_and_stop_notices_bind_at_once() throws Exception {
    drop("+12125550101", "+12125550102", "+12125550103");
    run("2027-01-05T18:00Z", "-D", "aviso.waves.release=manual");
    List<JsonNode> before = entries();
    String held = before.get(0).path("person").asText();
    String stopped = before.get(1).path("person").asText();

    Ran hold = why("2027-01-05T18:01Z", "hold", held);
    assertThat(hold.code()).as(hold.err()).isZero();
    assertThat(why("2027-01-05T18:02Z", "stop-notices", stopped, "--json").out())
        .contains("\"action\" : \"stop_notices\"");
    run("2027-01-05T18:03Z");

    List<JsonNode> after = entries();
    assertThat(after.get(0).path("hold_reasons").toString()).contains("counsel_hold");
    assertThat(after.get(0).path("state").asText()).isEqualTo("held");
    assertThat(after.get(1).path("state").asText()).isEqualTo("stopped_by_counsel");
    assertThat(log()).doesNotContain("hotline");
  }

  @Test
  void a_suppressed_number_is_used_for_nobody_who_shares_it() throws Exception {
    drop("+12125550101", "+12125550101");
    run("2027-01-05T18:00Z", "-D", "aviso.waves.release=manual");
    String one = entries().get(0).path("person").asText();

    assertThat(why("2027-01-05T18:01Z", "suppress", one, "--contact", "C-1").code()).isZero();
    run("2027-01-05T18:02Z");

    for (JsonNode entry : entries()) {
      assertThat(entry.path("contacts").get(0).path("status").asText()).isEqualTo("suppressed");
      assertThat(entry.path("contacts").get(0).path("status_reason").asText())
          .isEqualTo("stop_requested");
    }
    assertThat(states()).doesNotContain("sent");
  }

  @Test
  void a_veto_of_one_contact_stops_it_be_it_the_person_s_own() throws Exception {
    drop("+12125550101");
    run("2027-01-05T18:00Z", "-D", "aviso.waves.release=manual");
    String one = entries().get(0).path("person").asText();

    assertThat(why("2027-01-05T18:01Z", "veto-relay", one, "--contact", "C-1").code()).isZero();
    run("2027-01-05T18:02Z");

    assertThat(states()).doesNotContain("sent");
    assertThat(entries().get(0).path("hold_reasons").toString()).contains("relay_vetoed");
  }

  @Test
  void a_decision_about_nobody_is_refused_and_changes_nothing() throws Exception {
    drop("+12125550101");
    run("2027-01-05T18:00Z", "-D", "aviso.waves.release=manual");
    String one = entries().get(0).path("person").asText();

    assertThat(why("2027-01-05T18:01Z", "hold", "P-0000000000").code()).isEqualTo(2);
    assertThat(why("2027-01-05T18:01Z", "suppress", one, "--contact", "C-9").code()).isEqualTo(2);
    assertThat(why("2027-01-05T18:01Z", "veto-relay", one, "--contact", "C-9").code()).isEqualTo(2);
    assertThat(why("2027-01-05T18:01Z", "veto-relay", one).code()).isZero();
    assertThat(at("2027-01-05T18:01Z", "hold", one).code()).isEqualTo(2);
  }
}
