package org.aviso.delivery.sms;

import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.http.TwilioRestClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.aviso.delivery.sms.TwilioLookup.Doubt;
import org.aviso.delivery.sms.TwilioLookup.Finding;
import org.junit.jupiter.api.Test;

/** Against a list of one message a page, an empty page among them. */
class TwilioLookupTest {
  private static final Instant CLAIMED = Instant.parse("2027-01-05T12:00:00Z");
  private static final Duration SKEW = Duration.ofSeconds(30);
  private static final Doubt DOUBT = new Doubt("+12025550142", "Por favor llame.", CLAIMED);

  private final List<String> pages = new ArrayList<>();

  private TwilioLookupTest lists(String sid, String body, long secondsAfterClaim) {
    String date =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .format(CLAIMED.plusSeconds(secondsAfterClaim).atOffset(ZoneOffset.UTC));
    pages.add(
        "{\"sid\":\"%s\",\"body\":\"%s\",\"direction\":\"outbound-api\",\"status\":\"sent\",\"date_created\":\"%s\",\"date_sent\":null}"
            .formatted(sid, body, date));
    return this;
  }

  private TwilioLookupTest emptyPage() {
    pages.add("");
    return this;
  }

  private Finding find(String... owned) {
    return find(-1, owned);
  }

  private Finding find(int failingPage, String... owned) {
    try (var server = new CountingServer(request -> page(request, failingPage));
        var http =
            new PooledTwilioClient(
                new PooledTwilioClient.Settings(server.url(), Duration.ofSeconds(2), 2))) {
      var client = new TwilioRestClient.Builder("AC1", "secret").httpClient(http).build();
      Finding finding = new TwilioLookup(client, SKEW).find(DOUBT, Set.of(owned)::contains);
      assertThat(server.requests().get(0)).contains("To=%2B12025550142").doesNotContain("DateSent");
      return finding;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String page(String request, int failing) {
    String path = request.substring(request.indexOf(' ') + 1, request.indexOf(" HTTP"));
    int number =
        path.contains("Page=")
            ? Integer.parseInt(path.replaceAll(".*[?&]Page=([0-9]+).*", "$1"))
            : 0;
    if (number == failing) {
      return CountingServer.response(503, "<html>later</html>");
    }
    String record = pages.isEmpty() ? "" : pages.get(number);
    String next =
        number + 1 < pages.size()
            ? "\"/2010-04-01/Accounts/AC1/Messages.json?To=%2B12025550142&PageSize=1&Page="
                + (number + 1)
                + "\""
            : "null";
    return CountingServer.response(
        200,
        "{\"uri\":\"/first\",\"page_size\":1,\"next_page_uri\":"
            + next
            + ",\"messages\":["
            + record
            + "]}",
        "Content-Type: application/json");
  }

  @Test
  void exactly_one_equal_text_settles() {
    lists("SM9", "Another text", 3).emptyPage().lists("SM1", "Por favor llame.", 2);
    assertThat(find()).isEqualTo(new Finding.Found("SM1", "sent", null));
  }

  @Test
  void an_empty_page_in_between_does_not_end_the_list() {
    lists("SM0", "Por favor llame.", -900)
        .emptyPage()
        .emptyPage()
        .lists("SM1", "Por favor llame.", 0);
    assertThat(find()).isInstanceOf(Finding.Found.class);
  }

  @Test
  void two_equal_texts_are_never_settled_by_guess() {
    lists("SM1", "Por favor llame.", 2).lists("SM2", "Por favor llame.", 3);
    assertThat(find()).isInstanceOf(Finding.Unclear.class);
  }

  @Test
  void the_other_s_message_is_out_once_its_attempt_owns_it() {
    lists("SM1", "Por favor llame.", 2).lists("SM2", "Por favor llame.", 3);
    assertThat(find("SM2")).isEqualTo(new Finding.Found("SM1", "sent", null));
  }

  @Test
  void a_redacted_text_settles_nothing() {
    lists("SM1", "", 2);
    assertThat(find()).isInstanceOf(Finding.Unclear.class);
  }

  @Test
  void another_text_nobody_owns_is_no_absence() {
    lists("SM1", "Sent from your trial account - Por favor llame.", 2);
    assertThat(find()).isInstanceOf(Finding.Unclear.class);
  }

  @Test
  void older_messages_of_another_text_are_no_candidates_but_skew_is_allowed() {
    lists("SM1", "Another text.", -31);
    assertThat(find()).isInstanceOf(Finding.Absent.class);
    pages.clear();
    lists("SM1", "Por favor llame.", -29);
    assertThat(find()).isInstanceOf(Finding.Found.class);
  }

  @Test
  void an_older_unowned_message_with_this_very_text_is_no_absence() {
    // The provider's clock may be further behind than is allowed for.
    lists("SM1", "Por favor llame.", -31);
    assertThat(find()).isInstanceOf(Finding.Unclear.class);
  }

  @Test
  void a_message_without_a_readable_date_is_a_candidate() {
    lists("SM1", "Por favor llame.", -31);
    pages.set(0, pages.get(0).replaceAll("\"date_created\":\"[^\"]*\"", "\"date_created\":null"));
    assertThat(find()).isInstanceOf(Finding.Found.class);
  }

  @Test
  void an_empty_list_is_absence() {
    assertThat(find()).isInstanceOf(Finding.Absent.class);
  }

  @Test
  void a_page_that_does_not_come_makes_the_reading_worthless() {
    lists("SM1", "Por favor llame.", 2).lists("SM2", "Another", 3);
    assertThat(find(1)).isInstanceOf(Finding.Unclear.class);
  }
}
