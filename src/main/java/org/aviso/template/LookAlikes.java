package org.aviso.template;

import com.ibm.icu.text.SpoofChecker;
import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Letters that look like Latin ones: a Cyrillic а in "lаwyer" (UTS #39, confusables), and within
 * the alphabet itself {@code I}, {@code l}, {@code 1} and {@code |}, {@code o} and {@code 0}.
 */
final class LookAlikes {
  private static final Set<UnicodeScript> SCRIPTS =
      EnumSet.of(
          UnicodeScript.CYRILLIC,
          UnicodeScript.GREEK,
          UnicodeScript.ARMENIAN,
          UnicodeScript.CHEROKEE,
          UnicodeScript.LATIN);

  private static final Pattern LIKE_L = Pattern.compile("[i1|\u0131]");
  private static final Map<Integer, String> LATIN = new ConcurrentHashMap<>();

  /** Read at the first such letter: most texts have none. */
  private static final class Confusables {
    static final SpoofChecker CHECKER = new SpoofChecker.Builder().build();
  }

  private LookAlikes() {}

  static boolean within(String text) {
    return text.codePoints().anyMatch(LookAlikes::mayLookLatin);
  }

  /** The Latin letters a letter looks like; the letter itself when it looks like none. */
  static String latin(int letter) {
    return mayLookLatin(letter)
        ? LATIN.computeIfAbsent(letter, LookAlikes::skeleton)
        : Character.toString(letter);
  }

  /**
   * Whether the character at this place stands inside a word as a letter it looks like: {@code 1},
   * {@code |} or {@code 0} beside a letter, {@code I} after a small one, {@code l} beside a
   * capital.
   */
  static boolean disguised(String text, int at) {
    char before = at > 0 ? text.charAt(at - 1) : ' ';
    char after = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    return switch (text.charAt(at)) {
      case '1', '|', '0' -> Character.isLetter(before) || Character.isLetter(after);
      case 'I' -> Character.isLowerCase(before) || Character.isLowerCase(after);
      case 'l' -> Character.isUpperCase(before) || Character.isUpperCase(after);
      default -> false;
    };
  }

  /** Of a text in small letters: one for i, l, 1 and |, one for o and 0. */
  static String shape(String text) {
    return LIKE_L.matcher(text).replaceAll("l").replace('0', 'o');
  }

  private static boolean mayLookLatin(int letter) {
    return letter > 0x7F
        && Character.isLetter(letter)
        && SCRIPTS.contains(UnicodeScript.of(letter));
  }

  private static String skeleton(int letter) {
    String same = Character.toString(letter);
    String skeleton = Confusables.CHECKER.getSkeleton(same);
    if (skeleton.equals("l") && Character.isUpperCase(letter)) {
      return "i"; // I and l are one to UTS #39, and not to a list of words
    }
    return skeleton.matches("[A-Za-z]+") ? skeleton.toLowerCase(Locale.ROOT) : same;
  }
}
