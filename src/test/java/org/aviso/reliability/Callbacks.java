package org.aviso.reliability;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signed status callbacks, as Twilio sends them: tried twice, then given up. */
final class Callbacks {
  private final String account;
  private final String token;
  private final int percent;
  private final long seed;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /**
   * @param percent of the messages that are told of at all
   */
  Callbacks(String account, String token, int percent, long seed) {
    this.account = account;
    this.token = token;
    this.percent = percent;
    this.seed = seed;
  }

  /** Sent, then delivered, each within half a second; a callback can beat the answer. */
  void begin(String sid, String to, String url) {
    Random random = new Random(seed ^ to.hashCode() * 0x9E3779B97F4A7C15L);
    random.nextInt();
    if (random.nextInt(100) >= percent) {
      return;
    }
    int first = random.nextInt(500);
    int second = first + random.nextInt(500);
    later(first).execute(() -> tell(sid, to, url, "sent", null));
    later(second).execute(() -> tell(sid, to, url, "delivered", null));
  }

  private static Executor later(int millis) {
    return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
  }

  private void tell(String sid, String to, String url, String status, String error) {
    post(sid, to, url, status, error)
        .exceptionallyCompose(
            lost ->
                CompletableFuture.supplyAsync(() -> null, later(1000))
                    .thenCompose(again -> post(sid, to, url, status, error)));
  }

  /** One callback; the future holds the HTTP status. */
  CompletableFuture<Integer> post(String sid, String to, String url, String status, String error) {
    Map<String, String> form = new TreeMap<>();
    form.put("AccountSid", account);
    form.put("ApiVersion", "2010-04-01");
    form.put("MessageSid", sid);
    form.put("MessageStatus", status);
    form.put("To", to);
    if (error != null) {
      form.put("ErrorCode", error);
    }
    StringBuilder signed = new StringBuilder(url);
    StringBuilder body = new StringBuilder();
    form.forEach(
        (name, value) -> {
          signed.append(name).append(value);
          body.append(body.length() == 0 ? "" : "&")
              .append(name)
              .append('=')
              .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        });
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(15))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("X-Twilio-Signature", signature(signed.toString()))
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
        .thenApply(HttpResponse::statusCode);
  }

  private String signature(String signed) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
