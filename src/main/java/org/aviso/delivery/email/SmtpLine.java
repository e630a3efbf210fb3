package org.aviso.delivery.email;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aviso.delivery.Deadline;
import org.aviso.delivery.ProviderAnswer;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * One open connection. Watches how far a message got, for that alone says what a lost connection
 * means: before the content nothing can have been taken, after it anything can.
 *
 * <p>Where the server takes it (PIPELINING, RFC 2920), sender and recipient leave together with
 * DATA, and the content only when all three were answered: two waits a message instead of four.
 */
final class SmtpLine extends SMTPTransport {
  private static final Pattern REPLY =
      Pattern.compile("^[0-9]{3}[ -](?:([245]\\.[0-9]{1,3}\\.[0-9]{1,3})(?=\\s|$))?");
  private static final Pattern QUEUE_ID =
      Pattern.compile(
          "(?:queued as|id=|queue-?id:?|250 (?:2\\.0\\.0 )?ok:?)"
              + " *<?(?=\\S*[0-9])([0-9A-Za-z._-]{6,64})\\b|250 2\\.0\\.0 ([0-9A-Za-z]{8,32})"
              + " Message accepted",
          Pattern.CASE_INSENSITIVE);

  private static final int GO_ON = 250;
  private static final int START_CONTENT = 354;

  /** As a server says that it hangs up: for now, and nothing was taken. */
  private static final int CLOSING = 421;

  private enum Phase {
    IDLE,
    SENDER,
    RECIPIENT,
    CONTENT,
    FINAL_DOT
  }

  private final Socket[] socket;
  private final Duration commandTimeout;
  private final Duration afterData;

  /** Sender and recipient, until DATA takes them along. */
  private final List<String> heldBack = new ArrayList<>(2);

  private boolean holding;
  private Phase phase = Phase.IDLE;
  private long sendBefore;
  private ProviderAnswer.Refused refused;
  private ProviderAnswer.Accepted accepted;
  private long lastUsed = System.nanoTime();
  private boolean suspect;

  /**
   * @param socket one element, filled with the plain socket when it is made
   */
  SmtpLine(
      Session session,
      URLName server,
      Socket[] socket,
      Duration commandTimeout,
      Duration afterData) {
    super(session, server);
    this.socket = socket;
    this.commandTimeout = commandTimeout;
    this.afterData = afterData;
  }

  /** Sends once; never throws, for whatever is thrown below has a meaning here. */
  ProviderAnswer deliver(MimeMessage message, String recipient) {
    phase = Phase.IDLE;
    refused = null;
    accepted = null;
    suspect = true;
    sendBefore =
        message instanceof ComposedMail mail
            ? mail.sendBefore()
            : System.nanoTime() + Long.MAX_VALUE / 2;
    String problem = "no reply";
    if (late()) {
      return new ProviderAnswer.NotSent("lease too short before the content");
    }
    try (var deadline = deadline()) {
      sendMessage(message, new InternetAddress[] {new InternetAddress(recipient, true)});
    } catch (LeaseTooShort e) {
      problem = "lease too short";
    } catch (MessagingException | RuntimeException e) {
      problem = "connection lost";
    }
    holding = false;
    heldBack.clear();
    lastUsed = System.nanoTime();
    if (accepted != null) {
      suspect = false;
      return accepted;
    }
    if (refused != null) {
      return refused;
    }
    if (phase == Phase.RECIPIENT) {
      // The server is there, and answered MAIL: what goes wrong from there on may be this message's
      // own, and tried again at once for ever it would keep all others waiting.
      return new ProviderAnswer.Refused(CLOSING, null, null);
    }
    return phase.compareTo(Phase.CONTENT) < 0
        ? new ProviderAnswer.NotSent(problem + " before the content")
        : new ProviderAnswer.Unknown(problem + " after the content began");
  }

  /**
   * The server had already gone away, or used its first chance to say so: this message was never
   * looked at.
   */
  boolean wasStale(ProviderAnswer answer) {
    return phase == Phase.SENDER
        && (answer instanceof ProviderAnswer.NotSent
            || answer instanceof ProviderAnswer.Refused no && no.httpStatus() == 421);
  }

  /** Asks the server (NOOP) when the line was idle that long or its last message was refused. */
  boolean usable(Duration idle) {
    boolean ask = suspect || System.nanoTime() - lastUsed > idle.toNanos();
    phase = Phase.IDLE;
    if (!ask) {
      return true;
    }
    try (var deadline = deadline()) {
      return isConnected();
    }
  }

