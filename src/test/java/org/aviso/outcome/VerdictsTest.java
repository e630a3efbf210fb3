package org.aviso.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import org.aviso.delivery.ProviderAnswer;
import org.aviso.template.Channel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictsTest {
  private static Judgement sms(int http, String code) {
    return Verdicts.judge(Channel.SMS, new ProviderAnswer.Refused(http, code, null));
  }

  private static Judgement mail(int reply, String code) {
    return Verdicts.judge(Channel.EMAIL, new ProviderAnswer.Refused(reply, code, null));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          21211 21614 21635 30005 30006,                                           BAD_ADDRESS,      PERMANENT_FAILURE
          21610 30004,                                                             STOP_REQUESTED,   PERMANENT_FAILURE
          21602 21617 30007 30019 30110,                                           CONTENT_REFUSED,  TECHNICAL_FAILURE
          20003 21408 21606 21608 21609 21612 21703 21704 30002 30024 30032 30034, ACCOUNT,          TECHNICAL_FAILURE
          20429,                                                                   THROTTLED,        TEMPORARY_FAILURE
          20500 20503 21611 30001 30017 30022 30450 30500,                         TRANSIENT,        TEMPORARY_FAILURE
          30023 30027,                                                             DAILY_LIMIT,      TEMPORARY_FAILURE
          30003,                                                                   UNREACHABLE,      TEMPORARY_FAILURE
          30036,                                                                   VALIDITY_EXPIRED, TEMPORARY_FAILURE
          30008 30410,                                                             FATE_UNKNOWN,     IN_DOUBT
          12345 99999 0,                                                           UNCLASSIFIED,     PERMANENT_FAILURE
          """)
  void twilio_codes_mean_what_the_table_says(String codes, Reason reason, AttemptState state) {
    assertThat(Arrays.asList(codes.split(" ")))
        .allSatisfy(
            code -> {
              assertThat(sms(400, code).reason()).isEqualTo(reason);
              assertThat(sms(400, code).state()).isEqualTo(state);
              assertThat(sms(400, code).providerCode()).isEqualTo(code);
            });
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          429, -,     THROTTLED
          429, 21211, THROTTLED
          401, -,     ACCOUNT
          403, -,     ACCOUNT
          404, -,     ACCOUNT
          407, -,     ACCOUNT
          408, -,     NO_ANSWER
          400, -,     UNCLASSIFIED
          """)
  void without_a_code_the_http_status_speaks(int http, String code, Reason reason) {
    assertThat(sms(http, code).reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          # reply, enhanced, reason,              state
          550,     5.1.1,    BAD_ADDRESS,         PERMANENT_FAILURE
          550,     5.1.10,   BAD_ADDRESS,         PERMANENT_FAILURE
          553,     5.1.8,    POLICY,              TECHNICAL_FAILURE
          552,     5.2.2,    MAILBOX_FULL,        TEMPORARY_FAILURE
          452,     4.2.2,    MAILBOX_FULL,        TEMPORARY_FAILURE
          552,     -,        MAILBOX_FULL,        TEMPORARY_FAILURE
          550,     5.2.1,    MAILBOX_UNAVAILABLE, PERMANENT_FAILURE
          550,     5.4.1,    MAILBOX_UNAVAILABLE, PERMANENT_FAILURE
          550,     -,        MAILBOX_UNAVAILABLE, PERMANENT_FAILURE
          550,     5.0.0,    MAILBOX_UNAVAILABLE, PERMANENT_FAILURE
          552,     5.3.4,    MESSAGE_REFUSED,     TECHNICAL_FAILURE
          554,     5.6.0,    MESSAGE_REFUSED,     TECHNICAL_FAILURE
          550,     5.7.1,    POLICY,              TECHNICAL_FAILURE
          550,     5.7.26,   POLICY,              TECHNICAL_FAILURE
          421,     4.7.0,    TRANSIENT,           TEMPORARY_FAILURE
          451,     -,        TRANSIENT,           TEMPORARY_FAILURE
          450,     4.1.1,    TRANSIENT,           TEMPORARY_FAILURE
          535,     5.7.8,    ACCOUNT,             TECHNICAL_FAILURE
          530,     -,        ACCOUNT,             TECHNICAL_FAILURE
          554,     -,        UNCLASSIFIED,        PERMANENT_FAILURE
          500,     5.5.2,    UNCLASSIFIED,        PERMANENT_FAILURE
          """)
  void smtp_replies_mean_what_rfc_3463_says(
      int reply, String code, Reason reason, AttemptState state) {
    assertThat(mail(reply, code).reason()).isEqualTo(reason);
    assertThat(mail(reply, code).state()).isEqualTo(state);
  }

  @Test
  void no_answer_is_in_doubt_and_not_handed_over_is_planned_again() {
    assertThat(Verdicts.judge(Channel.SMS, new ProviderAnswer.Unknown("timeout")).state())
        .isEqualTo(AttemptState.IN_DOUBT);
    assertThat(Verdicts.judge(Channel.SMS, new ProviderAnswer.NotSent("refused")).state())
        .isEqualTo(AttemptState.PLANNED);
    assertThat(Verdicts.judge(Channel.SMS, new ProviderAnswer.Accepted("SM1", "queued")).state())
        .isEqualTo(AttemptState.SENT);
  }

  @Test
  void the_provider_s_wish_to_wait_is_kept() {
    var refused = new ProviderAnswer.Refused(429, "20429", Duration.ofSeconds(7));
    assertThat(Verdicts.judge(Channel.SMS, refused).retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void the_unclassified_is_announced_and_never_tried_again() {
    assertThat(Reason.UNCLASSIFIED.retry()).isEqualTo(Reason.Retry.NONE);
    assertThat(Reason.UNCLASSIFIED.alarm()).isEqualTo(Reason.Alarm.OPERATOR);
  }

  @Test
  void consequences_stand_where_they_belong() {
    assertThat(Reason.ACCOUNT.brake()).isEqualTo(Reason.Brake.CHANNEL);
    assertThat(Reason.CONTENT_REFUSED.brake()).isEqualTo(Reason.Brake.BATCH);
    assertThat(Reason.CONTENT_REFUSED.alarm()).isEqualTo(Reason.Alarm.COUNSEL);
    assertThat(Reason.STOP_REQUESTED.contact()).isEqualTo(Reason.ContactConsequence.SUPPRESSED);
    assertThat(Reason.BAD_ADDRESS.contact()).isEqualTo(Reason.ContactConsequence.DEAD);
    assertThat(Reason.POLICY.contact()).isEqualTo(Reason.ContactConsequence.NONE);
    assertThat(Reason.MAILBOX_FULL.contact()).isEqualTo(Reason.ContactConsequence.NONE);
  }
}
