package org.aviso.reliability;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An SMTP server that writes each message through before it answers the final dot, if it does. */
final class MailReceiver {
  private static final Pattern MESSAGE_ID =
      Pattern.compile("^Message-ID:\\s*<([^@>]+)@", Pattern.CASE_INSENSITIVE);

  private final ServerSocket server;
  private final ExecutorService threads;
  private final WrittenThrough log;
  private final Fates fates;
  private final KillOrder kill;
  private final AtomicLong count = new AtomicLong();

  MailReceiver(int port, ExecutorService threads, WrittenThrough log, Fates fates, KillOrder kill)
      throws IOException {
    this.server = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress());
    this.threads = threads;
    this.log = log;
    this.fates = fates;
    this.kill = kill;
    threads.execute(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      say(socket, "220 mail.example.org");
      Fates.Fate fate = null;
      String to = null;
      for (String command = in.readLine(); command != null; command = in.readLine()) {
        String verb = command.split("[ :]")[0].toUpperCase(Locale.ROOT);
        switch (verb) {
          case "EHLO" -> say(socket, "250-mail.example.org\r\n250 ENHANCEDSTATUSCODES");
          case "RCPT" -> {
            to = command.replaceAll(".*<|>.*", "");
            fate = fates.next(to);
            if (fate.is("421")) {
              say(socket, "421 4.3.2 closing");
              return;
            }
            if (fate.is("drop-rcpt")) {
              return;
            }
            say(socket, fate.is("451") ? "451 4.3.0 later" : "250 2.1.5 ok");
          }
          case "DATA" -> {
            say(socket, "354 go on");
            if (!content(socket, in, to, fate)) {
              return;
            }
          }
          case "QUIT" -> {
            say(socket, "221 2.0.0 bye");
            return;
          }
          default -> say(socket, "250 2.0.0 ok");
        }
      }
    } catch (IOException e) {
      // The sender went away, or was killed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean content(Socket socket, BufferedReader in, String to, Fates.Fate fate)
      throws IOException, InterruptedException {
    if (fate.is("drop-before-dot")) {
      in.readLine();
      return false;
    }
    String reference = "";
    for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
      if (line == null) {
        return false;
      }
      Matcher matcher = MESSAGE_ID.matcher(line);
      if (reference.isEmpty() && matcher.find()) {
        reference = matcher.group(1);
      }
    }
    Fates.pause(fate.before());
    if (fate.is("451-dot")) {
      say(socket, "451 4.3.0 later");
      return true;
    }
    if (kill.carriedOut(false)) {
      return false;
    }
    String id = "%012X".formatted(count.incrementAndGet());
    log.add("mail\t%d\t%s\t%s\t%s\t-".formatted(System.currentTimeMillis(), reference, id, to));
    if (kill.carriedOut(true)) {
      return false;
    }
    Fates.pause(fate.after());
    if (fate.is("drop-after-dot")) {
      return false;
    }
    say(socket, "250 2.0.0 Ok: queued as " + id);
    return true;
  }

  private static void say(Socket socket, String reply) throws IOException {
    socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }
}
