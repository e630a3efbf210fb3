package org.aviso.pipeline.http;

import java.util.Set;

/** The headers of a client that a route may see. */
public final class RequestHeaders {
  /** HMAC-SHA-1 of URL and form by the account's token (Twilio, "Validating requests"). */
  public static final String TWILIO_SIGNATURE = "X-Twilio-Signature";

  static final Set<String> TAKEN =
      Set.of(
          TWILIO_SIGNATURE,
          "Accept",
          "Accept-Language",
          "Authorization",
          "Content-Type",
          "Cookie",
          "Host",
          "HX-Request",
          "If-None-Match",
          "Origin",
          "Sec-Fetch-Site");

  private RequestHeaders() {}
}
