package org.aviso.pipeline;

import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes what broke by route and kind of error. Messages of foreign exceptions may quote a body, so
 * none is logged.
 */
final class Breakages {
  private static final Logger LOG = LoggerFactory.getLogger(Breakages.class);

  public void note(Exchange exchange) {
    Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    StackTraceElement[] trace = cause.getStackTrace();
    LOG.error(
        "{} failed: {} at {}",
        exchange.getFromRouteId(),
        cause.getClass().getSimpleName(),
        trace.length == 0 ? "?" : trace[0]);
    LOG.debug("{} failed", exchange.getFromRouteId(), cause);
  }
}
