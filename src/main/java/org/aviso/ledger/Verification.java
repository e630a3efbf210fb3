package org.aviso.ledger;

import java.time.Instant;
import java.util.List;

/**
 * What checking the events came to.
 *
 * @param lastCheckpoint null when there is none
 * @param unsignedLinks links written since the last checkpoint: their chain is checked, but that
 *     none is missing at its end nobody has signed yet
 * @param findings the first hundred
 * @param found how many there are
 */
public record Verification(
    long writers,
    long links,
    long events,
    long checkpoints,
    Instant lastCheckpoint,
    long unsignedLinks,
    List<Breach> findings,
    long found) {

  /** What was done to the events, as far as it shows. */
  public enum Code {
    EVENTS_CHANGED("events_changed", "its events are not what was written"),
    EVENTS_MISSING("events_missing", "events are missing"),
    LINK_MISSING("link_missing", "there are events, but the link that chains them is missing"),
    LINK_CHANGED("link_changed", "the link is not what was written"),
    OUT_OF_ORDER("out_of_order", "the link is not the next of its writer"),
    WRITER_MISSING("writer_missing", "the writer of events is missing"),
    CUT_OFF("cut_off", "a checkpoint has signed this link, which is missing or another one"),
    CHECKPOINT_CHANGED("checkpoint_changed", "the checkpoint's signature is false"),
    CHECKPOINT_MISSING("checkpoint_missing", "a checkpoint is missing");

    private final String code;
    private final String words;

    Code(String code, String words) {
      this.code = code;
      this.words = words;
    }

    public String code() {
      return code;
    }

    public String words() {
      return words;
    }
  }

  /**
   * One finding.
   *
   * @param writer public id, null when it concerns none
   * @param number of the link, the checkpoint, or the first missing event; null when none
   */
  public record Breach(Code code, String writer, Long number) {}

  public boolean intact() {
    return found == 0;
  }
}
