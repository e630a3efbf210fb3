package org.aviso.ledger;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.aviso.config.Finding;
import org.aviso.config.Secret;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.postgresql.Driver;

/**
 * Where the ledger is.
 *
 * @param url a JDBC URL of PostgreSQL; null for SQLite under home
 * @param user null for the one the URL names, or the system's
 * @param password null for none
 */
public record LedgerAddress(String url, String user, String password) {
  /** The embedded database under home. */
  public static final LedgerAddress UNDER_HOME = new LedgerAddress(null, null, null);

  private static final Pattern SECRET =
      Pattern.compile("(?i)[?&](password|sslpassword)=|//[^/?]*@");
  private static final Pattern UNENCRYPTED =
      Pattern.compile("(?i)[?&](sslmode=(disable|allow|prefer)|ssl=false)(&|$)");
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\..*|\\[?::1]?");

  /** As configured; call {@link #refused} first. */
  public static LedgerAddress of(Settings settings) {
    String url = settings.find(Setting.LEDGER_URL).orElse(null);
    if (url == null) {
      return UNDER_HOME;
    }
    boolean encrypted = url.contains("sslmode=") || url.contains("ssl=") || onThisMachine(url);
    return new LedgerAddress(
        encrypted ? url : url + (url.contains("?") ? "&" : "?") + "sslmode=require",
        settings.find(Setting.LEDGER_USER).orElse(null),
        settings.find(Setting.LEDGER_PASSWORD).map(Secret::value).orElse(null));
  }

  /** What keeps it from being used; the address itself is not repeated, it may hold a password. */
  public static List<Finding> refused(Settings settings) {
    Optional<String> url = settings.find(Setting.LEDGER_URL);
    List<Finding> findings = new ArrayList<>();
    if (url.isEmpty()) {
      return findings;
    }
    if (SECRET.matcher(url.get()).find()) {
      findings.add(
          finding(
              "holds a password, which process lists and logs would show",
              "set aviso.ledger.user and aviso.ledger.password"));
    } else if (Driver.parseURL(url.get(), new Properties()) == null) {
      findings.add(
          finding(
              "is no JDBC URL of PostgreSQL",
              "write jdbc:postgresql://HOST:PORT/DATABASE, or unset it for SQLite under home"));
    } else if (!settings.live() && !onThisMachine(url.get())) {
      findings.add(
          finding(
              "names a server that is not on this machine, and the sandbox reaches nothing else",
              "unset it for SQLite under home, or name one on 127.0.0.1"));
    }
    return findings;
  }

  /** Whether what is stored would cross a network unencrypted, or might. */
  public static boolean unencrypted(Settings settings) {
    return settings
        .find(Setting.LEDGER_URL)
        .filter(url -> UNENCRYPTED.matcher(url).find() && !onThisMachine(url))
        .isPresent();
  }

  /** Whether there is a ledger already, as far as can be told without asking a server. */
  public static boolean exists(Settings settings) {
    if (settings.find(Setting.LEDGER_URL).isEmpty()) {
      return Files.exists(settings.home().resolve("ledger/aviso.db"));
    }
    return Files.exists(
        settings.find(Setting.LEDGER_KEY_COMMAND).isPresent()
            ? settings.home().resolve("ledger")
            : settings.ledgerKeyFile());
  }

  private static Finding finding(String wrong, String mend) {
    return new Finding(Setting.LEDGER_URL.key(), 0, wrong, mend);
  }

  private static boolean onThisMachine(String url) {
    Properties parsed = Driver.parseURL(url, new Properties());
    String hosts = parsed == null ? null : parsed.getProperty("PGHOST");
    return hosts != null
        && List.of(hosts.split(",")).stream().allMatch(host -> LOOPBACK.matcher(host).matches());
  }

  boolean underHome() {
    return url == null;
  }

  @Override
  public String toString() {
    return underHome() ? "LedgerAddress[under home]" : "LedgerAddress[PostgreSQL]";
  }
}
