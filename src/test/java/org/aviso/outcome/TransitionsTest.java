package org.aviso.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TransitionsTest {
  private static final Set<AttemptState> NEVER_LEFT =
      EnumSet.of(
          AttemptState.DELIVERED,
          AttemptState.TEMPORARY_FAILURE,
          AttemptState.PERMANENT_FAILURE,
          AttemptState.TECHNICAL_FAILURE);
  private static final Set<AttemptState> WAITS_OR_GIVEN_UP =
      EnumSet.of(
          AttemptState.PLANNED,
          AttemptState.CANCELLED,
          AttemptState.SUPPRESSED,
          AttemptState.EXPIRED);
  private static final Set<News> EVIDENCE_THAT_IT_LEFT =
      EnumSet.of(
          News.ACCEPTED,
          News.REPORTED_UNDERWAY,
          News.REPORTED_DELIVERED,
          News.REPORTED_FAILED_FOR_NOW,
          News.REPORTED_FAILED_FOR_GOOD,
          News.REPORTED_FAILED_TECHNICALLY,
          News.REPORTED_FATE_UNKNOWN,
          News.FOUND_AT_PROVIDER);

  private static AttemptState after(AttemptState start, List<News> news) {
    AttemptState state = start;
    for (News each : news) {
      state = Transitions.next(state, each).orElse(state);
    }
    return state;
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # a late bounce overrides an acceptance
          SENT,        REPORTED_FAILED_FOR_GOOD,    PERMANENT_FAILURE
          UNCONFIRMED, REPORTED_FAILED_FOR_GOOD,    PERMANENT_FAILURE
          # a receipt settles what is in doubt, and may come before the answer
          IN_DOUBT,    REPORTED_DELIVERED,          DELIVERED
          SENDING,     REPORTED_DELIVERED,          DELIVERED
          # proof of not sent: the same try again
          SENDING,     NOT_HANDED_OVER,             PLANNED
          IN_DOUBT,    PROVED_NOT_SENT,             PLANNED
          # planned again, and then it turns out that it had left
          PLANNED,     REPORTED_UNDERWAY,           SENT
          PLANNED,     ACCEPTED,                    SENT
          # or given up meanwhile
          CANCELLED,   REPORTED_DELIVERED,          DELIVERED
          SUPPRESSED,  REPORTED_UNDERWAY,           SENT
          EXPIRED,     REPORTED_FAILED_FOR_GOOD,    PERMANENT_FAILURE
          # what a dead worker was sending is in doubt, never planned
          SENDING,     LEASE_ENDED,                 IN_DOUBT
          SENT,        RECEIPT_OVERDUE,             UNCONFIRMED
          """)
  void news_moves_the_state(AttemptState now, News news, AttemptState then) {
    assertThat(Transitions.next(now, news)).contains(then);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          DELIVERED,         REPORTED_FAILED_FOR_GOOD
          DELIVERED,         REPORTED_UNDERWAY
          SENT,              REPORTED_UNDERWAY
          SENT,              NO_ANSWER
          SENT,              REFUSED_FOR_GOOD
          SENT,              PROVED_NOT_SENT
          PERMANENT_FAILURE, REPORTED_DELIVERED
          TEMPORARY_FAILURE, ACCEPTED
          UNCONFIRMED,       REPORTED_UNDERWAY
          PLANNED,           LEASE_ENDED
          CANCELLED,         CLAIMED
          """)
  void late_and_contradictory_news_changes_nothing(AttemptState now, News news) {
    assertThat(Transitions.next(now, news)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(News.class)
  void every_news_has_a_row(News news) {
    assertThat(Transitions.table().lines()).anyMatch(line -> line.startsWith(news.code() + " "));
  }

  @Test
  void docs_show_the_table_as_it_is() throws IOException {
    List<String> shown =
        Files.readAllLines(Path.of(System.getProperty("aviso.root", ""), "docs/attempts.md"))
            .stream()
            .filter(line -> line.startsWith("|") && !line.startsWith("|---"))
            .map(TransitionsTest::cells)
            .toList();
    assertThat(shown)
        .containsExactlyElementsOf(
            Transitions.table().lines().map(TransitionsTest::cells).toList());
  }

  private static String cells(String line) {
    return line.replaceAll("^\\||\\|$", "").replaceAll(" *\\| *", "|").strip();
  }

  @ParameterizedTest
  @EnumSource(
      value = News.class,
      names = {"ACCEPTED", "NO_ANSWER", "LEASE_ENDED"})
  void every_order_of_the_answer_two_receipts_and_the_deadline_ends_the_same(News answer) {
    for (News last : List.of(News.REPORTED_DELIVERED, News.REPORTED_FAILED_FOR_GOOD)) {
      List<News> news =
          List.of(
              answer,
              News.REPORTED_UNDERWAY,
              News.REPORTED_UNDERWAY,
              last,
              last,
              News.RECEIPT_OVERDUE,
              News.FOUND_AT_PROVIDER);
      for (List<News> order : orders(news)) {
        assertThat(after(AttemptState.SENDING, order))
            .as("%s", order)
            .isEqualTo(
                last == News.REPORTED_DELIVERED
                    ? AttemptState.DELIVERED
                    : AttemptState.PERMANENT_FAILURE);
      }
    }
  }

  private static List<List<News>> orders(List<News> news) {
    if (news.isEmpty()) {
      return List.of(List.of());
    }
    List<List<News>> all = new ArrayList<>();
    for (int i = 0; i < news.size(); i++) {
      List<News> others = new ArrayList<>(news);
      News first = others.remove(i);
      for (List<News> rest : orders(others)) {
        List<News> order = new ArrayList<>(List.of(first));
        order.addAll(rest);
        all.add(order);
      }
    }
    return all;
  }

  @Test
  void only_a_claim_leads_to_sending() {
    for (AttemptState state : AttemptState.values()) {
      for (News news : News.values()) {
        boolean claims =
            Transitions.next(state, news).equals(java.util.Optional.of(AttemptState.SENDING));
        assertThat(claims).isEqualTo(state == AttemptState.PLANNED && news == News.CLAIMED);
      }
    }
  }

  @Property
  void what_is_delivered_or_failed_stays_so_whatever_comes(
      @ForAll AttemptState start, @ForAll @Size(max = 30) List<News> news) {
    AttemptState state = start;
    for (News each : news) {
      AttemptState next = Transitions.next(state, each).orElse(state);
      if (NEVER_LEFT.contains(state)) {
        assertThat(next).isEqualTo(state);
      }
      state = next;
    }
  }

  @Property
  void what_has_left_is_never_planned_again_whatever_it_was_and_whatever_comes(
      @ForAll AttemptState start,
      @ForAll @Size(max = 10) List<News> before,
      @ForAll("evidence") News evidence,
      @ForAll @Size(max = 20) List<News> news) {
    AttemptState state = Transitions.next(after(start, before), evidence).orElse(null);
    if (state == null) {
      assertThat(after(start, before)).isNotIn(WAITS_OR_GIVEN_UP);
      return;
    }
    for (News each : news) {
      state = Transitions.next(state, each).orElse(state);
      assertThat(state).isNotIn(WAITS_OR_GIVEN_UP);
      assertThat(state).isNotIn(AttemptState.SENDING, AttemptState.IN_DOUBT);
    }
  }

  @Provide
  Arbitrary<News> evidence() {
    return Arbitraries.of(EVIDENCE_THAT_IT_LEFT);
  }

  @Property
  void what_was_sent_is_never_planned_again(@ForAll @Size(max = 30) List<News> news) {
    AttemptState state = AttemptState.SENT;
    for (News each : news) {
      state = Transitions.next(state, each).orElse(state);
      assertThat(state).isNotIn(AttemptState.PLANNED, AttemptState.SENDING, AttemptState.IN_DOUBT);
    }
  }

  @Property
  void the_order_of_answer_and_receipts_does_not_matter(
      @ForAll boolean delivered, @ForAll boolean answerLost, @ForAll long seed) {
    News last = delivered ? News.REPORTED_DELIVERED : News.REPORTED_FAILED_FOR_GOOD;
    var told = new ArrayList<News>();
    told.add(answerLost ? News.NO_ANSWER : News.ACCEPTED);
    for (int times = 0; times < 3; times++) {
      told.addAll(List.of(News.REPORTED_UNDERWAY, News.REPORTED_UNDERWAY, last));
    }
    Collections.shuffle(told, new Random(seed));
    assertThat(after(AttemptState.SENDING, told))
        .isEqualTo(delivered ? AttemptState.DELIVERED : AttemptState.PERMANENT_FAILURE);
  }
}
