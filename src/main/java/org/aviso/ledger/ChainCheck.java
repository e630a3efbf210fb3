package org.aviso.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.aviso.ledger.Verification.Breach;
import org.aviso.ledger.Verification.Code;

/**
 * One check of the chain of events, at one instant. Events are read once, in the order of their
 * ids: those of one link stand together, and each writer's links come in their order.
 */
final class ChainCheck {
  private static final int MOST = 100;

  private final Sql sql;
  private final AuditTrail trail;
  private final Map<Long, String> names = new HashMap<>();
  private final Map<Long, Chain> chains = new HashMap<>();
  private final Map<Long, Long> signed = new HashMap<>();
  private final List<Breach> findings = new ArrayList<>();
  private long found;
  private long events;
  private long lastEvent;

  /** How far a writer's chain was followed. */
  private static final class Chain {
    long number;
    byte[] hash = new byte[32];
  }

  private record Link(byte[] previous, byte[] digest, byte[] hash, int events, long at) {}

  /** The events of one link, as they are read. */
  private static final class Group {
    final long writer;
    final long link;
    final MessageDigest digest = Sha256.digest();
    final long at;
    int events;
    boolean oneInstant = true;

    Group(long writer, long link, long at) {
      this.writer = writer;
      this.link = link;
      this.at = at;
    }
  }

  private Group group;

  ChainCheck(Sql sql, AuditTrail trail) {
    this.sql = sql;
    this.trail = trail;
  }

  Verification run() {
    sql.each("SELECT id, public_id FROM writers", r -> names.put(r.getLong(1), r.getString(2)));
    writersAreAll();
    sql.each(
        "SELECT id, at, kind, code, person_id, entry_id, attempt_id, list_id, detail, writer_id,"
            + " link FROM events ORDER BY id",
        this::event);
    endGroup();
    if (lastEvent < last("events")) {
      breach(Code.EVENTS_MISSING, null, lastEvent + 1);
    }
    long links = linksWithoutEvents();
    Instant last = checkpoints();
    long unsigned =
        chains.entrySet().stream()
            .mapToLong(e -> Math.max(0, e.getValue().number - signed.getOrDefault(e.getKey(), 0L)))
            .sum();
    return new Verification(
        names.size(),
        links,
        events,
        sql.number("SELECT count(*) FROM checkpoints"),
        last,
        unsigned,
        List.copyOf(findings),
        found);
  }

  private void breach(Code code, String writer, Long number) {
    found++;
    if (findings.size() < MOST) {
      findings.add(new Breach(code, writer, number));
    }
  }

  private long last(String counter) {
    return sql.number("SELECT last FROM counters WHERE name = ?", counter);
  }

  /** Numbers are given inside the transaction, so none is ever skipped. */
  private void writersAreAll() {
    if (names.size() < last("writers")) {
      breach(Code.WRITER_MISSING, null, null);
    }
  }

  private void event(ResultSet r) throws SQLException {
    long id = r.getLong("id");
    if (id != lastEvent + 1) {
      breach(Code.EVENTS_MISSING, null, lastEvent + 1);
    }
    lastEvent = id;
    events++;
    long writer = r.getLong("writer_id");
    long link = r.getLong("link");
    long at = r.getLong("at");
    if (group == null || group.writer != writer || group.link != link) {
      endGroup();
      group = new Group(writer, link, at);
    }
    String detail = r.getString("detail");
    Event event =
        new Event(
            r.getString("kind"),
            r.getString("code"),
            Sql.longOrNull(r, "person_id"),
            Sql.longOrNull(r, "entry_id"),
            Sql.longOrNull(r, "attempt_id"),
            Sql.longOrNull(r, "list_id"),
            detail);
    group.digest.update(event.canonical(id, at).getBytes(StandardCharsets.UTF_8));
    group.events++;
    // No detail and an empty one read alike; an empty one is never written.
    group.oneInstant &= at == group.at && (detail == null || !detail.isEmpty());
  }

