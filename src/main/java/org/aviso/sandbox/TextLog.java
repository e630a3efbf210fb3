package org.aviso.sandbox;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Every accepted text, in the order of acceptance. Safe for use by many threads. */
final class TextLog {
  private final List<SentText> all = new ArrayList<>();
  private final Map<String, Integer> placeBySid = new HashMap<>();
  private final Map<String, List<SentText>> byNumber = new HashMap<>();

  /**
   * A page of a list.
   *
   * @param texts newest first
   * @param more whether older ones follow
   */
  record Page(List<SentText> texts, boolean more) {}

  synchronized void add(SentText text) {
    placeBySid.put(text.sid, all.size());
    all.add(text);
    byNumber.computeIfAbsent(text.to, number -> new ArrayList<>(1)).add(text);
  }

  /** The text, or null. */
  synchronized SentText bySid(String sid) {
    Integer place = placeBySid.get(sid);
    return place == null ? null : all.get(place);
  }

  synchronized List<SandboxMessage> messages() {
    List<SandboxMessage> messages = new ArrayList<>(all.size());
    all.forEach(text -> messages.add(text.asMessage()));
    return messages;
  }

  /**
   * @param filter parameters of the list request: To, From, {@code DateSent}, {@code DateSent<},
   *     {@code DateSent>}
   * @param after the SID the page before ended with; null = the first page
   * @throws java.time.format.DateTimeParseException when a date cannot be read
   */
  synchronized Page page(Map<String, String> filter, int size, String after) {
    String to = filter.get("To");
    Predicate<SentText> wanted = listed().and(from(filter.get("From"))).and(sentWithin(filter));
    List<SentText> source = to == null ? all : byNumber.getOrDefault(to, List.of());
    Integer before = after == null ? null : placeBySid.getOrDefault(after, 0);
    List<SentText> page = new ArrayList<>();
    for (int i = source.size() - 1; i >= 0; i--) {
      SentText text = source.get(i);
      if ((before == null || placeBySid.get(text.sid) < before) && wanted.test(text)) {
        if (page.size() == size) {
          return new Page(page, true);
        }
        page.add(text);
      }
    }
    return new Page(page, false);
  }

  private static Predicate<SentText> listed() {
    long now = System.nanoTime();
    return text -> text.listedFrom - now <= 0;
  }

  private static Predicate<SentText> from(String from) {
    return text -> from == null || text.from.equals(from);
  }

  private static Predicate<SentText> sentWithin(Map<String, String> filter) {
    Predicate<SentText> wanted = text -> true;
    if (filter.containsKey("DateSent")) {
      Moment on = Moment.parse(filter.get("DateSent"));
      wanted = wanted.and(sent(time -> !time.isBefore(on.from) && time.isBefore(on.until)));
    }
    if (filter.containsKey("DateSent<")) {
      Moment last = Moment.parse(filter.get("DateSent<"));
      wanted = wanted.and(sent(time -> time.isBefore(last.until)));
    }
    if (filter.containsKey("DateSent>")) {
      Moment first = Moment.parse(filter.get("DateSent>"));
      wanted = wanted.and(sent(time -> !time.isBefore(first.from)));
    }
    return wanted;
  }

  private static Predicate<SentText> sent(Predicate<Instant> when) {
    return text -> text.sent() != null && when.test(text.sent());
  }

  /** A day of UTC, or a second. */
  private record Moment(Instant from, Instant until) {
    static Moment parse(String date) {
      if (date.length() <= "2027-01-05".length()) {
        Instant start = LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant();
        return new Moment(start, start.plus(1, ChronoUnit.DAYS));
      }
      Instant start = OffsetDateTime.parse(date).toInstant().truncatedTo(ChronoUnit.SECONDS);
      return new Moment(start, start.plusSeconds(1));
    }
  }
}
