package org.aviso.sandbox;

import java.time.Instant;

/**
 * One text as its recipient's phone would show it, and what the provider knows of it.
 *
 * @param sid {@code SM} and 32 hexadecimal digits
 * @param to E.164 number
 * @param from the sending number, or the messaging service
 * @param body the text; whole, even where the API answers redacted
 * @param created when it was accepted
 * @param status Twilio's word at the time of asking: {@code queued}, {@code sent}, {@code
 *     delivered} …
 * @param statusCallback where receipts go; null when none was asked for
 */
public record SandboxMessage(
    String sid,
    String to,
    String from,
    String body,
    Instant created,
    String status,
    String statusCallback) {
  @Override
  public String toString() {
    return "SandboxMessage[" + sid + " " + status + "]";
  }
}
