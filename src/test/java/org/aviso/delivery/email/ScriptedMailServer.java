package org.aviso.delivery.email;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An SMTP server that says what it is told to, at the place it is told to, and counts what arrives
 * whole.
 */
final class ScriptedMailServer implements AutoCloseable {
  static final String DROP = "drop";
  static final String HANG = "hang";
  static final String ENDLESS = "endless";

  /**
   * Asked at GREETING, EHLO, MAIL, RCPT, DATA, CONTENT (before the dot is read), DOT, NOOP, RSET;
   * null: the usual.
   */
  interface Script {
    String reply(String place, int connection);
  }

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final List<String> envelopes = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Script script;

  ScriptedMailServer(Script script) throws IOException {
    this.script = script;
    daemon(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Whole messages: the dot was read. */
  List<String> taken() {
    return taken;
  }

  /** MAIL FROM and RCPT TO lines. */
  List<String> envelopes() {
    return envelopes;
  }

  int connections() {
    return connections.get();
  }

  private static void daemon(Runnable work) {
    var thread = new Thread(work, "scripted-mail-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket line = server.accept();
        int number = connections.incrementAndGet();
        daemon(() -> serve(line, number));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket line, int number) {
    try (line) {
      var in =
          new BufferedReader(new InputStreamReader(line.getInputStream(), StandardCharsets.UTF_8));
      if (!say(line, "GREETING", number, "220 mail.example.org")) {
        return;
      }
      for (String command = in.readLine(); command != null; command = in.readLine()) {
        String verb = command.split("[ :]")[0].toUpperCase(Locale.ROOT);
        if (verb.equals("QUIT")) {
          return;
        }
        if (verb.equals("MAIL") || verb.equals("RCPT")) {
          envelopes.add(command);
        }
        String usual =
            switch (verb) {
              case "EHLO" -> "250-mail.example.org\r\n250 ENHANCEDSTATUSCODES";
              case "DATA" -> "354 go on";
              default -> "250 2.0.0 ok";
            };
        if (!say(line, verb, number, usual)) {
          return;
        }
        if (verb.equals("DATA")
            && script.reply("DATA", number) == null
            && !content(line, in, number)) {
          return;
        }
      }
    } catch (IOException e) {
      // The client went away.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean content(Socket line, BufferedReader in, int number)
      throws IOException, InterruptedException {
    if (DROP.equals(script.reply("CONTENT", number))) {
      in.readLine();
      return false;
    }
    var text = new StringBuilder();
    for (String each = in.readLine(); !".".equals(each); each = in.readLine()) {
      if (each == null) {
        return false;
      }
      text.append(each).append('\n');
    }
    taken.add(text.toString());
    return say(line, "DOT", number, "250 2.0.0 Ok: queued as 4XbZ9Q1c2d");
  }

  private boolean say(Socket line, String place, int number, String usual)
      throws IOException, InterruptedException {
    String told = script.reply(place, number);
    if (DROP.equals(told)) {
      return false;
    }
    if (HANG.equals(told)) {
      closed.await();
      return false;
    }
    while (ENDLESS.equals(told)) {
      line.getOutputStream().write("250-and so on\r\n".getBytes(StandardCharsets.US_ASCII));
      line.getOutputStream().flush();
      Thread.sleep(50);
    }
    String reply = told == null ? usual : told;
    line.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
    line.getOutputStream().flush();
    return !reply.startsWith("421");
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
