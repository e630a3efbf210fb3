package org.aviso.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiptTest {
  private static Receipt receipt(String status, String code) {
    return Receipt.of(
            Map.of(
                "MessageSid",
                "SM1",
                "AccountSid",
                "AC1",
                "MessageStatus",
                status,
                "ErrorCode",
                code == null ? "" : code))
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          queued,      -,     REPORTED_UNDERWAY
          sending,     -,     REPORTED_UNDERWAY
          sent,        -,     REPORTED_UNDERWAY
          delivered,   -,     REPORTED_DELIVERED
          undelivered, 30005, REPORTED_FAILED_FOR_GOOD
          undelivered, 30003, REPORTED_FAILED_FOR_NOW
          undelivered, 30007, REPORTED_FAILED_TECHNICALLY
          failed,      30008, REPORTED_FATE_UNKNOWN
          failed,      30001, REPORTED_FAILED_FOR_NOW
          failed,      -,     REPORTED_FAILED_FOR_GOOD
          canceled,    -,     REPORTED_FAILED_FOR_GOOD
          """)
  void a_status_is_news(String status, String code, News news) {
    assertThat(receipt(status, code).judgement().orElseThrow().news()).isEqualTo(news);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          queued,      -,     SENT
          sent,        -,     SENT
          pondering,   -,     SENT
          delivered,   -,     DELIVERED
          undelivered, 30005, PERMANENT_FAILURE
          failed,      30001, TEMPORARY_FAILURE
          failed,      30008, UNCONFIRMED
          """)
  void what_is_found_in_the_providers_list_is_what_its_status_says(
      String status, String code, AttemptState then) {
    assertThat(Transitions.next(AttemptState.IN_DOUBT, receipt(status, code).found().news()))
        .contains(then);
  }

  @Test
  void an_unknown_word_is_no_news() {
    assertThat(receipt("pondering", null).judgement()).isEmpty();
  }

  @Test
  void a_callback_without_sid_or_status_is_none() {
    assertThat(Receipt.of(Map.of("MessageStatus", "sent"))).isEmpty();
    assertThat(Receipt.of(Map.of("MessageSid", "SM1", "MessageStatus", ""))).isEmpty();
  }
}
