package org.aviso.pipeline;

import java.util.List;
import java.util.Map;
import org.aviso.ledger.Attempts.Claim;
import org.aviso.template.Channel;

/**
 * Due attempts, claimed. Whatever tells that something is due, the claim in the ledger decides who sends it: the same
 * one told twice is claimed once.
 */
interface DueFeed {
  /** How many messages may be in flight on each channel. */
  Map<Channel, Integer> inFlight();

  /** How many a channel's pace lets start now. */
  int pace(Channel channel);

  /** Claims at most so many a channel. */
  List<Claim> claim(Map<Channel, Integer> permits);

  /** Something broke before the claim's result was recorded: whether it left is not known. */
  void broken(Claim claim);
}
