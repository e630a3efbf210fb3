package org.aviso.reliability;

import java.io.IOException;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.aviso.SignedHouse;
import org.aviso.ledger.EmbeddedServer;

/**
 * A case of its own: signed routing that sends everybody one text or one mail at once, lists whose
 * persons each have a number or an address alone, and waits short enough to see their end.
 */
final class House {
  private static final Path SIGNED = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final String ROUTING =
      """
      notice: class-notice
      version: 1
      send-until: 2027-12-31
      languages: { unknown: hold }
      levels:
        member-unverified: { sms: L1, email: L3 }
        member-verified: { sms: L3, email: L3 }
        relay: L0
      relay: { valid-for: 180d, relations: { mother: L0 } }
      quiet-hours: none
      shared-contact-threshold: none
      in-doubt: { email: hold }
      plans:
        - id: at-liberty
          when: { custody: [released] }
          steps:
            - { id: text, send: sms, to: member }
            - { id: mail, send: email, to: member }
            - { id: family, send: relay, by: [sms] }
      """;

  /** Area codes; each has a hundred numbers nobody has, 555-0100 to 555-0199. */
  private static final int[] AREAS = {
    201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225,
    228, 229, 231, 234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 276, 281,
    301, 302, 303, 304, 305, 307, 308, 309, 310, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321,
    323, 325, 330, 334, 336, 337, 339, 347, 351, 352, 360, 361, 386, 401, 402, 404, 405, 406, 407,
    408, 409, 410, 412, 413, 414, 415, 417, 419, 423, 425, 430, 432, 434, 435, 440, 443, 469, 478,
    479, 480, 484, 501, 502, 503, 504, 505, 507, 508, 509, 510, 512, 513, 515, 516, 517, 518, 520,
    530, 540, 541, 551, 559, 561
  };

  private final Path folder;
  private final Path root;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final String ledgerUrl;
  private Map<String, String> written = Map.of();

  private House(Path folder, Path root, String ledgerUrl) {
    this.folder = folder;
    this.root = root;
    this.ledgerUrl = ledgerUrl;
  }

  static House onSqlite(Path folder) throws IOException {
    return made(folder, null);
  }

  /** The ledger is a schema of its own in a real PostgreSQL. */
  static House onPostgres(Path folder) throws IOException {
    return made(folder, EmbeddedServer.freshUrl());
  }

  private static House made(Path folder, String ledgerUrl) throws IOException {
    House house = new House(folder, folder.resolve("root"), ledgerUrl);
    for (String part : List.of("routes", "templates", "config")) {
      SignedHouse.copy(SIGNED.resolve(part), house.root.resolve(part));
    }
    house.routing(ROUTING);
    house.set("aviso.home", house.home().toString());
    if (ledgerUrl != null) {
      house.set("aviso.ledger.url", ledgerUrl);
      house.set("aviso.ledger.user", "postgres");
    }
    house.set("aviso.sms.per-second", "0");
    house.set("aviso.email.per-second", "0");
    house.set("aviso.lease", "4s");
    house.set("aviso.in-doubt.settle", "2s");
    house.set("aviso.twilio.timeout", "2s");
    house.set("aviso.smtp.timeout", "2s");
    house.set("aviso.retry.delays", "1s,1s,2s,2s,3s,3s,3s");
    house.set("aviso.monitor.port", "0");
    int port = freePort();
    house.set("aviso.webhook.port", String.valueOf(port));
    house.set("aviso.public-url", "http://127.0.0.1:" + port);
    return house;
  }

  /** Another node of the same case: one ledger and one key, a home of its own. */
  House beside() throws IOException {
    House other = new House(Files.createDirectories(folder.resolve("beside")), root, ledgerUrl);
    other.set(settings);
    other.set("aviso.home", other.home().toString());
    int port = freePort();
    other.set("aviso.webhook.port", String.valueOf(port));
    other.set("aviso.public-url", "http://127.0.0.1:" + port);
    return other;
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    }
  }

  House routing(String text) throws IOException {
    Files.writeString(root.resolve("routes/counsel/class-notice/routing.yaml"), text);
    SignedHouse.sign(root);
    return this;
  }

  static String usualRouting() {
    return ROUTING;
  }

  House set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  House set(Map<String, String> more) {
    settings.putAll(more);
    return this;
  }

  Path folder() {
    return folder;
  }

  Path root() {
    return root;
  }

  Path home() {
    return folder.resolve("home");
  }

  /** Null: SQLite. */
  String ledgerUrl() {
    return ledgerUrl;
  }

  /** The settings as a file; written once for each state of them. */
  synchronized Path configuration() throws IOException {
    if (written.equals(settings)) {
      return folder.resolve("aviso.properties");
    }
    written = Map.copyOf(settings);
    Properties properties = new Properties();
    properties.putAll(settings);
    StringWriter text = new StringWriter();
    properties.store(text, null);
    return Files.writeString(folder.resolve("aviso.properties"), text.toString());
  }

  Service run() throws IOException {
    return Service.start(this, List.of(), Map.of(), List.of());
  }

  /** Truth is read from the ledger's own database, past all of our code. */
  Truth truth() {
    return new Truth(this);
  }

  static String phone(int i) {
    return "+1%d55501%02d".formatted(AREAS[i / 100], i % 100);
  }

  static String address(int i) {
    return "p%d@example.org".formatted(i);
  }

  static final String HEADER =
      "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,EMAIL,FAM_NAME,FAM_RELATION,FAM_PHONE,FAM_LANGUAGE,LIST_DATE\n";

  /** Persons with a number each, then persons with an address each. */
  void drop(String name, int texts, int mails) throws IOException {
    drop(home(), name, texts, mails);
  }

  /**
   * @param below where the home is to be seen by us
   */
  void drop(Path below, String name, int texts, int mails) throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < texts + mails; i++) {
      rows.add(
          "A999-%03d-%03d,SAMPLE,ANA,01/02/1980,ENGLISH,RELEASED,US,%s,%s,,,,,%s"
              .formatted(
                  i / 1000,
                  i % 1000,
                  i < texts ? phone(i) : "",
                  i < texts ? "" : address(i),
                  java.time.LocalDate.now()));
    }
    // Neither channel waits for the other's persons to be planned.
    java.util.Collections.shuffle(rows, Effort.random("list"));
    drop(below, name, HEADER + rows.stream().collect(Collectors.joining("\n", "", "\n")));
  }

  void drop(String name, String rows) throws IOException {
    drop(home(), name, rows);
  }

  private void drop(Path below, String name, String rows) throws IOException {
    Path inbox = Files.createDirectories(below.resolve("inbox"));
    // Written under another ending and renamed, on one disk.
    Path aside = Files.writeString(inbox.resolve(name + ".part"), rows);
    Files.setLastModifiedTime(aside, FileTime.from(Instant.now().minusSeconds(60)));
    Files.move(aside, inbox.resolve(name));
  }
}
