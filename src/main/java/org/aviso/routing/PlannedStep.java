package org.aviso.routing;

import java.time.Duration;
import java.util.List;

/**
 * A step of the matching plan, with the messages it may send to this person.
 *
 * @param id unique in the plan, never reused
 * @param after counted from the moment the entry could first send; zero when not written
 * @param unless looks at every earlier step of the entry; {@code NEVER} when not written
 * @param firstOnly {@code contacts: first}: one contact after the other until delivered
 * @param repeat {@code repeat: true}
 * @param messages may be empty: the step fails at once and the plan moves on
 */
public record PlannedStep(
    String id, Duration after, Unless unless, boolean firstOnly, boolean repeat, List<PlannedMessage> messages) {
  public enum Unless {
    NEVER,
    DELIVERED,
    SENT,
    CONFIRMED
  }

  public PlannedStep {
    messages = List.copyOf(messages);
  }
}
