package org.aviso.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aviso.routing.PlannedMessage;

/**
 * A message or a task that a wave's start let go. Nothing else leaves in that wave: the same to the
 * same contact at no higher level, and of a step that takes one contact after the other those that
 * stood there when counsel signed.
 *
 * @param contact 0 of a task
 * @param level empty of a task
 * @param followedBy as {@link #inTurn} writes them
 */
public record LetGo(
    String step,
    int contact,
    String plan,
    String channel,
    String to,
    String level,
    String followedBy) {
  static final String COLUMNS = "step, contact, plan, channel, recipient, level, followed_by";

  static LetGo read(ResultSet r) throws SQLException {
    return new LetGo(
        r.getString("step"),
        r.getInt("contact"),
        r.getString("plan"),
        r.getString("channel"),
        r.getString("recipient"),
        r.getString("level"),
        r.getString("followed_by"));
  }

  /** Such as {@code C-2:sms:L1 C-3:sms:L3}. */
  static String inTurn(List<PlannedMessage> messages) {
    return messages.stream()
        .map(m -> m.contact() + ":" + m.channel().code() + ":" + m.level().name())
        .collect(Collectors.joining(" "));
  }

  /** Whether what is to leave now may, having been let go as this. */
  boolean covers(LetGo now) {
    return step.equals(now.step)
        && plan.equals(now.plan)
        && to.equals(now.to)
        && ((contact == now.contact
                && channel.equals(now.channel)
                && now.level.compareTo(level) <= 0)
            || Stream.of(followedBy.split(" "))
                .map(one -> one.split(":"))
                .anyMatch(
                    one ->
                        one[0].equals("C-" + now.contact)
                            && one[1].equals(now.channel)
                            && now.level.compareTo(one[2]) <= 0));
  }
}
