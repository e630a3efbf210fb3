package org.aviso.pipeline.http;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer;

/**
 * Hands a request to its route. The stock consumer makes a header of every query parameter and form
 * field, so that {@code ?token=x} turns a path parameter into a list; with {@link ListenerHeaders}
 * it takes none, and what a route needs is put in here.
 */
final class ListenerConsumer extends VertxPlatformHttpConsumer {
  static final String QUERY = "aviso.http.query";

  ListenerConsumer(PlatformHttpEndpoint endpoint, Processor processor, String routerName) {
    super(endpoint, processor, List.of(), routerName);
  }

  @Override
  protected Future<Void> populateCamelMessage(
      RoutingContext request, Exchange exchange, Message message) {
    return super.populateCamelMessage(request, exchange, message)
        .map(
            done -> {
              exchange.setProperty(QUERY, firstValues(request.queryParams()));
              for (String name : RequestHeaders.TAKEN) {
                String value = request.request().getHeader(name);
                if (value != null) {
                  message.setHeader(name, value);
                }
              }
              if (isForm(request)) {
                message.setBody(firstValues(request.request().formAttributes()));
              }
              return done;
            });
  }

  private static boolean isForm(RoutingContext request) {
    String type = request.parsedHeaders().contentType().value();
    return type != null
        && (type.startsWith("application/x-www-form-urlencoded")
            || type.startsWith("multipart/form-data"));
  }

  private static Map<String, String> firstValues(MultiMap values) {
    Map<String, String> first = new LinkedHashMap<>();
    values.forEach(first::putIfAbsent);
    return first;
  }
}
