package org.aviso.template;

import com.ibm.icu.text.Normalizer2;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Mustache text of plain variables: what counsel approves is what is said, so sections, partials,
 * comments, unescaped variables and changes of delimiter are refused.
 */
final class TextSource {
  private static final Pattern BRACES = Pattern.compile("\\{\\{|\\}\\}");
  private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*([a-z_]+)\\s*\\}\\}(?!\\})");

  /** A run of words, or a field when {@code field} is not null. */
  private record Piece(String words, Field field, int at) {}

  private final String written;
  private final List<Piece> pieces = new ArrayList<>();
  private final List<Flaw> flaws = new ArrayList<>();

  /**
   * @param written the file's text; line ends become line feeds, final ones are dropped
   */
  TextSource(String written) {
    this.written =
        Normalizer2.getNFCInstance()
            .normalize(written.replace("\r\n", "\n"))
            .replaceFirst("\\n+$", "");
    divide();
  }

  private void divide() {
    Matcher braces = BRACES.matcher(written);
    Matcher variable = VARIABLE.matcher(written);
    int done = 0;
    while (braces.find(done)) {
      int at = braces.start();
      pieces.add(new Piece(written.substring(done, at), null, done));
      if (!variable.find(at) || variable.start() != at) {
        flaws.add(
            new Flaw(
                line(at),
                "only plain fields such as {{sender}} may stand in double braces",
                "write one of " + known() + ", or no braces"));
        done = braces.end();
        continue;
      }
      Optional<Field> field = Field.named(variable.group(1));
      if (field.isEmpty()) {
        flaws.add(
            new Flaw(
                line(at),
                "there is no field {{" + variable.group(1) + "}}",
                "fields are " + known()));
      }
      field.ifPresent(known -> pieces.add(new Piece("", known, at)));
      done = variable.end();
    }
    pieces.add(new Piece(written.substring(done), null, done));
  }

  private static String known() {
    List<String> codes = new ArrayList<>();
    for (Field field : Field.values()) {
      codes.add(field.code());
    }
    return String.join(", ", codes);
  }

  /** The text with each field's value in its place. */
  String filled(Function<Field, String> values) {
    StringBuilder text = new StringBuilder(written.length() + 100);
    for (Piece piece : pieces) {
      text.append(piece.field == null ? piece.words : values.apply(piece.field));
    }
    return text.toString();
  }

  String written() {
    return written;
  }

  /** What is not plain Mustache. */
  List<Flaw> flaws() {
    return flaws;
  }

  Set<Field> fields() {
    Set<Field> fields = EnumSet.noneOf(Field.class);
    pieces.stream().filter(piece -> piece.field != null).forEach(piece -> fields.add(piece.field));
    return fields;
  }

  /** Where a field first stands; 1 when it does not. */
  int line(Field field) {
    return pieces.stream()
        .filter(piece -> piece.field == field)
        .findFirst()
        .map(piece -> line(piece.at))
        .orElse(1);
  }

  /** First line is 1. */
  int line(int offset) {
    return 1 + (int) written.substring(0, offset).chars().filter(c -> c == '\n').count();
  }
}
