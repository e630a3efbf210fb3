package org.aviso.ledger;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aviso.ledger.Attempts.Text;
import org.aviso.person.Owner;
import org.aviso.template.Channel;
import org.aviso.template.Level;

/**
 * What rides along with a wave to staff's own addresses: each text a wave begins to send, once a
 * seed. No attempts, and counted nowhere. One is noted as sending before it is handed over and
 * never taken up again, whatever became of it.
 */
public final class SeedMessages {
  private final Database database;
  private final LedgerWriter writer;

  SeedMessages(Database database, LedgerWriter writer) {
    this.database = database;
    this.writer = writer;
  }

  /** A text a wave has begun to send. */
  public record Ride(long wave, Text text) {}

  /** In the claim's own transaction. */
  static void ride(Transaction tx, List<Ride> claimed, Attempts.Gate gate) {
    if (!gate.seeded()) {
      return;
    }
    for (Ride ride : new HashSet<>(claimed)) {
      tx.sql()
          .update(
              "INSERT INTO seed_texts (wave_id, notice, channel, recipient, level, tag) VALUES"
                  + " (?,?,?,?,?,?) ON CONFLICT DO NOTHING",
              ride.wave,
              ride.text.notice(),
              ride.text.channel().code(),
              ride.text.to().code(),
              ride.text.level().name(),
              ride.text.tag());
    }
  }

  /** Texts of running waves that this seed was not sent, of channels that do not stand still. */
  public List<Ride> waiting(String seed, Set<Channel> channels) {
    try (Sql sql = database.openReader()) {
      return sql
          .list(
              "SELECT t.wave_id, t.notice, t.channel, t.recipient, t.level, t.tag FROM seed_texts t"
                  + " JOIN waves w ON w.id = t.wave_id WHERE w.state = 'running' AND NOT EXISTS"
                  + " (SELECT 1 FROM seed_messages m WHERE m.wave_id = t.wave_id AND m.channel ="
                  + " t.channel AND m.recipient = t.recipient AND m.level = t.level AND m.tag ="
                  + " t.tag AND m.seed = ?) AND t.channel NOT IN (SELECT channel FROM brakes) ORDER"
                  + " BY t.wave_id, t.channel, t.tag",
              r ->
                  new Ride(
                      r.getLong(1),
                      new Text(
                          r.getString(2),
                          Channel.of(r.getString(3)),
                          Owner.of(r.getString(4)),
                          Level.valueOf(r.getString(5)),
                          r.getString(6),
                          null)),
              seed)
          .stream()
          .filter(ride -> channels.contains(ride.text.channel()))
          .toList();
    }
  }

  /** Takes one up; false when somebody did before, or may not now. */
  public boolean claim(Ride ride, String seed) {
    return writer.write(
        tx ->
            !Brakes.on(tx.sql(), ride.text.channel())
                && tx.sql()
                        .number(
                            "SELECT count(*) FROM waves WHERE id = ? AND state = 'running'",
                            ride.wave)
                    == 1
                && tx.sql()
                        .update(
                            "INSERT INTO seed_messages (wave_id, channel, recipient, level, tag,"
                                + " seed, state, at) VALUES (?,?,?,?,?,?,'sending',?) ON CONFLICT"
                                + " DO NOTHING",
                            ride.wave,
                            ride.text.channel().code(),
                            ride.text.to().code(),
                            ride.text.level().name(),
                            ride.text.tag(),
                            seed,
                            tx.now())
                    == 1);
  }

  /**
   * @param state sent, refused or unknown
   */
  public void done(Ride ride, String seed, String state) {
    writer.write(
        tx -> {
          tx.sql()
              .update(
                  "UPDATE seed_messages SET state = ? WHERE wave_id = ? AND channel = ? AND"
                      + " recipient = ? AND level = ? AND tag = ? AND seed = ?",
                  state,
                  ride.wave,
                  ride.text.channel().code(),
                  ride.text.to().code(),
                  ride.text.level().name(),
                  ride.text.tag(),
                  seed);
          tx.record(
              Event.ofService(
                  "seed",
                  state,
                  "{\"template\":\"%s/%s/%s.%s.%s\"}"
                      .formatted(
                          ride.text.notice(),
                          ride.text.tag(),
                          ride.text.to().code(),
                          ride.text.channel().code(),
                          ride.text.level().name())));
          return null;
        });
  }
}
