package org.aviso.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aviso.ledger.Attempts.Claim;
import org.aviso.template.Channel;

/**
 * Due attempts, claimed. Whatever tells that something is due, the claim in the ledger decides who
 * sends it: the same one told twice is claimed once.
 */
interface DueFeed {
  /** The channels it feeds. */
  Set<Channel> channels();

  /** How many messages the channel's pace and free places let start within a second. */
  int permits(Channel channel);

  /** Claims at most so many a channel. */
  List<Claim> claim(Map<Channel, Integer> permits);

  /** Takes a place in flight; how long to wait before the message starts, in nanoseconds. */
  long start(Claim claim);

  /** Gives the place back, whatever came of the claim. */
  void done(Claim claim);

  /** The claim was not begun: surely nothing left. */
  void notBegun(Claim claim);

  /** Something broke before the claim's result was recorded: whether it left is not known. */
  void broken(Claim claim);

  /** Asked just before a claim is begun; when false it is {@link #notBegun}. */
  default boolean mayBegin() {
    return true;
  }
}
