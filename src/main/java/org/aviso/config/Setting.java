package org.aviso.config;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One key of {@code config/aviso.properties}: its name, type, default and meaning. The constants
 * below are the only table of keys; the documented sample file is compared with them by a test.
 *
 * @param <T> type of the value
 */
public final class Setting<T> {
  /** In the order of the file. Stands first: the constants enter themselves. */
  private static final Map<String, Setting<?>> TABLE = new LinkedHashMap<>();

  public static final Setting<Path> HOME =
      setting(
          "aviso.home", Form.PATH, "./var", "inbox/, archive/, rejected/, ledger/, log/, keys/");
  public static final Setting<Settings.Mode> MODE =
      setting(
          "aviso.mode",
          Form.choice(Settings.Mode.class),
          "sandbox",
          "sandbox: built-in servers, only loopback is ever reached; live: real providers");
  public static final Setting<Path> ROUTING_DIR =
      setting(
          "aviso.routing.dir", Form.PATH, "routes/counsel", "counsel's files, one folder a notice");
  public static final Setting<Path> TEMPLATES_DIR =
      setting(
          "aviso.templates.dir",
          Form.PATH,
          "templates",
          "the texts, one folder a notice and language");

  public static final Setting<String> LEDGER_URL =
      setting("aviso.ledger.url", Form.TEXT, null, "a JDBC URL; unset = SQLite under home");
  public static final Setting<String> LEDGER_USER =
      setting("aviso.ledger.user", Form.TEXT, null, "of the database");
  public static final Setting<Secret> LEDGER_PASSWORD =
      setting("aviso.ledger.password", Form.SECRET, null, "of the database");
  public static final Setting<Path> LEDGER_KEY_FILE =
      setting(
          "aviso.ledger.key-file",
          Form.PATH,
          null,
          "the key that seals personal values, made at first start; unset = keys/ledger.key under"
              + " home");
  public static final Setting<String> LEDGER_KEY_COMMAND =
      setting(
          "aviso.ledger.key-command",
          Form.TEXT,
          null,
          "a command, run by sh, that prints that key; it is then in no file");

  public static final Setting<List<String>> COUNSEL_FINGERPRINTS =
      setting(
          "aviso.counsel.fingerprints",
          Form.NAMES,
          null,
          "live: pins whose keys the roll may contain; separated by commas");
  public static final Setting<Settings.Release> WAVES_RELEASE =
      setting(
              "aviso.waves.release",
              Form.choice(Settings.Release.class),
              "manual",
              "manual: a wave waits until counsel starts it; auto in live also needs waves: auto in"
                  + " the approved routing")
          .inSandbox("auto");

  public static final Setting<String> TWILIO_ACCOUNT_SID =
      setting("aviso.twilio.account-sid", Form.TEXT, null, "AC…");
  public static final Setting<Secret> TWILIO_AUTH_TOKEN =
      setting(
          "aviso.twilio.auth-token", Form.SECRET, null, "also proves that callbacks are Twilio's");
  public static final Setting<String> TWILIO_FROM =
      setting(
          "aviso.twilio.from", Form.TEXT, null, "the sending number, +1…; or a messaging service");
  public static final Setting<String> TWILIO_MESSAGING_SERVICE_SID =
      setting("aviso.twilio.messaging-service-sid", Form.TEXT, null, "MG…");
  public static final Setting<String> TWILIO_CAMPAIGN_ID =
      setting(
          "aviso.twilio.campaign-id",
          Form.TEXT,
          null,
          "the registered campaign live SMS to +1 needs");
  public static final Setting<URI> TWILIO_BASE_URL =
      setting(
          "aviso.twilio.base-url",
          Form.WEB_ADDRESS,
          null,
          "any server that speaks the Messages API; unset = https://api.twilio.com in live");
  public static final Setting<Duration> TWILIO_TIMEOUT =
      setting("aviso.twilio.timeout", Form.DURATION, "15s", "no answer by then: in doubt");

