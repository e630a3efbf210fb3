package org.aviso.outcome;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aviso.delivery.email.BounceAddress;
import org.aviso.outcome.Bounce.Fate;
import org.aviso.outcome.Bounce.Kind;
import org.aviso.outcome.Bounce.Recipient;

/**
 * Reads bounces: delivery status notifications (RFC 3464 in RFC 6522 multipart/report), complaints
 * (RFC 5965), and, as well as can be, what older servers write in words.
 *
 * <p>What is not certainly a bounce is none: a vacation reply that quotes an error is still a
 * vacation reply.
 */
public final class BounceReader {
  private static final int DEEPEST_PART = 10;
  private static final int LARGEST_TEXT = 256 * 1024;

  /** More than any server writes; what is longer was made to be read for ever. */
  private static final int LONGEST_FIELD = 4096;

  /** Addresses of a mail that are looked at; a message of ours has one. */
  private static final int MOST_ADDRESSES = 100;

  private static final Pattern STATUS = Pattern.compile("([245])\\.([0-9]{1,3})\\.([0-9]{1,3})");

  /**
   * Nothing is given back (RFC 5321 §4.5.3.1 bounds it), so that no address costs stack or time.
   */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "[0-9A-Za-z.!#$%&'*+/=?^_`{|}~-]{1,64}"
              + "@[0-9A-Za-z-]{1,63}+(?:\\.[0-9A-Za-z-]{1,63}+){1,126}+");

  private static final Pattern ROBOT =
      Pattern.compile(
          "mailer[-_]?daemon|post[-_]?master|mail delivery|delivery sub ?system|mail"
              + " ?system|mdaemon|mailer|nobody@|noreply@google",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern FAILURE_SUBJECT =
      Pattern.compile(
          "undeliver|deliver(y|ed)[^\\n"
              + "]*(fail|status|problem|delay|error|notification)|returned|failure|unable to"
              + " deliver|non remis|could not (send|be)|warning|bounce|not deliver|delivery"
              + " report|failed|mail error",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern VACATION_SUBJECT =
      Pattern.compile(
          "^\\s*(auto(matic|mated)?[ -]?(reply|response|antwort|matische)|out of (the"
              + " )?office|vacation|away|réponse automatique|respuesta automática|abwesen|fuera de"
              + " la oficina)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  private static final Pattern STILL_TRYING =
      Pattern.compile(
          "still being retried|will (continue|keep) (to )?try|will be retried|delivery (is|has"
              + " been) delayed|not yet been delivered|delayed mail|warning: (could not"
              + " send|message)|temporarily (failed|delayed)|do(es)? not need to resend",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern TEMPORARY =
      Pattern.compile(
          "deferred|temporar|try again later|failing for a long time", Pattern.CASE_INSENSITIVE);
  private static final Pattern COMPLAINT_SUBJECT =
      Pattern.compile("^\\s*complaint about message", Pattern.CASE_INSENSITIVE);
  private static final Pattern NOT_DELIVERED =
      Pattern.compile(
          "(could|can)( ?not|n't) be delivered|unable to deliver", Pattern.CASE_INSENSITIVE);
  private static final Pattern LINE_OF_ADDRESS =
      Pattern.compile("(?m)^[ \t]*<?(" + ADDRESS.pattern() + ")>?(?=[: \t]|$)");
  private static final Pattern RETURNED_MESSAGE =
      Pattern.compile(
          "(?im)^(?:[ >|]{0,20}[-=_*|]{2,}+[^\\n"
              + "]{0,200}(?:copy of|original|unsent|returned|below this line|message"
              + " (?:header|text|follows)|undelivered)[^\\n"
              + "]*|Received: |Return-Path: |X-[A-Za-z-]+: |DKIM-Signature: ).*$");

  private final BounceAddress ours;
  private final Session session = Session.getInstance(new Properties());

  /**
   * @param ours tells genuine references; null reads them unverified, for showing only
   */
  public BounceReader(BounceAddress ours) {
    this.ours = ours;
  }

  /** Never fails: what cannot be read at all is of kind none, and unreadable. */
  public Bounce read(byte[] message) {
    try {
      return read(new MimeMessage(session, new ByteArrayInputStream(message)));
    } catch (MessagingException | RuntimeException | StackOverflowError e) {
      // Whatever it was made of: left unread, it would be asked for again for ever.
      return new Bounce(Kind.NONE, List.of(), null, true);
    }
  }

  private Bounce read(MimeMessage message) throws MessagingException {
    var letter = new Letter();
    collect(message, letter, 0);
    List<Recipient> recipients = recipients(message, letter);
    return new Bounce(
        kind(message, letter, recipients),
        recipients,
        attempt(message, letter),
        recipients.isEmpty() && (letter.undecoded || !letter.statuses.isEmpty()));
  }

  /** The parts that matter, as text. */
  private static final class Letter {
    final List<String> statuses = new ArrayList<>();
    final List<String> feedback = new ArrayList<>();
    final StringBuilder words = new StringBuilder();
    final StringBuilder returned = new StringBuilder();

    /** A part is in an encoding nobody knows, or breaks off within it. */
    boolean undecoded;
  }

  private List<Recipient> recipients(MimeMessage message, Letter letter) throws MessagingException {
    if (complaint(message, letter)) {
      return complained(letter);
    }
    var reported = new ArrayList<Recipient>();
    for (String status : statuses(letter)) {
      for (Map<String, String> group : groups(status)) {
        if (group.containsKey("final-recipient")
            || group.containsKey("original-recipient")
            || group.containsKey("action")) {
          if (reported.size() == MOST_ADDRESSES) {
            return reported;
          }
          reported.add(reported(group, letter));
        }
      }
    }
    if (!reported.isEmpty()) {
      return reported;
    }
    return saysFailure(message, letter) ? inWords(message, letter) : List.of();
  }

  private static Kind kind(MimeMessage message, Letter letter, List<Recipient> recipients)
      throws MessagingException {
    if (complaint(message, letter)) {
      return Kind.COMPLAINT;
    }
    if (recipients.stream().anyMatch(r -> r.action().equals("failed"))) {
      return Kind.BOUNCE;
    }
    if (recipients.stream().anyMatch(r -> r.action().equals("delayed"))) {
      return Kind.DELAY;
    }
    if (recipients.stream().anyMatch(r -> r.action().equals("delivered"))) {
      return Kind.DELIVERED;
    }
    return recipients.isEmpty() && automatic(message) ? Kind.AUTOREPLY : Kind.NONE;
  }

  // --- Delivery status notifications ---

  /** Gateways and broken boundaries turn the report into plain text. */
  private static List<String> statuses(Letter letter) {
    boolean inText = letter.words.indexOf("\nFinal-Recipient:") >= 0;
    return letter.statuses.isEmpty() && inText ? List.of(letter.words.toString()) : letter.statuses;
  }

  private static Recipient reported(Map<String, String> group, Letter letter) {
    String diagnostic = group.getOrDefault("diagnostic-code", "");
    String status = status(group.getOrDefault("status", ""), diagnostic);
    String action = action(group.getOrDefault("action", ""), status);
    int reply = FailureWords.reply(diagnostic);
    String written = group.get("original-recipient");
    String original = written == null ? null : address(written);
    String last = group.get("final-recipient");
    String address = last != null ? address(last) : original == null ? "" : original;
    String words = diagnostic.isBlank() ? about(address, letter.words.toString()) : diagnostic;
    return recipient(address, original, action, status, reply, words);
  }

  /** The lines that name the address, else all. */
  private static String about(String address, String words) {
    List<String> lines = words.lines().filter(line -> line.contains(address)).toList();
    return address.isEmpty() || lines.isEmpty() ? words : String.join("\n", lines);
  }

  /**
   * A specific code in the diagnostic beats x.0.0; one that blames us beats one that blames the
   * address.
   */
  private static String status(String field, String diagnostic) {
    Matcher matcher = STATUS.matcher(field);
    String status = matcher.find() ? matcher.group() : null;
    Optional<String> said = FailureWords.enhancedCode(diagnostic);
    if (said.isEmpty()) {
      return status;
    }
    boolean blamesUs = said.get().startsWith("5.7.") && status != null && status.startsWith("5.");
    return FailureWords.vague(status) || blamesUs ? said.get() : status;
  }

  private static String action(String field, String status) {
    String word = field.strip().toLowerCase(Locale.ROOT).split("[^a-z]", 2)[0];
    return switch (word) {
      case "failed", "delayed", "delivered", "relayed", "expanded" -> word;
      case "failure", "fail", "undelivered" -> "failed";
      default -> status != null && status.startsWith("4") ? "delayed" : "failed";
    };
  }

  private static Recipient recipient(
      String address, String original, String action, String status, int reply, String words) {
    return switch (action) {
      case "delivered" ->
          new Recipient(address, original, action, status, Fate.DELIVERED, Reason.ACCEPTED);
      case "relayed", "expanded" ->
          new Recipient(address, original, action, status, Fate.NONE, Reason.ACCEPTED);
      case "delayed" ->
          new Recipient(address, original, action, status, Fate.TRANSIENT, Reason.TRANSIENT);
      default -> {
        Reason reason = reason(status, reply, words);
        yield new Recipient(address, original, "failed", status, fate(reason, status), reason);
      }
    };
  }

  private static Reason reason(String status, int reply, String words) {
    boolean lasting = status == null ? reply == 0 || reply >= 500 : !status.startsWith("4");
    // 552 alone is said of many things; as a full mailbox it counts with words to match.
    Reason reason = Verdicts.ofSmtp(reply == 552 ? 554 : reply, status);
    if (FailureWords.vague(status) && lasting) {
      reason = FailureWords.reason(words).orElse(reason);
    }
    return switch (reason) {
      case ACCOUNT, CONTENT_REFUSED ->
          Reason.POLICY; // said by a stranger's server, no reason to stop
      default -> reason;
    };
  }

  private static Fate fate(Reason reason, String status) {
    if (reason.failure() == Reason.Failure.TEMPORARY) {
      return Fate.TRANSIENT;
    }
    boolean code7 = status != null && status.startsWith("5.7.");
    return code7 || reason == Reason.POLICY && FailureWords.vague(status)
        ? Fate.POLICY
        : Fate.PERMANENT;
  }

  // --- Bounces in words ---

  private static boolean saysFailure(MimeMessage message, Letter letter) throws MessagingException {
    if (message.getHeader("X-Failed-Recipients") != null) {
      return true;
    }
    String subject = header(message, "Subject");
    if (VACATION_SUBJECT.matcher(subject).find()) {
      return false;
    }
    return ROBOT.matcher(header(message, "From")).find()
        || !letter.returned.isEmpty() && NOT_DELIVERED.matcher(letter.words).find()
        || FAILURE_SUBJECT.matcher(subject).find()
        || header(message, "Return-Path").replace(" ", "").equals("<>") && !automatic(message);
  }

  private static List<Recipient> inWords(MimeMessage message, Letter letter)
      throws MessagingException {
    String words = letter.words.toString();
    Matcher end = RETURNED_MESSAGE.matcher(words);
    String said = end.find() && end.start() > 0 ? words.substring(0, end.start()) : words;
    String quoted =
        letter.returned.isEmpty() ? words.substring(said.length()) : letter.returned.toString();
    Map<String, String> places = places(message, said, quoted);
    boolean delayed =
        STILL_TRYING.matcher(said).find()
            || STILL_TRYING.matcher(header(message, "Subject")).find();
    var recipients = new ArrayList<Recipient>();
    places.forEach(
        (address, place) -> {
          String about =
              FailureWords.enhancedCode(place).isPresent() || FailureWords.reply(place) > 0
                  ? place
                  : said;
          String status = FailureWords.enhancedCode(about).orElse(null);
          int reply = FailureWords.reply(about);
          if (status == null && reply == 0 && FailureWords.reason(about).isEmpty()) {
            status = TEMPORARY.matcher(about).find() ? "4.4.7" : null;
          }
          recipients.add(
              recipient(address, null, delayed ? "delayed" : "failed", status, reply, about));
        });
    return recipients;
  }

  /**
   * Each failed address with the words about it: from where it first stands to where the next one
   * does.
   */
  private static Map<String, String> places(MimeMessage message, String said, String quoted)
      throws MessagingException {
    Set<String> addresses = new LinkedHashSet<>();
    for (String value : values(message, "X-Failed-Recipients")) {
      if (addresses.size() < MOST_ADDRESSES) {
        addresses.addAll(addressesIn(value));
      }
    }
    if (addresses.isEmpty()) {
      Set<String> named = addressesIn(said);
      Set<String> sentTo = addressesIn(field(quoted, "to"));
      named.stream().filter(sentTo::contains).forEach(addresses::add);
      if (addresses.isEmpty()) {
        LINE_OF_ADDRESS
            .matcher(said)
            .results()
            .limit(MOST_ADDRESSES)
            .map(line -> line.group(1))
            .forEach(addresses::add);
      }
      if (addresses.isEmpty()) {
        // What was returned shows whom we wrote to, not whom it did not reach.
        named.stream().limit(1).forEach(addresses::add);
      }
    }
    var places = new LinkedHashMap<String, String>();
    if (addresses.isEmpty()) {
      places.put("", said);
    }
    var order = new ArrayList<>(addresses);
    for (int i = 0; i < order.size(); i++) {
      int from = Math.max(0, said.indexOf(order.get(i)));
      int to = i + 1 < order.size() ? said.indexOf(order.get(i + 1)) : said.length();
      places.put(order.get(i), to > from ? said.substring(from, to) : said.substring(from));
    }
    return places;
  }

  // --- Complaints and automatic replies ---

  /** RFC 5965, and one large provider that sends the message alone. */
  private static boolean complaint(MimeMessage message, Letter letter) throws MessagingException {
    return !letter.feedback.isEmpty()
        || COMPLAINT_SUBJECT.matcher(header(message, "Subject")).find();
  }

  private static List<Recipient> complained(Letter letter) {
    Set<String> addresses = new LinkedHashSet<>();
    for (Map<String, String> group : groups(String.join("\n", letter.feedback))) {
      addresses.addAll(addressesIn(group.getOrDefault("original-rcpt-to", "")));
      addresses.addAll(addressesIn(group.getOrDefault("removal-recipient", "")));
    }
    if (addresses.isEmpty()) {
      addresses.addAll(addressesIn(field(letter.returned.toString(), "to")));
    }
    return addresses.stream()
        .map(address -> new Recipient(address, null, "complaint", null, Fate.NONE, Reason.POLICY))
        .toList();
  }

  /** RFC 3834 and what is used beside it. */
  private static boolean automatic(MimeMessage message) throws MessagingException {
    String submitted = header(message, "Auto-Submitted").toLowerCase(Locale.ROOT);
    return submitted.startsWith("auto-replied")
        || submitted.startsWith("auto-generated")
        || submitted.startsWith("auto-notified")
        || message.getHeader("X-Autoreply") != null
        || message.getHeader("X-Autorespond") != null
        || message.getHeader("X-Auto-Response-Suppress") != null
        || header(message, "Precedence").toLowerCase(Locale.ROOT).startsWith("auto")
        || VACATION_SUBJECT.matcher(header(message, "Subject")).find();
  }

  // --- Whose it is ---

  private String attempt(MimeMessage message, Letter letter) throws MessagingException {
    for (String name :
        List.of("X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "To")) {
      for (String value : values(message, name)) {
        Optional<String> reference = reference(value);
        if (reference.isPresent()) {
          return reference.get();
        }
      }
    }
    String quoted = letter.returned + "\n" + letter.words;
    return reference(quoted).or(() -> byMessageId(quoted)).orElse(null);
  }

  private Optional<String> reference(String text) {
    return ours == null ? BounceAddress.unverified(text) : ours.verify(text);
  }

  private Optional<String> byMessageId(String quoted) {
    if (ours == null) {
      return Optional.empty();
    }
    Matcher matcher =
        Pattern.compile("(?im)^message-id:\\s*<([0-9A-Za-z_-]{1,40})@([0-9A-Za-z.-]+)>")
            .matcher(quoted);
    while (matcher.find()) {
      if (ours.ours(matcher.group(2))) {
        return Optional.of(matcher.group(1));
      }
    }
    return Optional.empty();
  }

  // --- Taking mail apart ---

  /** A part that cannot be decoded keeps none beside it from being read, nor whose it is. */
  private void collect(Part part, Letter letter, int depth) {
    try {
      take(part, letter, depth);
    } catch (MessagingException | IOException e) {
      letter.undecoded = true;
    }
  }

  private void take(Part part, Letter letter, int depth) throws MessagingException, IOException {
    if (depth > DEEPEST_PART) {
      return;
    }
    String type = type(part);
    if (type.equals("message/delivery-status") || type.equals("message/global-delivery-status")) {
      letter.statuses.add(text(part));
    } else if (type.equals("message/feedback-report")) {
      letter.feedback.add(text(part));
    } else if (type.startsWith("message/") || type.equals("text/rfc822-headers")) {
      add(letter.returned, text(part));
    } else if (type.startsWith("multipart/")) {
      List<BodyPart> parts = parts(part, type);
      for (BodyPart each : parts) {
        collect(each, letter, depth + 1);
      }
      if (parts.isEmpty()) {
        add(letter.words, text(part));
      }
    } else if (type.startsWith("text/")) {
      String text = text(part);
      add(letter.words, type.equals("text/html") ? withoutTags(text) : text);
    }
  }

  /** However many parts there are, no more of them together than of one. */
  private static void add(StringBuilder all, String text) {
    if (all.length() < LARGEST_TEXT) {
      all.append(text).append('\n');
    }
  }

  /** Empty where the boundaries are broken. */
  private static List<BodyPart> parts(Part part, String type) {
    var parts = new ArrayList<BodyPart>();
    try {
      Multipart multipart = new MimeMultipart(new PartSource(part, type));
      for (int i = 0; i < multipart.getCount(); i++) {
        parts.add(multipart.getBodyPart(i));
      }
    } catch (MessagingException e) {
      return parts;
    }
    return parts;
  }

  /** Lets a multipart be read whatever content handlers are installed. */
  private record PartSource(Part part, String type) implements jakarta.activation.DataSource {
    @Override
    public InputStream getInputStream() throws IOException {
      try {
        return part.getInputStream();
      } catch (MessagingException e) {
        throw new IOException("An unreadable part");
      }
    }

    @Override
    public java.io.OutputStream getOutputStream() {
      throw new UnsupportedOperationException("Read only");
    }

    @Override
    public String getContentType() {
      try {
        return part.getContentType();
      } catch (MessagingException e) {
        return type;
      }
    }

    @Override
    public String getName() {
      return "part";
    }
  }

  private static String type(Part part) throws MessagingException {
    try {
      return new ContentType(part.getContentType()).getBaseType().toLowerCase(Locale.ROOT);
    } catch (MessagingException e) {
      return part.getContentType().toLowerCase(Locale.ROOT).startsWith("multipart/")
          ? "multipart/mixed"
          : "text/plain";
    }
  }

  private static String text(Part part) throws MessagingException, IOException {
    try (InputStream content = part.getInputStream()) {
      return new String(content.readNBytes(LARGEST_TEXT), charset(part)).replace("\r\n", "\n");
    }
  }

  private static Charset charset(Part part) throws MessagingException {
    try {
      String name = new ContentType(part.getContentType()).getParameter("charset");
      return name == null ? StandardCharsets.UTF_8 : Charset.forName(MimeUtility.javaCharset(name));
    } catch (MessagingException | IllegalArgumentException e) {
      return StandardCharsets.ISO_8859_1;
    }
  }

  private static String withoutTags(String html) {
    return html.replaceAll("(?is)<(script|style).*?(?:</\\1>|\\z)", " ")
        .replaceAll("(?i)<br ?/?>|</p>|</div>|</tr>", "\n")
        .replaceAll("<[^>@]{0,500}>", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&");
  }

  /**
   * Groups of fields separated by blank lines (RFC 3464 §2.1), names in lower case, folded lines
   * joined.
   */
  private static List<Map<String, String>> groups(String text) {
    var groups = new ArrayList<Map<String, String>>();
    for (String block : text.replace("\r", "").split("\n[ \t]*\n")) {
      var fields = new LinkedHashMap<String, String>();
      for (String line : block.replaceAll("\n[ \t]+", " ").split("\n")) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
          fields.putIfAbsent(name, line.substring(colon + 1).strip());
        }
      }
      groups.add(fields);
    }
    return groups;
  }

  private static String field(String headers, String name) {
    Matcher matcher =
        Pattern.compile("(?im)^" + name + ":((?:.*)(?:\n[ \t].*+)*+)").matcher(headers);
    return matcher.find() ? matcher.group(1) : "";
  }

  /** {@code rfc822; <a@example.org>} without type and brackets. */
  private static String address(String field) {
    Matcher matcher = ADDRESS.matcher(field);
    return matcher.find() ? matcher.group() : cut(field.replaceFirst("^[^;]*;", "").strip());
  }

  private static Set<String> addressesIn(String text) {
    Set<String> found = new LinkedHashSet<>();
    Matcher matcher = ADDRESS.matcher(text);
    while (found.size() < MOST_ADDRESSES && matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  private static List<String> values(MimeMessage message, String name) throws MessagingException {
    String[] values = message.getHeader(name);
    return values == null ? List.of() : List.of(values);
  }

  private static String header(MimeMessage message, String name) throws MessagingException {
    String value = message.getHeader(name, " ");
    if (value == null) {
      return "";
    }
    try {
      return MimeUtility.decodeText(cut(value));
    } catch (java.io.UnsupportedEncodingException e) {
      return cut(value);
    }
  }

  private static String cut(String field) {
    return field.substring(0, Math.min(field.length(), LONGEST_FIELD));
  }
}
