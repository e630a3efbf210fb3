package org.aviso.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.aviso.routing.approval.Remembered;
import org.aviso.routing.approval.Remembered.Signed;

/**
 * What the ledger remembers of counsel's folder. A target's name is counsel's own word and may be
 * personal: its row is found by a keyed hash, and the name is sealed.
 */
public final class CounselMemory {
  private static final String TARGET = "signed target";

  private final Database database;
  private final LedgerWriter writer;
  private final LedgerKey key;

  CounselMemory(Database database, LedgerWriter writer, LedgerKey key) {
    this.database = database;
    this.writer = writer;
    this.key = key;
  }

  /**
   * @throws LedgerException also when a row was changed from outside
   */
  public Remembered now() {
    try (Sql sql = database.openReader()) {
      return read(sql);
    }
  }

  /**
   * Remembers more, in one commit: when it returns, it is not forgotten.
   *
   * @param more what is to be remembered, given what is; called inside the commit, so without
   *     effects
   */
  public void keep(UnaryOperator<Remembered> more) {
    Remembered before = now();
    if (!more.apply(before).equals(before)) {
      writer.write(
          tx -> {
            Remembered meanwhile = read(tx.sql());
            write(tx, meanwhile, more.apply(meanwhile));
            return null;
          });
    }
  }

  private void write(Transaction tx, Remembered before, Remembered after) {
    after
        .signed()
        .forEach(
            (target, signed) -> {
              if (!signed.equals(before.signed().get(target))) {
                write(tx, target, signed);
              }
            });
    after
        .narrowed()
        .forEach(
            (name, at) -> {
              if (!at.equals(before.narrowed().get(name))) {
                tx.sql()
                    .update(
                        "INSERT INTO narrowings_seen (name, at) VALUES (?,?) ON CONFLICT (name) DO"
                            + " UPDATE SET at = excluded.at",
                        name,
                        at.equals(Instant.MIN) ? null : at);
              }
            });
  }

  private void write(Transaction tx, String target, Signed signed) {
    String row = HexFormat.of().formatHex(key.digest(TARGET, target));
    tx.sql()
        .update(
            "INSERT INTO signed_targets (target, approval, signed_at, digest, sealed) VALUES"
                + " (?,?,?,?,?) ON CONFLICT (target) DO UPDATE SET approval = excluded.approval,"
                + " signed_at = excluded.signed_at, digest = excluded.digest, sealed ="
                + " excluded.sealed",
            row,
            signed.approval(),
            signed.signedAt(),
            signed.digest(),
            key.seal((target + "\n" + signed.outlasts()).getBytes(StandardCharsets.UTF_8), row));
  }

  private Remembered read(Sql sql) {
    TreeMap<String, Signed> signed = new TreeMap<>();
    sql.each(
        "SELECT target, approval, signed_at, digest, sealed FROM signed_targets",
        r -> {
          String[] opened =
              new String(key.open(r.getBytes(5), r.getString(1)), StandardCharsets.UTF_8)
                  .split("\n", 2);
          signed.put(
              opened[0],
              new Signed(
                  r.getString(2), Instant.ofEpochMilli(r.getLong(3)), r.getString(4), opened[1]));
        });
    TreeMap<String, Instant> narrowed = new TreeMap<>();
    sql.each(
        "SELECT name, at FROM narrowings_seen",
        r -> {
          Instant at = Sql.instantOrNull(r, "at");
          narrowed.put(r.getString(1), at == null ? Instant.MIN : at);
        });
    return new Remembered(signed, narrowed);
  }
}
