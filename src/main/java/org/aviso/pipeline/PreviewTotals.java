package org.aviso.pipeline;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.aviso.person.HoldReason;
import org.aviso.template.Channel;

/** What a preview adds up to, were every step sent. */
public final class PreviewTotals {
  private final Sum all = new Sum();
  private final Map<String, Sum> byChannel = new TreeMap<>();
  private final Map<String, Sum> byLanguage = new TreeMap<>();
  private final Map<String, Long> holds = new TreeMap<>();
  private final Map<String, Long> unpriced = new TreeMap<>();
  private final Map<String, Long> tasks = new TreeMap<>();
  private long entries;
  private long held;

  /** Messages, segments and cost of one kind. */
  public static final class Sum {
    private long messages;
    private long segments;
    private BigDecimal cost = BigDecimal.ZERO;
    private long unpriced;

    private void add(Preview.PlannedText text) {
      messages++;
      segments += text.segments() == null ? 0 : text.segments().segments();
      if (text.cost() == null) {
        unpriced++;
      } else {
        cost = cost.add(text.cost());
      }
    }

    public long messages() {
      return messages;
    }

    /** Of SMS. */
    public long segments() {
      return segments;
    }

    /** Without the messages that have no price. */
    public BigDecimal cost() {
      return cost;
    }

    /** Messages whose cost is not known: they are not in the cost, and not nothing. */
    public long unpriced() {
      return unpriced;
    }
  }

  public void add(Preview.Entry entry) {
    entries++;
    held += entry.holds().isEmpty() ? 0 : 1;
    for (HoldReason hold : entry.holds()) {
      holds.merge(hold.code(), 1L, Long::sum);
    }
    entry.tasks().forEach(task -> tasks.merge(task.channel().code(), 1L, Long::sum));
    for (Preview.PlannedText text : entry.texts()) {
      all.add(text);
      byChannel.computeIfAbsent(text.channel().code(), one -> new Sum()).add(text);
      byLanguage.computeIfAbsent(text.tag(), one -> new Sum()).add(text);
      if (text.cost() == null) {
        String country = text.country() == null ? "no country" : text.country();
        unpriced.merge(text.channel() == Channel.EMAIL ? "email" : "sms " + country, 1L, Long::sum);
      }
    }
  }

  public Sum all() {
    return all;
  }

  public Map<String, Sum> byChannel() {
    return byChannel;
  }

  /** By the text's tag. */
  public Map<String, Sum> byLanguage() {
    return byLanguage;
  }

  public long entries() {
    return entries;
  }

  public long held() {
    return held;
  }

  /** How many entries are held for each reason; one may have several. */
  public Map<String, Long> holds() {
    return holds;
  }

  /** What people would be asked to do: letters, calls, visits. */
  public Map<String, Long> tasks() {
    return tasks;
  }

  /** Messages without a price, by channel and country: {@code sms GT}. */
  public Map<String, Long> unpriced() {
    return unpriced;
  }
}