  private void endGroup() {
    if (group == null) {
      return;
    }
    Group g = group;
    group = null;
    String name = names.get(g.writer);
    Chain chain = chains.computeIfAbsent(g.writer, w -> new Chain());
    if (name == null) {
      breach(Code.WRITER_MISSING, null, null);
    }
    Link link = link(g.writer, g.link);
    if (link == null) {
      breach(Code.LINK_MISSING, name, g.link);
      chain.number = Math.max(chain.number, g.link);
      return;
    }
    if (g.link != chain.number + 1) {
      breach(g.link > chain.number ? Code.EVENTS_MISSING : Code.OUT_OF_ORDER, name, g.link);
    } else if (!Arrays.equals(link.previous, chain.hash)) {
      breach(Code.OUT_OF_ORDER, name, g.link);
    }
    if (!Arrays.equals(link.digest, g.digest.digest())
        || link.events != g.events
        || link.at != g.at
        || !g.oneInstant) {
      breach(Code.EVENTS_CHANGED, name, g.link);
    }
    if (!Arrays.equals(link.hash, Transaction.link(link.previous, link.digest, g.link))) {
      breach(Code.LINK_CHANGED, name, g.link);
    }
    chain.number = g.link;
    chain.hash = link.hash;
  }

  private Link link(long writer, long number) {
    return sql.one(
            "SELECT previous, digest, hash, events, at FROM links WHERE writer_id = ? AND number"
                + " = ?",
            r -> new Link(r.getBytes(1), r.getBytes(2), r.getBytes(3), r.getInt(4), r.getLong(5)),
            writer,
            number)
        .orElse(null);
  }

  /** How many links there are. */
  private long linksWithoutEvents() {
    long[] links = new long[1];
    sql.each(
        "SELECT writer_id, count(*), max(number) FROM links GROUP BY writer_id",
        r -> {
          links[0] += r.getLong(2);
          Chain chain = chains.getOrDefault(r.getLong(1), new Chain());
          if (r.getLong(3) > chain.number || r.getLong(2) != r.getLong(3)) {
            breach(Code.EVENTS_MISSING, names.get(r.getLong(1)), chain.number + 1);
          }
        });
    return links[0];
  }

  private Instant checkpoints() {
    long[] number = new long[1];
    long[] at = new long[1];
    byte[][] previous = {new byte[32]};
    sql.each(
        "SELECT number, at, previous, signature FROM checkpoints ORDER BY number",
        r -> {
          AuditTrail.Checkpoint c =
              new AuditTrail.Checkpoint(r.getLong(1), r.getLong(2), r.getBytes(3), r.getBytes(4));
          if (c.number() != number[0] + 1) {
            breach(Code.CHECKPOINT_MISSING, null, number[0] + 1);
          } else if (!Arrays.equals(c.previous(), previous[0])) {
            breach(Code.CHECKPOINT_CHANGED, null, c.number());
          }
          List<AuditTrail.Head> heads = heads(c.number());
          if (!MessageDigest.isEqual(
              c.signature(), trail.signature(c.number(), c.at(), c.previous(), heads))) {
            breach(Code.CHECKPOINT_CHANGED, null, c.number());
          }
          heads.forEach(this::stands);
          number[0] = c.number();
          at[0] = c.at();
          previous[0] = c.signature();
        });
    anchor();
    return number[0] == 0 ? null : Instant.ofEpochMilli(at[0]);
  }

  private List<AuditTrail.Head> heads(long checkpoint) {
    return sql.list(
        "SELECT writer_id, links, hash FROM checkpoint_heads WHERE checkpoint = ? ORDER BY"
            + " writer_id",
        r ->
            new AuditTrail.Head(
                r.getLong(1), names.getOrDefault(r.getLong(1), "?"), r.getLong(2), r.getBytes(3)),
        checkpoint);
  }

  private void stands(AuditTrail.Head head) {
    signed.merge(head.writer(), head.links(), Math::max);
    Link link = link(head.writer(), head.links());
    if (link == null || !Arrays.equals(link.hash, head.hash())) {
      breach(Code.CUT_OFF, names.get(head.writer()), head.links());
    }
  }

  /** The newest checkpoint this home knows of must be among them. */
  private void anchor() {
    try {
      trail
          .anchored()
          .filter(
              noted ->
                  sql.one(
                          "SELECT signature FROM checkpoints WHERE number = ?",
                          r -> r.getBytes(1),
                          noted.number())
                      .filter(s -> HexFormat.of().formatHex(s).equals(noted.signature()))
                      .isEmpty())
          .ifPresent(noted -> breach(Code.CHECKPOINT_MISSING, null, noted.number()));
    } catch (IOException e) {
      breach(Code.CHECKPOINT_CHANGED, null, null);
    }
  }
}
