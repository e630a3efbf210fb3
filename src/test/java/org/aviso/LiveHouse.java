package org.aviso;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aviso.config.Settings;

/**
 * Counsel's folder and texts of a case as live mode would find them, unsigned: a routing and
 * synthetic texts in twelve languages that claim to be final, and in a thirteenth that are a draft.
 * Tables and routes are the project's own.
 */
public final class LiveHouse {
  /** What lists call them, by tag. */
  public static final Map<String, String> LANGUAGES = new LinkedHashMap<>();

  public static final String DRAFT = "fa-AF";
  public static final String NOTICE = "class-notice";
  public static final String ACCOUNT = "AC" + "0".repeat(32);
  public static final String TOKEN = "synthetic-token";

  private static final Set<String> RIGHT_TO_LEFT = Set.of("ar", "ur", "fa-AF");

  static {
    LANGUAGES.put("es", "SPANISH");
    LANGUAGES.put("pt", "PORTUGUESE");
    LANGUAGES.put("ht", "HAITIAN CREOLE");
    LANGUAGES.put("fr", "FRENCH");
    LANGUAGES.put("en", "ENGLISH");
    LANGUAGES.put("ru", "RUSSIAN");
    LANGUAGES.put("ar", "ARABIC");
    LANGUAGES.put("ur", "URDU");
    LANGUAGES.put("hi", "HINDI");
    LANGUAGES.put("ne", "NEPALI");
    LANGUAGES.put("am", "AMHARIC");
    LANGUAGES.put("ti", "TIGRINYA");
  }

  private final Path folder;

  private LiveHouse(Path folder) {
    this.folder = folder;
  }

  /** One that was made, or copied, there. */
  public static LiveHouse at(Path folder) {
    return new LiveHouse(folder);
  }

  public static LiveHouse make(Path folder) throws IOException {
    LiveHouse house = new LiveHouse(folder);
    Files.createDirectories(house.routing().getParent());
    Files.writeString(
        house.routing(),
        """
        notice: class-notice
        version: 1
        levels:
          member-unverified: { sms: L1, email: L3 }
          relay: L0
        relay: { relations: { mother: L0 } }
        quiet-hours: none
        plans:
          - id: at-liberty
            when: { custody: [released, never_detained] }
            steps:
              - { id: text, send: sms, to: member }
              - { id: mail, send: email, to: member, after: 24h, unless: delivered }
              - { id: family, send: relay, by: [sms], after: 72h, unless: delivered }
        """);
    for (String tag : LANGUAGES.keySet()) {
      house.texts(tag, false);
    }
    house.texts(DRAFT, true);
    return house;
  }

  public Path routing() {
    return folder.resolve("counsel/" + NOTICE + "/routing.yaml");
  }

  public Path templates(String tag) {
    return folder.resolve("templates/" + NOTICE + "/" + tag);
  }

  /** What every text of a language says, so that who received it can be asked which it was. */
  public static String mark(String tag) {
    return "Synthetic test text (" + tag + ")";
  }

  private void texts(String tag, boolean draft) throws IOException {
    Path texts = Files.createDirectories(templates(tag));
    String call = " {{callback_phone}} ({{callback_hours}}) {{reference}}. STOP";
    Files.writeString(
        texts.resolve("meta.yaml"),
        "your_relative: synthetic\ntranslator: synthetic\n" + (draft ? "placeholder: true\n" : ""));
    for (String name : List.of("member.sms.L1", "relay.sms.L0", "reply.help", "reply.stop")) {
      Files.writeString(texts.resolve(name + ".txt"), "{{sender}}: " + mark(tag) + call);
    }
    Files.writeString(texts.resolve("member.email.L3.subject.txt"), mark(tag));
    Files.writeString(texts.resolve("member.email.L3.txt"), "{{sender}}: " + mark(tag) + call);
    Files.writeString(
        texts.resolve("member.email.L3.html"),
        "<html lang=\"%s\" dir=\"%s\"><body><p>{{sender}}: %s%s</p></body></html>"
            .formatted(tag, RIGHT_TO_LEFT.contains(tag) ? "rtl" : "ltr", mark(tag), call));
  }

  /** All that live mode asks for but counsel's fingerprints; the servers are on nobody's port. */
  public Map<String, String> keys() {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("aviso.mode", "live");
    keys.put("aviso.home", folder.resolve("home").toString());
    keys.put("aviso.routing.dir", folder.resolve("counsel").toString());
    keys.put("aviso.templates.dir", folder.resolve("templates").toString());
    keys.put("aviso.twilio.account-sid", ACCOUNT);
    keys.put("aviso.twilio.auth-token", TOKEN);
    keys.put("aviso.twilio.from", "+12125550100");
    keys.put("aviso.twilio.campaign-id", "C000000");
    keys.put("aviso.twilio.base-url", "http://127.0.0.1:9");
    keys.put("aviso.smtp.host", "127.0.0.1");
    keys.put("aviso.smtp.port", "9");
    keys.put("aviso.smtp.tls", "none");
    keys.put("aviso.imap.host", "127.0.0.1");
    keys.put("aviso.imap.port", "9");
    keys.put("aviso.imap.user", "bounces");
    keys.put("aviso.imap.password", "synthetic-password");
    keys.put("aviso.imap.tls", "none");
    keys.put("aviso.organisation", "Sample Law Project");
    keys.put("aviso.callback-phone", "+1 212 555 0100");
    keys.put("aviso.callback-hours", "9-17");
    keys.put("aviso.email.from", "notices@law.example");
    keys.put("aviso.email.reply-to", "reply@law.example");
    keys.put("aviso.neutral.name", "Sample Message Desk");
    keys.put("aviso.neutral.callback-phone", "+1 212 555 0199");
    keys.put("aviso.neutral.callback-hours", "9-17");
    keys.put("aviso.neutral.sms-from", "+12125550199");
    keys.put("aviso.public-url", "https://notices.example.org/");
    return keys;
  }

  /** These keys as -D would give them, and nothing else. */
  public static Settings settings(Map<String, String> keys, Path root) {
    return Settings.load(null, Map.of(), keys, root);
  }
}
