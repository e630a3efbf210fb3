package org.aviso.delivery.sms;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP server in the raw, so that what arrives is counted and what is answered may be anything
 * or nothing.
 */
final class CountingServer implements AutoCloseable {
  /** What is answered byte by byte, and never to its end. */
  static final String ENDLESS = "HTTP/1.1 201 Created\r\nX-Patience: ";

  /** The answer is the whole response; null says nothing and keeps the line; empty hangs up. */
  interface Script {
    String answer(String request);
  }

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Script script;

  CountingServer(Script script) throws IOException {
    this.script = script;
    var thread = new Thread(this::accept, "counting-server");
    thread.setDaemon(true);
    thread.start();
  }

  static String response(int status, String body, String... headers) {
    var text = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return text + "Content-Length: " + length + "\r\n\r\n" + body;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  List<String> requests() {
    return requests;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket line = server.accept();
        var thread = new Thread(() -> serve(line), "counting-server-line");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket line) {
    try (line) {
      var in =
          new BufferedReader(new InputStreamReader(line.getInputStream(), StandardCharsets.UTF_8));
      for (String first = in.readLine(); first != null; first = in.readLine()) {
        requests.add(read(first, in));
        String answer = script.answer(requests.get(requests.size() - 1));
        if (answer == null) {
          closed.await();
          return;
        }
        if (answer.isEmpty()) {
          line.setSoLinger(true, 0); // a reset, not an end
          return;
        }
        line.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        line.getOutputStream().flush();
        while (answer.equals(ENDLESS) && !closed.await(50, TimeUnit.MILLISECONDS)) {
          line.getOutputStream().write('.');
          line.getOutputStream().flush();
        }
      }
    } catch (IOException e) {
      // The client went away.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String read(String first, BufferedReader in) throws IOException {
    var head = new StringBuilder(first);
    int length = 0;
    for (String header = in.readLine(); !header.isEmpty(); header = in.readLine()) {
      head.append('\n').append(header);
      if (header.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    char[] body = new char[length];
    for (int read = 0; read < length; ) {
      read += in.read(body, read, length - read);
    }
    return head + "\n\n" + new String(body);
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
