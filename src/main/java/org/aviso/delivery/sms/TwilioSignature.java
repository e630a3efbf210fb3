package org.aviso.delivery.sms;

import com.twilio.security.RequestValidator;
import java.net.URI;
import java.util.Map;

/** Tells callbacks of the provider from anyone else's (www.twilio.com/docs/usage/security). */
public final class TwilioSignature {
  private final String publicUrl;
  private final RequestValidator validator;

  /**
   * @param publicUrl as Twilio was given it: a proxy changes what the server sees, never what was
   *     signed
   */
  public TwilioSignature(URI publicUrl, String authToken) {
    this.publicUrl = publicUrl.toString().replaceAll("/+$", "");
    this.validator = new RequestValidator(authToken);
  }

  /**
   * @param pathAndQuery as requested, percent-encoding untouched
   * @param form the body's fields, decoded
   * @param signature the X-Twilio-Signature header, null when it is missing
   */
  public boolean verifies(String pathAndQuery, Map<String, String> form, String signature) {
    return signature != null && validator.validate(publicUrl + pathAndQuery, form, signature);
  }
}
