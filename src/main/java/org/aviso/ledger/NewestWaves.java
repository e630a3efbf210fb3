package org.aviso.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The newest wave of each notice and list, within one transaction: it is asked for once, for nearly
 * all entries that are planned join it.
 */
final class NewestWaves {
  private final Transaction tx;
  private final Predicate<String> atOnce;
  private final Map<Of, Into> found = new HashMap<>();

  private record Of(String notice, long list) {}

  /**
   * @param state proposed, running, paused, aborted or done
   */
  record Wave(long id, String state) {
    boolean aborted() {
      return state.equals("aborted");
    }
  }

  /**
   * Where an entry goes.
   *
   * @param wave null when it stays in its own
   * @param stands nothing leaves of the one it is put in
   */
  record Into(Long wave, boolean stands) {
    static final Into OWN = new Into(null, false);
  }

  /**
   * @param atOnce whether a notice's waves start by themselves
   */
  NewestWaves(Transaction tx, Predicate<String> atOnce) {
    this.tx = tx;
    this.atOnce = atOnce;
  }

  /** A new one is proposed where there is none to join. */
  Into of(String notice, long list) {
    Of asked = new Of(notice, list);
    Into into = found.get(asked);
    if (into == null) {
      into = find(notice, list);
      found.put(asked, into);
    }
    return into;
  }

  private Into find(String notice, long list) {
    boolean running = atOnce.test(notice);
    return tx.sql()
        .one(
            "SELECT id, state FROM waves WHERE notice = ? AND list_id = ?"
                + (running ? "" : " AND state = 'proposed'")
                + " ORDER BY id DESC LIMIT 1",
            r -> new Wave(r.getLong(1), r.getString(2)),
            notice,
            list)
        .map(
            newest ->
                newest.aborted()
                    ? rest(newest)
                    : new Into(newest.id, !newest.state.equals("running")))
        .orElseGet(() -> new Into(Waves.propose(tx, notice, list, running), !running));
  }

  /** The wave that takes what an aborted one left. */
  Into rest(Wave aborted) {
    found.clear();
    return new Into(Waves.rest(tx, aborted.id), true);
  }

  void startVoid(Wave wave) {
    found.clear();
    Waves.startVoid(tx, wave.id);
  }
}
