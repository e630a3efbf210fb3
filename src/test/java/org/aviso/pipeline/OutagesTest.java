package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.aviso.ledger.Event;
import org.aviso.ledger.EventWords;
import org.aviso.outcome.News;
import org.aviso.template.Channel;
import org.junit.jupiter.api.Test;

class OutagesTest {
  private final List<Event> events = new ArrayList<>();
  private long now;
  private final Outages outages = new Outages(events::add, () -> now);

  @Test
  void a_provider_that_is_not_reached_for_minutes_is_named_once_by_its_channel() {
    for (int minute = 0; minute < 30; minute++) {
      outages.heard(Channel.SMS, News.NOT_HANDED_OVER);
      outages.heard(Channel.EMAIL, News.ACCEPTED);
      now += TimeUnit.MINUTES.toNanos(1);
    }

    assertThat(events)
        .containsExactly(Event.ofService("alarm", "provider_unreachable", "{\"channel\":\"sms\"}"));
    assertThat(EventWords.all()).contains(events.get(0).code());
    assertThat(outages.permits(Channel.SMS, 10, 0)).isEqualTo(1);
    assertThat(outages.permits(Channel.EMAIL, 10, 0)).isEqualTo(10);
  }

  @Test
  void silence_after_a_message_left_says_nothing_of_whether_it_is_reached() {
    outages.heard(Channel.SMS, News.NOT_HANDED_OVER);
    outages.heard(Channel.SMS, News.NO_ANSWER);
    assertThat(outages.permits(Channel.SMS, 10, 0)).isZero();
    outages.heard(Channel.SMS, News.REFUSED_FOR_GOOD);
    assertThat(outages.permits(Channel.SMS, 10, 0)).isEqualTo(10);
  }
}
