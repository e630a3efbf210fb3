package org.aviso.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;

/**
 * One notice's languages against its texts: what is there, what is not, what may not be used.
 *
 * @param texts the columns: {@code member.sms.L1}, {@code reply.stop}; what any language has
 */
public record TemplateMatrix(String notice, List<String> texts, List<Row> rows) {
  /** How a text stands in one language. */
  public enum State {
    /** Every file is there and without finding. */
    COMPLETE,
    /** A file of it is missing: an email has a subject, a text and an html. */
    INCOMPLETE,
    /** It has a finding, or the folder's meta.yaml has: it is not sent. */
    INERT,
    /** There is no file of it. */
    MISSING,
    /** There is none and none is needed: attorneys are written to in English alone. */
    NOT_NEEDED;

    /** The name in JSON: lower case. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param segments of an SMS with usual values in its fields; null for others, and where those
   *     values are not configured
   */
  public record Cell(State state, SegmentCount segments) {}

  /**
   * @param cells by the columns' names, each present
   */
  public record Row(
      LanguageTag tag,
      boolean rightToLeft,
      boolean audio,
      boolean placeholder,
      Map<String, Cell> cells) {
    public boolean complete() {
      return cells.values().stream()
          .allMatch(cell -> cell.state() == State.COMPLETE || cell.state() == State.NOT_NEEDED);
    }
  }

  /**
   * @param present the files each language has, sound or not
   */
  static TemplateMatrix of(
      String notice,
      Map<TemplateSet, ? extends java.util.Collection<TextName>> present,
      Function<Level, Fields> fields) {
    Map<String, TextName> columns = new LinkedHashMap<>();
    present.values().stream()
        .flatMap(java.util.Collection::stream)
        .sorted()
        .forEach(name -> columns.putIfAbsent(column(name), name));
    for (Reply reply : Reply.values()) {
      columns.putIfAbsent(column(TextName.of(reply)), TextName.of(reply));
    }
    List<Row> rows = new ArrayList<>();
    present.forEach(
        (set, files) -> {
          Map<String, Cell> cells = new LinkedHashMap<>();
          columns.forEach(
              (title, name) -> cells.put(title, cell(set, List.copyOf(files), name, fields)));
          rows.add(
              new Row(
                  set.tag(),
                  set.tag().rightToLeft(),
                  set.meta().audio(),
                  set.meta().placeholder(),
                  cells));
        });
    return new TemplateMatrix(notice, List.copyOf(columns.keySet()), List.copyOf(rows));
  }

  private static String column(TextName name) {
    return name.key() == null ? "reply." + name.reply().code() : name.key().toString();
  }

  private static Cell cell(
      TemplateSet set, List<TextName> files, TextName name, Function<Level, Fields> fields) {
    List<TextName> parts =
        name.key() == null
            ? List.of(name)
            : TextName.parts(name.key()).map(part -> TextName.of(name.key(), part)).toList();
    long there = parts.stream().filter(files::contains).count();
    if (there == 0
        && name.key() != null
        && name.key().to() == Owner.ATTORNEY
        && !set.tag().equals(TextKey.ATTORNEYS_READ)) {
      return new Cell(State.NOT_NEEDED, null);
    }
    if (there < parts.size()) {
      return new Cell(there == 0 ? State.MISSING : State.INCOMPLETE, null);
    }
    boolean usable = name.key() == null ? set.usable(name.reply()) : set.usable(name.key());
    return usable
        ? new Cell(State.COMPLETE, segments(set, name, fields.apply(name.level())))
        : new Cell(State.INERT, null);
  }

  private static SegmentCount segments(TemplateSet set, TextName name, Fields fields) {
    if (!name.sms()) {
      return null;
    }
    try {
      return Segments.count(
          name.key() == null
              ? Renderer.reply(set, name.reply(), fields)
              : Renderer.render(set, name.key(), fields).text());
    } catch (IllegalArgumentException e) {
      return null; // who sends it is not configured yet
    }
  }
}
