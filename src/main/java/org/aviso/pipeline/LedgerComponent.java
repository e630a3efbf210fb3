package org.aviso.pipeline;

import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;

/**
 * {@code ledger:to-plan} and {@code ledger:due}: the ledger as the queue. Routes read from it as
 * from any other source; what a route did not finish is still there, for the ledger alone says what
 * is to be done.
 */
final class LedgerComponent extends DefaultComponent {
  private final PlanFeed plans;
  private final DueFeed due;

  LedgerComponent(PlanFeed plans, DueFeed due) {
    this.plans = plans;
    this.due = due;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters) {
    return new LedgerEndpoint(uri, name);
  }

  private final class LedgerEndpoint extends DefaultEndpoint {
    private final String name;

    LedgerEndpoint(String uri, String name) {
      super(uri, LedgerComponent.this);
      this.name = name;
    }

    @Override
    public Producer createProducer() {
      throw new UnsupportedOperationException("Nothing is sent to ledger:" + name);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
      return switch (name) {
        case "to-plan" -> new PlanConsumer(this, processor, plans);
        case "due" -> new DueConsumer(this, processor, due);
        default ->
            throw new IllegalArgumentException(
                "ledger:" + name + " does not exist; there are ledger:to-plan and ledger:due");
      };
    }
  }
}
