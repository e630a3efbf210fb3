package org.aviso.template;

import com.ibm.icu.text.SpoofChecker;
import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Letters that look like Latin ones: a Cyrillic а in "lаwyer" (UTS #39, confusables). */
final class LookAlikes {
  private static final Set<UnicodeScript> SCRIPTS =
      EnumSet.of(
          UnicodeScript.CYRILLIC,
          UnicodeScript.GREEK,
          UnicodeScript.ARMENIAN,
          UnicodeScript.CHEROKEE,
          UnicodeScript.LATIN);

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
