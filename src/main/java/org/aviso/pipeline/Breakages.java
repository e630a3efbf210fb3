package org.aviso.pipeline;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes what broke by route and kind of error. Messages of foreign exceptions may quote a body, so
 * none is logged; Camel's own handler would.
 */
final class Breakages implements ExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Breakages.class);

  /** What broke inside a route. */
  public void note(Exchange exchange) {
    Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    if (exchange.getException(IntakeStage.Stopped.class) == null
        && !(caught instanceof IntakeStage.Stopped)) {
      note(exchange.getFromRouteId(), caught);
    }
  }

  /** Notes what broke, without its message. */
  static void note(String where, Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    StackTraceElement[] trace = root.getStackTrace();
    LOG.error(
        "{} failed: {} at {}",
        where,
        root.getClass().getSimpleName(),
        trace.length == 0 ? "?" : trace[0]);
  }

  /**
   * What broke before a route was reached: a mailbox that cannot be read, a folder that is gone.
   */
  @Override
  public void handleException(Throwable exception) {
    note("a source", exception);
  }

  @Override
  public void handleException(String message, Throwable exception) {
    note("a source", exception);
  }

  @Override
  public void handleException(String message, Exchange exchange, Throwable exception) {
    // Within a route it was noted by the route.
    if (exchange == null || exchange.getFromRouteId() == null) {
      note("a source", exception);
    }
  }
}
