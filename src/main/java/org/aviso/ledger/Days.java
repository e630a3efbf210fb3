package org.aviso.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.aviso.template.Channel;

/** What daily limits count: claims and their estimated cost, by the day of the office. */
final class Days {
  /** Of a day's cost: nothing fits any more, which was said. 2: said, and there is room again. */
  private static final int OVER = 1;

  private final ZoneId zone;

  Days(ZoneId zone) {
    this.zone = zone;
  }

  /**
   * How many may still be claimed today.
   *
   * @param limit 0 for none
   */
  long left(Sql sql, Instant now, Channel channel, long limit) {
    if (limit == 0) {
      return Long.MAX_VALUE;
    }
    long claimed =
        sql.number(
            "SELECT claimed FROM days WHERE day = ? AND channel = ?", today(now), channel.code());
    return Math.max(0, limit - claimed);
  }

  /** Counts what was claimed; the day's last allowed one raises an alarm. */
  void claimed(Transaction tx, Channel channel, int count, long limit) {
    if (limit == 0 || count == 0) {
      return;
    }
    tx.sql()
        .update(
            "INSERT INTO days (day, channel, claimed, limit_reached) VALUES (?,?,?,0)"
                + " ON CONFLICT (day, channel) DO UPDATE SET claimed = days.claimed +"
                + " excluded.claimed",
            today(tx.now()),
            channel.code(),
            count);
    if (left(tx.sql(), tx.now(), channel, limit) == 0
        && tx.sql()
                .update(
                    "UPDATE days SET limit_reached = 1 WHERE day = ? AND channel = ? AND"
                        + " limit_reached = 0",
                    today(tx.now()),
                    channel.code())
            > 0) {
      tx.record(
          Event.ofService(
              "alarm",
              "daily_limit",
              "{\"channel\":\"" + channel.code() + "\",\"limit\":" + limit + "}"));
    }
  }

  /**
   * What may still be spent today, in millionths of the currency.
   *
   * @param limit 0 for none
   */
  long budget(Sql sql, Instant now, long limit) {
    if (limit == 0) {
      return Long.MAX_VALUE;
    }
    return sql.one(
            "SELECT micros, limit_reached FROM day_costs WHERE day = ?",
            r -> r.getInt(2) == OVER ? 0 : Math.max(0, limit - r.getLong(1)),
            today(now))
        .orElse(limit);
  }

  /**
   * Counts what was claimed.
   *
   * @param reached something did not fit any more: for this day it is over, which is said once
   */
  void spent(Transaction tx, long micros, boolean reached, long limit) {
    if (limit == 0 || (micros == 0 && !reached)) {
      return;
    }
    tx.sql()
        .update(
            "INSERT INTO day_costs (day, micros, limit_reached) VALUES (?,?,0) ON CONFLICT (day)"
                + " DO UPDATE SET micros = day_costs.micros + excluded.micros",
            today(tx.now()),
            micros);
    if (!reached && budget(tx.sql(), tx.now(), limit) > 0) {
      return;
    }
    boolean first =
        tx.sql()
                .update(
                    "UPDATE day_costs SET limit_reached = 1 WHERE day = ? AND limit_reached = 0",
                    today(tx.now()))
            > 0;
    tx.sql().update("UPDATE day_costs SET limit_reached = 1 WHERE day = ?", today(tx.now()));
    if (first) {
      tx.record(Event.ofService("alarm", "cost_limit", "{\"limit_micros\":" + limit + "}"));
    }
  }

  /**
   * What was claimed and not handed over counts for nothing and cost nothing. A day that was over
   * may so have room again; that it is over is said once all the same.
   */
  void giveBack(Transaction tx, Channel channel, Attempts.Terms terms) {
    String day = terms.day().toString();
    tx.sql()
        .update(
            "UPDATE days SET claimed = claimed - 1 WHERE day = ? AND channel = ? AND claimed > 0",
            day,
            channel.code());
    if (terms.costMicros() > 0) {
      tx.sql()
          .update(
              "UPDATE day_costs SET micros = micros - ?, limit_reached = CASE WHEN limit_reached ="
                  + " 1 THEN 2 ELSE limit_reached END WHERE day = ? AND micros >= ?",
              terms.costMicros(),
              day,
              terms.costMicros());
    }
  }

  private String today(Instant now) {
    return LocalDate.ofInstant(now, zone).toString();
  }
}
