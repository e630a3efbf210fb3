package org.aviso.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.aviso.LiveHouse;

/**
 * How many messages a receiving server takes when it is asked by a sender that does nothing else:
 * one thread, many connections, no pipelining. The sender shares the machine, as Aviso does.
 */
final class Ceiling implements AutoCloseable {
  private static final int CONNECTIONS = 32;
  private static final String TEXT = "Sample+Law+Project%3A+".repeat(14);
  private static final String MAIL =
      ("<p>" + "Sample Law Project ".repeat(8) + "</p>\r\n").repeat(18);

  private final List<Socket> sockets = new ArrayList<>();
  private final byte[] answer = new byte[8192];
  private long sent;

  private Ceiling() {}

  /** Texts a second, of some 300 bytes. */
  static double ofTwilio(int port, long millis) throws IOException {
    try (Ceiling ceiling = new Ceiling()) {
      ceiling.connect(port);
      return ceiling.during(millis, ceiling::texts);
    }
  }

  /** Mails a second, of some 3 KB. */
  static double ofSmtp(int port, long millis) throws IOException {
    try (Ceiling ceiling = new Ceiling()) {
      ceiling.connect(port);
      ceiling.hear();
      ceiling.all("EHLO bench.example.org\r\n");
      return ceiling.during(millis, ceiling::mails);
    }
  }

  private interface Sending {
    void once() throws IOException;
  }

  private void connect(int port) throws IOException {
    for (int i = 0; i < CONNECTIONS; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      sockets.add(socket);
    }
  }

  private double during(long millis, Sending sending) throws IOException {
    long start = System.nanoTime();
    long end = start + millis * 1_000_000;
    while (System.nanoTime() < end) {
      sending.once();
      sent += CONNECTIONS;
    }
    return sent * 1e9 / (System.nanoTime() - start);
  }

  private void texts() throws IOException {
    for (Socket socket : sockets) {
      String body = "To=%2B1212" + (2_000_000 + sent) + "&From=%2B12125550100&Body=" + TEXT;
      say(
          socket,
          "POST /2010-04-01/Accounts/"
              + LiveHouse.ACCOUNT
              + "/Messages.json HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic c2FtcGxl\r\n"
              + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
    }
    hear();
  }

  private void mails() throws IOException {
    all("MAIL FROM:<bench@example.org>\r\n");
    all("RCPT TO:<person" + sent + "@example.org>\r\n");
    all("DATA\r\n");
    all("Subject: sample\r\n\r\n" + MAIL + ".\r\n");
  }

  private void all(String command) throws IOException {
    for (Socket socket : sockets) {
      say(socket, command);
    }
    hear();
  }

  private static void say(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(Bytes.of(text));
  }

  /** An answer on each connection; none is longer than one read. */
  private void hear() throws IOException {
    for (Socket socket : sockets) {
      InputStream in = socket.getInputStream();
      if (in.read(answer) < 0) {
        throw new IOException("a receiving server closed the connection");
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
