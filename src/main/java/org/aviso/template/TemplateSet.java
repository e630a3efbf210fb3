package org.aviso.template;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;

/**
 * The texts of one notice in one language, as read at one instant. A text with a finding is inert:
 * it is not among the {@link #usable()}.
 */
public final class TemplateSet {
  private final String notice;
  private final LanguageTag tag;
  private final String digest;
  private final TemplateMeta meta;
  private final SortedMap<TextName, TextSource> sound;
  private final SortedSet<TextKey> usable;
  private final boolean rightToLeft;

  /**
   * @param sound the files no rule is broken by
   */
  TemplateSet(
      String notice,
      LanguageTag tag,
      String digest,
      TemplateMeta meta,
      Map<TextName, TextSource> sound) {
    this.notice = notice;
    this.tag = tag;
    this.digest = digest;
    this.meta = meta;
    this.sound = new TreeMap<>(sound);
    this.usable = Collections.unmodifiableSortedSet(usable(this.sound));
    this.rightToLeft = tag.rightToLeft();
  }

  private static SortedSet<TextKey> usable(SortedMap<TextName, TextSource> sound) {
    SortedSet<TextKey> keys =
        new TreeSet<>(
            Comparator.comparing(TextKey::to)
                .thenComparing(TextKey::channel)
                .thenComparing(TextKey::level));
    for (TextName name : sound.keySet()) {
      TextKey key = name.key();
      if (key != null
          && TextName.parts(key).allMatch(part -> sound.containsKey(TextName.of(key, part)))) {
        keys.add(key);
      }
    }
    return keys;
  }

  public String notice() {
    return notice;
  }

  public LanguageTag tag() {
    return tag;
  }

  boolean rightToLeft() {
    return rightToLeft;
  }

  /** SHA-256 of the folder's sorted {@code sha256␠␠path} lines, lower-case hex. */
  public String digest() {
    return digest;
  }

  public TemplateMeta meta() {
    return meta;
  }

  /** Texts all of whose files are there and free of findings. */
  public Set<TextKey> usable() {
    return usable;
  }

  public boolean usable(TextKey key) {
    return usable.contains(key);
  }

  public boolean usable(Reply reply) {
    return sound.containsKey(TextName.of(reply));
  }

  /** The sender's number, and the hours it is answered, that a usable text prints. */
  public boolean printsCallbackPhone(TextKey key) {
    return prints(key, Field.CALLBACK_PHONE);
  }

  public boolean printsCallbackHours(TextKey key) {
    return prints(key, Field.CALLBACK_HOURS);
  }

  private boolean prints(TextKey key, Field field) {
    return TextName.parts(key)
        .map(part -> sound.get(TextName.of(key, part)))
        .anyMatch(text -> text != null && text.fields().contains(field));
  }

  /** The highest usable text that is not above {@code max}. */
  public Optional<TextKey> highest(Owner to, Channel channel, Level max) {
    return usable.stream()
        .filter(key -> key.to() == to && key.channel() == channel && !key.level().above(max))
        .max(Comparator.comparing(TextKey::level));
  }

  /**
   * @throws IllegalArgumentException when the file is missing or has a finding
   */
  TextSource source(TextName name) {
    TextSource source = sound.get(name);
    if (source == null) {
      throw new IllegalArgumentException(
          "templates/" + notice + "/" + tag + "/" + name.file() + " is missing or has a finding");
    }
    return source;
  }

  @Override
  public String toString() {
    return "TemplateSet[" + notice + " " + tag + "]";
  }
}