  public static final Setting<Settings.SmsClient> SMS_CLIENT =
      setting(
          "aviso.sms.client",
          Form.choice(Settings.SmsClient.class),
          "direct",
          "camel: texts go through camel-twilio and Twilio's SDK; the same requests, slower");
  public static final Setting<Settings.OptOutBy> SMS_OPT_OUT_BY =
      setting(
          "aviso.sms.opt-out-by",
          Form.choice(Settings.OptOutBy.class),
          "aviso",
          "no effect yet; provider: Twilio answers its keywords itself, Aviso only records them");
  public static final Setting<Integer> SMS_PER_SECOND =
      setting("aviso.sms.per-second", Form.from(0), "10", "pace; 0 = as fast as accepted");
  public static final Setting<Integer> SMS_IN_FLIGHT =
      setting("aviso.sms.in-flight", Form.from(1), "32", "most messages claimed without a result");
  public static final Setting<Integer> SMS_PER_DAY =
      setting("aviso.sms.per-day", Form.LIMIT, "unlimited", "most messages a day");
  public static final Setting<Integer> EMAIL_PER_SECOND =
      setting("aviso.email.per-second", Form.from(0), "10", "pace; 0 = as fast as accepted");
  public static final Setting<Integer> EMAIL_IN_FLIGHT =
      setting(
          "aviso.email.in-flight", Form.from(1), "32", "most messages claimed without a result");
  public static final Setting<Integer> EMAIL_PER_DAY =
      setting("aviso.email.per-day", Form.LIMIT, "unlimited", "most messages a day");
  public static final Setting<String> EMAIL_FROM =
      setting("aviso.email.from", Form.MAILBOX, null, "sender of L1 and above");
  public static final Setting<String> EMAIL_REPLY_TO =
      setting("aviso.email.reply-to", Form.MAILBOX, null, "a mailbox somebody reads");
  public static final Setting<String> EMAIL_BOUNCE_DOMAIN =
      setting(
          "aviso.email.bounce-domain",
          Form.TEXT,
          null,
          "domain of the envelope senders, so that a bounce finds its attempt");
  public static final Setting<BigDecimal> COST_MAX_PER_DAY =
      setting("aviso.cost.max-per-day", Form.MONEY, null, "reached: pause and alarm");

  public static final Setting<String> SMTP_HOST =
      setting(
          "aviso.smtp.host",
          Form.TEXT,
          null,
          "the mail relay; unset = the built-in server in sandbox");
  public static final Setting<Integer> SMTP_PORT = setting("aviso.smtp.port", Form.PORT, "587", "");
  public static final Setting<String> SMTP_USER = setting("aviso.smtp.user", Form.TEXT, null, "");
  public static final Setting<Secret> SMTP_PASSWORD =
      setting("aviso.smtp.password", Form.SECRET, null, "");
  public static final Setting<Settings.Tls> SMTP_TLS =
      setting(
          "aviso.smtp.tls",
          Form.choice(Settings.Tls.class),
          "required",
          "required (STARTTLS), implicit, none (to loopback only)");
  public static final Setting<Duration> SMTP_TIMEOUT =
      setting(
          "aviso.smtp.timeout", Form.DURATION, "600s", "no answer by then after DATA: in doubt");

  public static final Setting<String> IMAP_HOST =
      setting("aviso.imap.host", Form.TEXT, null, "the mailbox of bounces");
  public static final Setting<Integer> IMAP_PORT = setting("aviso.imap.port", Form.PORT, "993", "");
  public static final Setting<String> IMAP_USER = setting("aviso.imap.user", Form.TEXT, null, "");
  public static final Setting<Secret> IMAP_PASSWORD =
      setting("aviso.imap.password", Form.SECRET, null, "");
  public static final Setting<Settings.Tls> IMAP_TLS =
      setting(
          "aviso.imap.tls",
          Form.choice(Settings.Tls.class),
          "implicit",
          "required (STARTTLS), implicit, none (to loopback only)");
  public static final Setting<Integer> IMAP_POLL_SECONDS =
      setting("aviso.imap.poll-seconds", Form.from(1), "10", "how often the mailbox is read");

  public static final Setting<String> ORGANISATION =
      setting(
          "aviso.organisation", Form.TEXT, null, "who texts of L1 and above say they come from");
  public static final Setting<String> CALLBACK_PHONE =
      setting("aviso.callback-phone", Form.TEXT, null, "the number they give");
  public static final Setting<String> CALLBACK_HOURS =
      setting("aviso.callback-hours", Form.TEXT, null, "when that number is answered");

  public static final Setting<String> NEUTRAL_NAME =
      setting(
          "aviso.neutral.name", Form.TEXT, null, "the registered neutral name L0 texts come from");
  public static final Setting<String> NEUTRAL_CALLBACK_PHONE =
      setting("aviso.neutral.callback-phone", Form.TEXT, null, "the number L0 texts give");
  public static final Setting<String> NEUTRAL_CALLBACK_HOURS =
      setting("aviso.neutral.callback-hours", Form.TEXT, null, "when that number is answered");
  public static final Setting<String> NEUTRAL_SMS_FROM =
      setting("aviso.neutral.sms-from", Form.TEXT, null, "sender of L0 SMS");
  public static final Setting<String> NEUTRAL_EMAIL_FROM =
      setting("aviso.neutral.email-from", Form.MAILBOX, null, "sender of L0 email");
  public static final Setting<String> NEUTRAL_BOUNCE_DOMAIN =
      setting(
          "aviso.neutral.bounce-domain",
          Form.TEXT,
          null,
          "envelope sender and Message-ID of L0 email; the domain of aviso.neutral.email-from when"
              + " unset");
  public static final Setting<String> NEUTRAL_REPLY_TO =
      setting("aviso.neutral.reply-to", Form.MAILBOX, null, "reply address of L0 email");

