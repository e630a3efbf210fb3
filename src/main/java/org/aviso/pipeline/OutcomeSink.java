package org.aviso.pipeline;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.aviso.delivery.FailureRate;
import org.aviso.delivery.OutgoingMessage;
import org.aviso.delivery.ProviderAnswer;
import org.aviso.ledger.Attempts;
import org.aviso.ledger.Brakes;
import org.aviso.outcome.Judgement;
import org.aviso.outcome.News;
import org.aviso.outcome.Reason;
import org.aviso.outcome.Verdicts;
import org.aviso.template.Channel;
import org.aviso.template.Rendered;

/**
 * The one sink of every result. News that came by itself is on disk when this returns; for the
 * result of a message nobody waits, its {@link Message.Recording} says when it is.
 */
final class OutcomeSink {
  /** Header of an exchange whose report found no attempt. */
  static final String UNKNOWN_REFERENCE = "AvisoUnknownReference";

  private static final Set<News> FAILURES =
      EnumSet.of(News.REFUSED_FOR_GOOD, News.REFUSED_TECHNICALLY, News.NO_ANSWER);

  private final Attempts attempts;
  private final Brakes brakes;
  private final Outages outages;
  private final Map<Channel, FailureRate> rates = new EnumMap<>(Channel.class);

  OutcomeSink(Attempts attempts, Brakes brakes, Outages outages) {
    this.outages = outages;
    this.attempts = attempts;
    this.brakes = brakes;
    rates.put(Channel.SMS, new FailureRate());
    rates.put(Channel.EMAIL, new FailureRate());
  }

  public void record(Exchange exchange) {
    Message message = exchange.getIn().getBody(Message.class);
    if (message instanceof Message.Answered answered) {
      exchange.getIn().setBody(new Message.Recording(record(answered)));
    } else if (message instanceof Message.Unrenderable unrenderable) {
      attempts
          .answered(
              unrenderable.claim(),
              new Judgement(News.REFUSED_TECHNICALLY, Reason.CONTENT_REFUSED, null, null),
              null,
              null)
          .join();
    } else if (message instanceof Message.Outdated outdated) {
      attempts
          .answered(
              outdated.claim(),
              new Judgement(News.NOT_HANDED_OVER, Reason.NOT_HANDED_OVER, null, null),
              null,
              null)
          .join();
    } else if (message instanceof Message.Reported reported) {
      boolean known =
          attempts.reported(
              reported.kind(), reported.reference(), reported.judgement(), reported.providerId());
      if (!known) {
        exchange.getIn().setHeader(UNKNOWN_REFERENCE, true);
      }
    } else if (message instanceof Message.Bounced bounced) {
      attempts.bounced(bounced.reference(), bounced.recipients());
    } else {
      throw new IllegalStateException("No result: " + exchange.getIn().getBody());
    }
  }

  private CompletableFuture<?> record(Message.Answered answered) {
    OutgoingMessage outgoing = answered.outgoing();
    Judgement judgement = Verdicts.judge(outgoing.channel(), answered.answer());
    String providerId =
        answered.answer() instanceof ProviderAnswer.Accepted accepted
            ? accepted.providerId()
            : null;
    CompletableFuture<?> onDisk =
        attempts.answered(answered.claim(), judgement, providerId, sentWith(outgoing.content()));
    outages.heard(outgoing.channel(), judgement.news());
    if (judgement.news() != News.NOT_HANDED_OVER
        && rates.get(outgoing.channel()).failing(FAILURES.contains(judgement.news()))) {
      brakes.failing(outgoing.channel());
    }
    return onDisk;
  }

  private Attempts.SentWith sentWith(Rendered content) {
    String whole =
        (content.subject() == null ? "" : content.subject() + "\n")
            + content.text()
            + (content.html() == null ? "" : "\n" + content.html());
    return new Attempts.SentWith(content.templateDigest(), attempts.textDigest(whole));
  }
}
