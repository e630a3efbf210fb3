package org.aviso.bench.baseline;

import com.twilio.type.PhoneNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.aviso.LiveHouse;

/** The texts of the same templates, by what the list calls their language; filled in once. */
public final class Texts {
  private static final PhoneNumber FROM = new PhoneNumber("+12125550100");

  private record Language(String text, String subject, String plain, String html) {}

  private final Map<String, Language> languages = new HashMap<>();

  private Texts() {}

  static Texts read(Path folder) throws IOException {
    Texts texts = new Texts();
    for (Map.Entry<String, String> language : LiveHouse.LANGUAGES.entrySet()) {
      Path of = folder.resolve(language.getKey());
      texts.languages.put(
          language.getValue(),
          new Language(
              filled(of.resolve("member.sms.L1.txt")),
              filled(of.resolve("member.email.L3.subject.txt")),
              filled(of.resolve("member.email.L3.txt")),
              filled(of.resolve("member.email.L3.html"))));
    }
    return texts;
  }

  private static String filled(Path file) throws IOException {
    return Files.readString(file)
        .strip()
        .replaceAll("\\{\\{(sender|organisation)}}", "Sample Law Project")
        .replace("{{callback_phone}}", "+1 212 555 0100")
        .replace("{{callback_hours}}", "9-17")
        .replace("{{reference}}", "R-SAMPLE");
  }

  public PhoneNumber number(Map<String, String> row) {
    String digits = row.get("PHONE").replaceAll("\\D", "");
    return new PhoneNumber(digits.length() == 10 ? "+1" + digits : "+" + digits);
  }

  public PhoneNumber from() {
    return FROM;
  }

  public String text(Map<String, String> row) {
    return of(row).text;
  }

  public String subject(Map<String, String> row) {
    return of(row).subject;
  }

  public String plain(Map<String, String> row) {
    return of(row).plain;
  }

  public String html(Map<String, String> row) {
    return of(row).html;
  }

  private Language of(Map<String, String> row) {
    return languages.get(row.get("LANGUAGE"));
  }
}