  public static final Setting<URI> PUBLIC_URL =
      setting(
          "aviso.public-url",
          Form.WEB_ADDRESS,
          null,
          "what Twilio and mail readers reach; signatures are checked against it");
  public static final Setting<String> WEBHOOK_HOST =
      setting(
          "aviso.webhook.host", Form.TEXT, "127.0.0.1", "the only listener that may be exposed");
  public static final Setting<Integer> WEBHOOK_PORT =
      setting("aviso.webhook.port", Form.PORT, "8081", "0 = a free one, printed");
  public static final Setting<String> MONITOR_HOST =
      setting("aviso.monitor.host", Form.TEXT, "127.0.0.1", "");
  public static final Setting<Integer> MONITOR_PORT =
      setting("aviso.monitor.port", Form.PORT, "8080", "0 = a free one, printed");

  public static final Setting<List<Duration>> RETRY_DELAYS =
      setting(
          "aviso.retry.delays",
          Form.DURATIONS,
          "1m,5m,30m,2h,12h",
          "waits between tries after transient failures");
  public static final Setting<Duration> ONCE_WAIT =
      setting(
          "aviso.once.wait",
          Form.DURATION,
          "10s",
          "run --once also sends what falls due within this time");
  public static final Setting<Duration> LEASE =
      setting("aviso.lease", Form.DURATION, "60s", "how long a claim stands without being renewed");
  public static final Setting<Duration> RECEIPT_DEADLINE =
      setting(
          "aviso.receipt.deadline",
          Form.DURATION,
          "72h",
          "sent without a receipt becomes unconfirmed");
  public static final Setting<Duration> IN_DOUBT_SETTLE =
      setting(
          "aviso.in-doubt.settle",
          Form.DURATION,
          "15m",
          "how long absence at the provider is no proof");

  public static final Setting<LocalDate> SUPPLEMENT_EXPECTED_BY =
      setting("aviso.supplement.expected-by", Form.DAY, null, "alarm when no list came by then");
  public static final Setting<Duration> CUSTODY_MAX_AGE =
      setting("aviso.custody.max-age", Form.DURATION, "30d", "older custody counts as unknown");
  public static final Setting<Boolean> LEGAL_HOLD =
      setting("aviso.legal-hold", Form.SWITCH, "true", "erase and retention refuse")
          .inSandbox("false");
  public static final Setting<List<String>> ALERTS_TO =
      setting(
          "aviso.alerts.to",
          Form.NAMES,
          null,
          "no effect yet; addresses for digest and alarms: counts and ids only; separated by"
              + " commas");

  public static final Setting<Set<Settings.Role>> ROLES =
      setting(
          "aviso.roles",
          Form.choices(Settings.Role.class),
          "all",
          "no effect yet; a cluster node's part: intake, worker, receipts, monitor");
  public static final Setting<List<String>> KAFKA_BROKERS =
      setting(
          "aviso.kafka.brokers",
          Form.NAMES,
          null,
          "no effect yet; transport of due attempts between nodes; separated by commas");
  public static final Setting<String> SANDBOX_CLOCK =
      setting(
          "aviso.sandbox.clock",
          Form.CLOCK,
          "real",
          "sandbox only: \"2027-01-05T18:00Z skip\" jumps to the next due time when nothing is in"
              + " flight, x60 runs faster");

  private final String key;
  private final Form<T> form;
  private final String byDefault;
  private final String meaning;
  private String sandboxDefault;

  private Setting(String key, Form<T> form, String byDefault, String meaning) {
    this.key = key;
    this.form = form;
    this.byDefault = byDefault;
    this.sandboxDefault = byDefault;
    this.meaning = meaning;
  }

  private static <T> Setting<T> setting(
      String key, Form<T> form, String byDefault, String meaning) {
    var setting = new Setting<>(key, form, byDefault, meaning);
    TABLE.put(key, setting);
    return setting;
  }

  private Setting<T> inSandbox(String value) {
    sandboxDefault = value;
    return this;
  }

  /** Every key, in the order of the file. */
  public static Collection<Setting<?>> all() {
    return Collections.unmodifiableCollection(TABLE.values());
  }

  /** {@code aviso.smtp.host}. */
  public String key() {
    return key;
  }

  /** {@code AVISO_SMTP_HOST}. */
  public String variable() {
    return variable(key);
  }

  /** The default as it would be written, null when there is none. */
  public String byDefault(Settings.Mode mode) {
    return mode == Settings.Mode.SANDBOX ? sandboxDefault : byDefault;
  }

  /** One line for people; may be empty where the name says it. */
  public String meaning() {
    return meaning;
  }

  /** Never shown, and may be given as a file: {@code aviso.smtp.password-file}. */
  public boolean secret() {
    return form.equals(Form.SECRET);
  }

  Form<T> form() {
    return form;
  }

  static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  @Override
  public String toString() {
    return key;
  }
}
