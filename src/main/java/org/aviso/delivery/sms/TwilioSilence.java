package org.aviso.delivery.sms;

import com.twilio.exception.ApiException;

/**
 * No answer that says what became of the request: a timeout, a reset, a 5xx, something unreadable.
 */
public final class TwilioSilence extends ApiException {
  private static final long serialVersionUID = 1;

  private final boolean nothingLeft;

  /**
   * @param nothingLeft proof that not one byte of the request was written
   */
  TwilioSilence(String what, boolean nothingLeft) {
    super(what);
    this.nothingLeft = nothingLeft;
  }

  public boolean nothingLeft() {
    return nothingLeft;
  }
}
