package org.aviso.delivery.sms;

import com.twilio.base.Page;
import com.twilio.exception.TwilioException;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.account.Message;
import com.twilio.rest.api.v2010.account.MessageReader;
import com.twilio.type.PhoneNumber;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Looks an attempt in doubt up in the provider's own list.
 *
 * <p>The list is asked by To alone: a message not yet sent has no date to filter by. Every page is
 * read, and one that does not come makes the reading worthless. Nothing is settled by guess: only
 * an equal text that exactly one unowned message has settles, and only a list without any unowned
 * message proves absence.
 */
public final class TwilioLookup {
  private static final int MOST_PAGES = 1000;

  private final TwilioRestClient client;
  private final Duration clockSkew;

  /**
   * @param clockSkew how far the provider's clock may be behind ours
   */
  public TwilioLookup(TwilioRestClient client, Duration clockSkew) {
    this.client = client;
    this.clockSkew = clockSkew;
  }

  /**
   * @param to E.164
   * @param body as rendered then
   * @param claimed when the claim was committed, or the earliest claim of this try
   */
  public record Doubt(String to, String body, Instant claimed) {
    @Override
    public String toString() {
      return "Doubt[" + claimed + "]";
    }
  }

  /** What one reading showed. */
  public sealed interface Finding {
    /**
     * Exactly one message can be the one.
     *
     * @param status Twilio's word
     * @param errorCode null when none
     */
    record Found(String messageSid, String status, String errorCode) implements Finding {}

    /**
     * A complete reading without a candidate. One such reading is no proof yet: the list may be
     * late.
     */
    record Absent() implements Finding {}

    /**
     * @param because several matches, a redacted or another text, an incomplete reading
     */
    record Unclear(String because) implements Finding {}
  }

  /**
   * @param owned whether an attempt, this one excepted, has this SID
   */
  public Finding find(Doubt doubt, Predicate<String> owned) {
    List<Message> unowned;
    try {
      unowned = unowned(doubt, owned);
    } catch (TwilioException e) {
      return new Finding.Unclear("the list could not be read to its end");
    }
    Instant earliest = doubt.claimed().minus(clockSkew);
    List<Message> candidates = unowned.stream().filter(m -> since(m, earliest)).toList();
    String body = Normalizer.normalize(doubt.body(), Normalizer.Form.NFC);
    if (candidates.isEmpty()) {
      // Dates are the provider's. If its clock is further off than we allow, ours would be among
      // the older ones.
      return unowned.stream().anyMatch(m -> redacted(m.getBody()) || same(m, body))
          ? new Finding.Unclear("a message with this text is older than the claim")
          : new Finding.Absent();
    }
    if (candidates.stream().anyMatch(message -> redacted(message.getBody()))) {
      return new Finding.Unclear("a candidate's text is redacted");
    }
    List<Message> matches = candidates.stream().filter(m -> same(m, body)).toList();
    if (matches.size() == 1) {
      Message one = matches.get(0);
      return new Finding.Found(
          one.getSid(),
          one.getStatus() == null ? "unknown" : one.getStatus().toString(),
          one.getErrorCode() == null ? null : one.getErrorCode().toString());
    }
    return new Finding.Unclear(
        matches.isEmpty() ? "candidates have another text" : "several candidates have this text");
  }

  private static boolean same(Message message, String body) {
    return Normalizer.normalize(message.getBody(), Normalizer.Form.NFC).equals(body);
  }

  /** Every message to that number that no attempt of ours is known to be. */
  private List<Message> unowned(Doubt doubt, Predicate<String> owned) {
    var candidates = new ArrayList<Message>();
    MessageReader reader = Message.reader().setTo(new PhoneNumber(doubt.to())).setPageSize(1000L);
    // The SDK's iterator ends at the first empty page, even when another follows.
    Page<Message> page = reader.firstPage(client);
    for (int pages = 1; ; pages++) {
      for (Message message : page.getRecords()) {
        if (outbound(message) && !owned.test(message.getSid())) {
          candidates.add(message);
        }
      }
      if (!page.hasNextPage()) {
        return candidates;
      }
      if (pages == MOST_PAGES) {
        throw new TwilioSilence("The list does not end", false);
      }
      page = reader.nextPage(page, client);
    }
  }

  private static boolean outbound(Message message) {
    return message.getDirection() != Message.Direction.INBOUND;
  }

  private static boolean since(Message message, Instant earliest) {
    return message.getDateCreated() == null
        || !message.getDateCreated().toInstant().isBefore(earliest);
  }

  private static boolean redacted(String body) {
    return body == null || body.isEmpty();
  }
}
