package org.aviso.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.aviso.outcome.Reason;
import org.aviso.template.Channel;

/**
 * Channels that stand still: by hand, because the provider refuses our account, or because too much
 * of what leaves fails. A brake is in force for every claim after its commit; only a person lets go
 * of it.
 */
public final class Brakes {
  private static final String AVISO = "aviso";

  private final Database database;
  private final LedgerWriter writer;

  Brakes(Database database, LedgerWriter writer) {
    this.database = database;
    this.writer = writer;
  }

  /**
   * A channel that stands still.
   *
   * @param reason {@code by_hand}, {@code account}, {@code failure_rate}
   * @param actor who pulled it; {@code aviso} for the service itself
   * @param inFlight how many of its messages were handed over or being handed over when asked
   */
  public record Brake(Channel channel, String reason, String actor, Instant at, long inFlight) {}

  /** Somebody pulls the brake; one that is pulled already stays as it is. */
  public void pause(Set<Channel> channels, String actor, String systemUser) {
    writer.write(
        tx -> {
          channels.forEach(channel -> pull(tx, channel, "by_hand", actor, systemUser));
          return null;
        });
  }

  /** The service pulls it: too much fails. */
  public void failing(Channel channel) {
    writer.write(
        tx -> {
          pull(tx, channel, "failure_rate");
          return null;
        });
  }

  /** In the transaction that records why. */
  static void refused(Transaction tx, Channel channel, Reason reason) {
    pull(tx, channel, reason.code());
  }

  private static void pull(Transaction tx, Channel channel, String reason) {
    if (pull(tx, channel, reason, AVISO, System.getProperty("user.name"))) {
      tx.record(
          Event.ofService(
              "alarm",
              "channel_paused",
              "{\"channel\":\"" + channel.code() + "\",\"reason\":\"" + reason + "\"}"));
    }
  }

  private static boolean pull(
      Transaction tx, Channel channel, String reason, String actor, String systemUser) {
    boolean fresh =
        tx.sql()
                .update(
                    "INSERT INTO brakes (channel, reason, actor, system_user, at) VALUES"
                        + " (?,?,?,?,?) ON CONFLICT (channel) DO NOTHING",
                    channel.code(),
                    reason,
                    actor,
                    systemUser,
                    tx.now())
            > 0;
    if (fresh) {
      tx.record(
          Event.ofService(
              "channel",
              "paused",
              "{\"channel\":\"" + channel.code() + "\",\"reason\":\"" + reason + "\"}"));
    }
    return fresh;
  }

  /** Lets go; the channels that were standing. */
  public Set<Channel> resume(Set<Channel> channels) {
    return writer.write(
        tx -> {
          Set<Channel> resumed = new java.util.TreeSet<>();
          for (Channel channel : channels) {
            if (tx.sql().update("DELETE FROM brakes WHERE channel = ?", channel.code()) > 0) {
              resumed.add(channel);
              tx.record(
                  Event.ofService(
                      "channel", "resumed", "{\"channel\":\"" + channel.code() + "\"}"));
            }
          }
          return resumed;
        });
  }

  /** Whether the channel stands still. */
  static boolean on(Sql sql, Channel channel) {
    return sql.number("SELECT count(*) FROM brakes WHERE channel = ?", channel.code()) > 0;
  }

  /** The channels that stand still now. */
  public List<Brake> now() {
    try (Sql sql = database.openReader()) {
      List<Brake> brakes = new ArrayList<>();
      sql.each(
          "SELECT b.channel, b.reason, b.actor, b.at, (SELECT count(*) FROM attempts a WHERE"
              + " a.state = 'sending' AND a.channel = b.channel"
              + Attempts.OPEN
              + ") FROM brakes b ORDER BY b.channel",
          r ->
              brakes.add(
                  new Brake(
                      Channel.of(r.getString(1)),
                      r.getString(2),
                      r.getString(3),
                      Instant.ofEpochMilli(r.getLong(4)),
                      r.getLong(5))));
      return brakes;
    }
  }

  /** How many messages of a channel are being handed over now. */
  public long inFlight(Channel channel) {
    try (Sql sql = database.openReader()) {
      return sql.number(Attempts.SENDING_ON, channel.code());
    }
  }
}
