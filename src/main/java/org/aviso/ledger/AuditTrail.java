package org.aviso.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.aviso.config.BadSettings;
import org.aviso.config.Finding;
import org.aviso.config.Setting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs the chain of events, and checks it. A checkpoint names the last link of every writer whose
 * chain grew, and the checkpoint before; it is signed with HMAC-SHA-256 under the ledger's key,
 * which stands in no database. The newest one is also noted in a file beside the ledger: who puts
 * an older database in the place of this one would have to change that as well.
 */
public final class AuditTrail {
  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY_MARK = "ledger key";

  private final Database database;
  private final LedgerWriter writer;
  private final LedgerKey key;
  private final Path anchor;

  /**
   * @param anchor the file the newest checkpoint is noted in
   */
  AuditTrail(Database database, LedgerWriter writer, LedgerKey key, Path anchor) {
    this.database = database;
    this.writer = writer;
    this.key = key;
    this.anchor = anchor;
  }

  /** How far a writer's chain has come. */
  record Head(long writer, String name, long links, byte[] hash) {}

  /** A checkpoint as stored, without its heads. */
  record Checkpoint(long number, long at, byte[] previous, byte[] signature) {}

  /** What the newest checkpoint's file says. */
  record Anchor(long number, String signature) {}

  /** Signs what has grown since the last checkpoint; nothing when nothing has. */
  public void checkpoint() {
    Optional<Checkpoint> made =
        writer.write(
            tx -> {
              List<Head> heads =
                  tx.sql()
                      .list(
                          "SELECT w.id, w.public_id, l.number, l.hash FROM writers w JOIN links l"
                              + " ON l.writer_id = w.id AND l.number = (SELECT max(m.number) FROM"
                              + " links m WHERE m.writer_id = w.id) WHERE NOT EXISTS (SELECT 1 FROM"
                              + " checkpoint_heads h WHERE h.writer_id = w.id AND h.links ="
                              + " l.number) ORDER BY w.id",
                          r -> new Head(r.getLong(1), r.getString(2), r.getLong(3), r.getBytes(4)));
              return heads.isEmpty() ? Optional.empty() : Optional.of(sign(tx, heads));
            });
    made.ifPresent(this::note);
  }

  private Checkpoint sign(Transaction tx, List<Head> heads) {
    Checkpoint last =
        tx.sql()
            .one(
                "SELECT number, at, previous, signature FROM checkpoints ORDER BY number DESC"
                    + " LIMIT 1",
                r -> new Checkpoint(r.getLong(1), r.getLong(2), r.getBytes(3), r.getBytes(4)))
            .orElse(new Checkpoint(0, 0, null, new byte[32]));
    long number = last.number + 1;
    long at = tx.now().toEpochMilli();
    byte[] signature = signature(number, at, last.signature, heads);
    tx.sql()
        .update(
            "INSERT INTO checkpoints (number, at, previous, signature) VALUES (?,?,?,?)",
            number,
            at,
            last.signature,
            signature);
    tx.sql()
        .updateAll(
            "INSERT INTO checkpoint_heads (checkpoint, writer_id, links, hash) VALUES (?,?,?,?)",
            heads.stream().map(h -> new Object[] {number, h.writer, h.links, h.hash}).toList());
    return new Checkpoint(number, at, last.signature, signature);
  }

  /**
   * Over number, time, the signature before, and each head in the order of writers, a line each.
   */
  byte[] signature(long number, long at, byte[] previous, List<Head> heads) {
    HexFormat hex = HexFormat.of();
    StringBuilder text = new StringBuilder();
    text.append(number).append('|').append(at).append('|').append(hex.formatHex(previous));
    for (Head head : heads) {
      text.append('\n').append(head.writer).append('|').append(head.name).append('|');
      text.append(head.links).append('|').append(hex.formatHex(head.hash));
    }
    return key.digest("checkpoint", text.toString());
  }

  private void note(Checkpoint made) {
    try {
      if (anchored().filter(known -> known.number >= made.number).isPresent()) {
        return;
      }
      byte[] bytes =
          JSON.writeValueAsBytes(
              JSON.createObjectNode()
                  .put("number", made.number)
                  .put("signature", HexFormat.of().formatHex(made.signature)));
      Archive.writeReport(anchor, out -> out.write(bytes));
    } catch (IOException e) {
      LOG.warn("The checkpoint could not be noted in ledger/{}", anchor.getFileName());
    }
  }

  /** Empty when none was noted here. */
  Optional<Anchor> anchored() throws IOException {
    if (Files.notExists(anchor)) {
      return Optional.empty();
    }
    JsonNode noted = JSON.readTree(anchor.toFile());
    return Optional.of(new Anchor(noted.path("number").asLong(), noted.path("signature").asText()));
  }

  /** Signs what this process wrote, if it did. */
  void signOff() {
    if (writer.id() == 0 || !writer.reachable()) {
      return;
    }
    try {
      checkpoint();
    } catch (LedgerException e) {
      LOG.debug("No checkpoint was made at the end");
    }
  }

  /** Recomputes the chain of every writer and every signature, at one instant. Reads only. */
  public Verification verify() {
    try (Sql sql = database.openReader()) {
      sql.oneInstant();
      return new ChainCheck(sql, this).run();
    }
  }

  /**
   * The key must be the one the ledger was made with: with another, nothing would open and nobody
   * would be found again.
   */
  void requireKey() {
    byte[] mark = key.digest("mark", KEY_MARK);
    byte[] known = mark();
    if (known == null) {
      writer.write(
          tx ->
              tx.sql()
                  .update(
                      "INSERT INTO marks (name, value) VALUES (?,?) ON CONFLICT (name) DO NOTHING",
                      KEY_MARK,
                      mark));
      known = mark();
    }
    if (!MessageDigest.isEqual(mark, known)) {
      throw new BadSettings(
          List.of(
              new Finding(
                  Setting.LEDGER_KEY_FILE.key(),
                  0,
                  "the ledger was made with another key than this home's",
                  "put the key of the home that made the ledger in its place, or let "
                      + Setting.LEDGER_KEY_COMMAND.key()
                      + " print it: every home on one ledger has the same")));
    }
  }

  private byte[] mark() {
    try (Sql sql = database.openReader()) {
      return sql.one("SELECT value FROM marks WHERE name = ?", r -> r.getBytes(1), KEY_MARK)
          .orElse(null);
    }
  }
}
