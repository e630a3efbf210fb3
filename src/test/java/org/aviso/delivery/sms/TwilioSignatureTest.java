package org.aviso.delivery.sms;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class TwilioSignatureTest {
  private static final Map<String, String> FORM =
      Map.of("MessageSid", "SM1", "MessageStatus", "delivered", "AccountSid", "AC1");
  private static final String PATH = "/twilio/status/REF1";

  private final TwilioSignature signature =
      new TwilioSignature(URI.create("https://notices.example.org/"), "secret");

  /** As the provider's documentation describes it, in our own words. */
  private static String sign(String url, Map<String, String> form, String token) throws Exception {
    var text = new StringBuilder(url);
    new TreeMap<>(form).forEach((name, value) -> text.append(name).append(value));
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
    return Base64.getEncoder()
        .encodeToString(mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void what_the_provider_signed_is_genuine() throws Exception {
    String right = sign("https://notices.example.org" + PATH, FORM, "secret");
    assertThat(signature.verifies(PATH, FORM, right)).isTrue();
  }

  @Test
  void the_query_is_part_of_it() throws Exception {
    String right = sign("https://notices.example.org" + PATH + "?a=b%20c", FORM, "secret");
    assertThat(signature.verifies(PATH + "?a=b%20c", FORM, right)).isTrue();
    assertThat(signature.verifies(PATH, FORM, right)).isFalse();
  }

  @Test
  void another_token_path_form_or_none_is_not() throws Exception {
    String right = sign("https://notices.example.org" + PATH, FORM, "secret");
    assertThat(
            signature.verifies(
                PATH, FORM, sign("https://notices.example.org" + PATH, FORM, "else")))
        .isFalse();
    assertThat(signature.verifies("/twilio/status/REF2", FORM, right)).isFalse();
    assertThat(signature.verifies(PATH, Map.of("MessageStatus", "delivered"), right)).isFalse();
    assertThat(signature.verifies(PATH, FORM, null)).isFalse();
  }
}
