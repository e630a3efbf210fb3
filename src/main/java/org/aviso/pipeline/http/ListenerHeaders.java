package org.aviso.pipeline.http;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Which headers pass by themselves. In: none, for every query parameter and form field asks here
 * too and one named {@code CamelFileName} must not become an instruction. Out: those an answer is
 * made of, so that nothing a route notes in a header reaches a client.
 */
final class ListenerHeaders implements HeaderFilterStrategy {
  private static final Set<String> ANSWERED =
      Set.of(
          "cache-control",
          "content-disposition",
          "content-language",
          "content-security-policy",
          "content-type",
          "etag",
          "location",
          "referrer-policy",
          "retry-after",
          "set-cookie",
          "www-authenticate",
          "x-content-type-options",
          "x-frame-options");

  @Override
  public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
    return true;
  }

  @Override
  public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
    return !ANSWERED.contains(name.toLowerCase(Locale.ROOT));
  }
}
