package org.aviso.pipeline;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.aviso.delivery.OutgoingMessage;
import org.aviso.delivery.ProviderAnswer;
import org.aviso.ledger.Attempts.Claim;
import org.aviso.outcome.Bounce;
import org.aviso.outcome.Judgement;

/** The bodies that travel between the routes; one record a stage, never changed. */
sealed interface Message {
  /** Claimed and rendered, on its way to a channel. */
  record Ready(Claim claim, OutgoingMessage outgoing) implements Message {}

  /** What its provider answered. */
  record Answered(Claim claim, OutgoingMessage outgoing, ProviderAnswer answer)
      implements Message {}

  /**
   * Its result was handed to the ledger.
   *
   * @param onDisk completes when it is on disk; until then the message is in flight
   */
  record Recording(CompletableFuture<?> onDisk) implements Message {}

  /** A text that could not be made from its template, or a mail of it; nothing was handed over. */
  record Unrenderable(Claim claim) implements Message {}

  /**
   * Claimed under rules that are no longer in force, or on a day that is over: nothing was handed
   * over, and it is planned anew.
   */
  record Outdated(Claim claim) implements Message {}

  /**
   * News that came by itself.
   *
   * @param kind {@code receipt}
   * @param reference of the attempt
   * @param providerId null when it names none
   */
  record Reported(String kind, String reference, Judgement judgement, String providerId)
      implements Message {}

  /**
   * What a mail server reports of an attempt's message.
   *
   * @param reference of the attempt
   * @param recipients each address it judges; not all of them need be the attempt's
   */
  record Bounced(String reference, List<Bounce.Recipient> recipients) implements Message {}
}
