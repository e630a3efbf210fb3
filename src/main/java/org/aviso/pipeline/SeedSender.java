package org.aviso.pipeline;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.aviso.delivery.OutgoingMessage;
import org.aviso.delivery.ProviderAnswer;
import org.aviso.ledger.Attempts;
import org.aviso.ledger.Attempts.Claim;
import org.aviso.ledger.Attempts.Text;
import org.aviso.ledger.Ledger;
import org.aviso.ledger.SeedMessages;
import org.aviso.ledger.SeedMessages.Ride;
import org.aviso.person.ContactId;
import org.aviso.person.ContactKind;
import org.aviso.person.PersonId;
import org.aviso.template.Channel;
import org.aviso.template.Rendered;
import org.aviso.template.Renderer;
import org.aviso.template.TemplateSet;
import org.aviso.template.TextKey;
import org.aviso.template.TextLanguages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seeds ride along in every wave: each text a wave begins to send goes once, marked TEST, to every
 * address of {@code config/seeds.yaml} of its channel, through the channel's own route and pace,
 * one after the other. What became of it is an event and counted nowhere.
 */
final class SeedSender {
  private static final Logger LOG = LoggerFactory.getLogger(SeedSender.class);

  private final Ledger ledger;
  private final SeedMessages messages;
  private final Seeds seeds;
  private final AtomicReference<Policy> policy;
  private final Senders senders;
  private final Dispatch dispatch;
  private final Clock clock;

  SeedSender(
      Ledger ledger,
      Seeds seeds,
      AtomicReference<Policy> policy,
      Senders senders,
      Dispatch dispatch,
      Clock clock) {
    this.ledger = ledger;
    this.messages = ledger.seedMessages();
    this.seeds = seeds;
    this.policy = policy;
    this.senders = senders;
    this.dispatch = dispatch;
    this.clock = clock;
  }

  /** Whether something is still to ride along. */
  boolean pending() {
    return seeds.names().stream().anyMatch(seed -> !waiting(seed).isEmpty());
  }

  private List<Ride> waiting(String seed) {
    Set<Channel> channels =
        Stream.of(Channel.SMS, Channel.EMAIL)
            .filter(channel -> seeds.address(seed, channel).isPresent())
            .collect(Collectors.toSet());
    return channels.isEmpty() ? List.of() : messages.waiting(seed, channels);
  }

  FeedLoop.Next look(ProducerTemplate routes) throws InterruptedException {
    for (String seed : seeds.names()) {
      for (Ride ride : waiting(seed)) {
        if (dispatch.standing()) {
          return FeedLoop.Next.WATCHING;
        }
        Channel channel = ride.text().channel();
        if (dispatch.permits(channel) > 0 && messages.claim(ride, seed)) {
          messages.done(ride, seed, paced(ride, seed, routes));
        }
      }
    }
    return FeedLoop.Next.WATCHING;
  }

  private String paced(Ride ride, String seed, ProducerTemplate routes)
      throws InterruptedException {
    Channel channel = ride.text().channel();
    long wait = dispatch.start(channel);
    try {
      TimeUnit.NANOSECONDS.sleep(wait);
      return send(ride.text(), seeds.address(seed, channel).orElseThrow(), routes);
    } catch (RuntimeException e) {
      LOG.warn("A text to a seed was not made ({})", e.getClass().getSimpleName());
      return "refused";
    } finally {
      dispatch.done(channel);
    }
  }

  private String send(Text text, String address, ProducerTemplate routes) {
    boolean sms = text.channel() == Channel.SMS;
    if (ledger.knowsContact(sms ? ContactKind.PHONE : ContactKind.EMAIL, address)) {
      // Somebody's on a list, or one that said stop: nothing goes there but what routing sends.
      return "refused";
    }
    TextLanguages languages = TextLanguages.of(text.tag());
    Optional<List<TemplateSet>> sets =
        policy.get().notice(text.notice()).flatMap(rules -> rules.sets(languages));
    if (sets.isEmpty()) {
      return "refused";
    }
    String reference = "TEST" + PersonId.randomToken(12);
    Rendered marked =
        TestSend.marked(
            Renderer.render(
                sets.get(),
                new TextKey(text.to(), text.channel(), text.level()),
                set -> senders.fields(text.level(), "", null, reference)));
    Senders.Identity sender = senders.of(text.level());
    long before = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Message.Ready ready =
        new Message.Ready(
            new Claim(
                0,
                reference,
                text.notice(),
                new ContactId(1),
                1,
                text.channel(),
                text.to(),
                text.level(),
                languages,
                false,
                null,
                new Attempts.Hold(0, clock.instant()),
                new Attempts.Terms(
                    policy.get().digest(),
                    LocalDate.ofInstant(clock.instant(), clock.getZone()),
                    0),
                before,
                null),
            new OutgoingMessage(
                0,
                reference,
                text.to(),
                text.channel(),
                address,
                sms ? sender.smsFrom() : sender.emailFrom(),
                sms ? null : sender.name(),
                sms ? null : sender.replyTo(),
                marked,
                before));
    Exchange gone =
        routes.request(sms ? "direct:sms" : "direct:email", e -> e.getIn().setBody(ready));
    ProviderAnswer answer =
        gone.getMessage().getBody() instanceof Message.Answered answered ? answered.answer() : null;
    return answer instanceof ProviderAnswer.Accepted
        ? "sent"
        : answer == null || answer instanceof ProviderAnswer.Unknown ? "unknown" : "refused";
  }
}
