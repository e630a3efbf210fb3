package org.aviso.routing;

import java.time.Duration;
import java.util.List;
import org.aviso.person.Owner;
import org.aviso.template.Channel;

/**
 * A step of the matching plan, with the messages it may send to this person.
 *
 * @param id unique in the plan, never reused
 * @param after counted from the moment the entry could first send; zero when not written
 * @param unless looks at every earlier step of the entry; {@code NEVER} when not written
 * @param firstOnly {@code contacts: first}: one contact after the other until delivered
 * @param repeat {@code repeat: true}
 * @param task what people are to do (letter, call, visit), and then there are no messages; null for
 *     a step that sends
 * @param to whom it is for
 * @param messages may be empty: the step fails at once and the plan moves on
 */
public record PlannedStep(
    String id,
    Duration after,
    Unless unless,
    boolean firstOnly,
    boolean repeat,
    Channel task,
    Owner to,
    List<PlannedMessage> messages) {
  public enum Unless {
    NEVER,
    DELIVERED,
    SENT,
    CONFIRMED
  }

  public PlannedStep {
    messages = List.copyOf(messages);
  }

  /** A step that sends. */
  public PlannedStep(
      String id,
      Duration after,
      Unless unless,
      boolean firstOnly,
      boolean repeat,
      List<PlannedMessage> messages) {
    this(id, after, unless, firstOnly, repeat, null, Owner.MEMBER, messages);
  }
}
