package org.aviso.pipeline;

import java.util.Map;
import org.apache.camel.Exchange;
import org.aviso.ledger.Records;
import org.aviso.pipeline.http.HttpListener;
import org.aviso.report.OutcomeTable;

/** The monitor: health for anyone, everything else for who holds the token printed at the start. */
final class Monitor {
  private final Records records;
  private final MonitorToken token;

  Monitor(Records records, MonitorToken token) {
    this.records = records;
    this.token = token;
  }

  public void answer(Exchange exchange) {
    String path = exchange.getIn().getHeader(Exchange.HTTP_PATH, String.class);
    if ("/observe/health".equals(path)) {
      health(exchange);
    } else if (!allowed(exchange)) {
      reply(
          exchange,
          401,
          "text/plain; charset=utf-8",
          "The token printed at the start is needed: Authorization: Bearer …, or ?token=…\n");
    } else if ("/".equals(path)) {
      reply(exchange, 200, "text/html; charset=utf-8", OutcomeTable.of(records).html());
    } else {
      reply(exchange, 404, "text/plain; charset=utf-8", "There is no such page.\n");
    }
  }

  private boolean allowed(Exchange exchange) {
    String authorization = exchange.getIn().getHeader("Authorization", String.class);
    Map<String, String> query = HttpListener.query(exchange);
    return token.is(query.get("token"))
        || (authorization != null
            && authorization.startsWith("Bearer ")
            && token.is(authorization.substring("Bearer ".length())));
  }

  /** Up means: the ledger answers. */
  private void health(Exchange exchange) {
    try {
      records.attemptCounts();
      reply(exchange, 200, "application/json", "{\"status\":\"UP\"}");
    } catch (RuntimeException e) {
      reply(exchange, 503, "application/json", "{\"status\":\"DOWN\"}");
    }
  }

  private static void reply(Exchange exchange, int status, String type, String body) {
    exchange.getIn().removeHeaders("*");
    exchange.getIn().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    exchange.getIn().setHeader(Exchange.CONTENT_TYPE, type);
    exchange.getIn().setHeader("Cache-Control", "no-store");
    exchange.getIn().setBody(body);
  }
}
