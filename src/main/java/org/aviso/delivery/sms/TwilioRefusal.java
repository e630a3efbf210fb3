package org.aviso.delivery.sms;

import com.twilio.exception.ApiException;
import java.time.Duration;

/**
 * The provider read the request and said no. Carries codes alone: its own words repeat the number.
 */
public final class TwilioRefusal extends ApiException {
  private static final long serialVersionUID = 1;

  private final int httpStatus;
  private final String errorCode;
  private final Duration retryAfter;

  /**
   * @param errorCode Twilio's, null when the body named none
   * @param retryAfter null when the answer had no such header
   */
  TwilioRefusal(int httpStatus, String errorCode, Duration retryAfter) {
    super("Refused with HTTP status " + httpStatus + ", code " + errorCode, httpStatus);
    this.httpStatus = httpStatus;
    this.errorCode = errorCode;
    this.retryAfter = retryAfter;
  }

  public int httpStatus() {
    return httpStatus;
  }

  public String errorCode() {
    return errorCode;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