  /** Breaks the line off unless what is begun now comes to its end. */
  Deadline deadline() {
    return Deadline.in(commandTimeout.multipliedBy(10).plus(afterData), this::breakOff);
  }

  void hangUp() {
    try {
      close();
    } catch (MessagingException e) {
      // It is gone either way.
    }
  }

  @Override
  protected void mailFrom() throws MessagingException {
    phase = Phase.SENDER;
    holding = supportsExtension("PIPELINING");
    super.mailFrom();
  }

  @Override
  protected void rcptTo() throws MessagingException {
    if (!holding) {
      phase = Phase.RECIPIENT;
    }
    super.rcptTo();
  }

  @Override
  protected OutputStream data() throws MessagingException {
    if (late()) {
      throw new LeaseTooShort();
    }
    OutputStream content = super.data();
    if (late()) {
      // The server took its time. A connection that ends here has sent no content.
      breakOff();
      throw new LeaseTooShort();
    }
    phase = Phase.CONTENT;
    return content;
  }

  private boolean late() {
    return System.nanoTime() - sendBefore > 0;
  }

  @Override
  protected void finishData() throws IOException, MessagingException {
    phase = Phase.FINAL_DOT;
    waitFor(afterData);
    super.finishData();
    waitFor(commandTimeout);
  }

  @Override
  protected void sendCommand(String command) throws MessagingException {
    if (holding && command.equals("DATA")) {
      holding = false;
      sendTogether(command);
    } else if (holding) {
      heldBack.add(command);
    } else {
      super.sendCommand(command);
    }
  }

  private void sendTogether(String data) throws MessagingException {
    super.sendCommand(heldBack.get(0));
    try {
      super.sendCommand(heldBack.get(1));
      super.sendCommand(data);
    } catch (MessagingException e) {
      // It has hung up already; what it said before is still to be heard.
    }
  }

  @Override
  protected int readServerResponse() throws MessagingException {
    if (holding) {
      return GO_ON;
    }
    return heldBack.isEmpty() ? heard() : heardTogether();
  }

  /** The answers to sender, recipient and DATA; the first refusal of them is the answer. */
  private int heardTogether() throws MessagingException {
    heldBack.clear();
    int data = 0;
    for (Phase asked : List.of(Phase.SENDER, Phase.RECIPIENT, Phase.RECIPIENT)) {
      if (refused == null) {
        phase = asked;
      }
      data = heard();
      if (data < 0) {
        break; // It has hung up.
      }
    }
    if (refused == null) {
      return data;
    }
    if (data == START_CONTENT) {
      // It waits for content all the same: a connection that ends here has sent none.
      breakOff();
    }
    return refused.httpStatus();
  }

  private void breakOff() {
    try {
      if (socket[0] != null) {
        socket[0].close();
      }
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  /**
   * The first refusal counts: after it the transport resets the session, and that may fail as well.
   */
  private int heard() throws MessagingException {
    int reply = super.readServerResponse();
    if (phase == Phase.IDLE || refused != null || accepted != null) {
      return reply;
    }
    if (reply >= 400 && reply < 600) {
      refused = new ProviderAnswer.Refused(reply, enhancedCode(reply), null);
    } else if (phase == Phase.FINAL_DOT && reply >= 200 && reply < 300) {
      accepted = new ProviderAnswer.Accepted(queueId(getLastServerResponse()), "250");
    }
    return reply;
  }

  private String enhancedCode(int reply) {
    String code = enhancedCode(getLastServerResponse());
    // Without a code of its own, a refusal of MAIL FROM must not read as one of the recipient.
    return code == null && phase == Phase.SENDER && reply >= 500 && reply != 530 ? "5.1.8" : code;
  }

  /** As {@code 5.1.1}; null when the reply has none. */
  static String enhancedCode(String response) {
    Matcher matcher = REPLY.matcher(response);
    return matcher.find() ? matcher.group(1) : null;
  }

  /** Null when the server names none. */
  static String queueId(String response) {
    Matcher matcher = QUEUE_ID.matcher(response);
    if (!matcher.find()) {
      return null;
    }
    return matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
  }

  private void waitFor(Duration longest) {
    try {
      if (socket[0] != null) {
        socket[0].setSoTimeout((int) Math.min(longest.toMillis(), Integer.MAX_VALUE));
      }
    } catch (SocketException e) {
      // A closed socket times out by itself.
    }
  }

  private static final class LeaseTooShort extends MessagingException {
    private static final long serialVersionUID = 1;
  }
}
