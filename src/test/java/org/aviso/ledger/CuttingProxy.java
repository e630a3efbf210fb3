package org.aviso.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A network between a ledger and its server that can be cut, and mended. */
public final class CuttingProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;
  private volatile boolean cutAfterCommit;

  /** The link, a transaction's last statement, was seen: what comes next is the commit. */
  private volatile boolean linked;

  public CuttingProxy(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::accept, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  public int port() {
    return listener.getLocalPort();
  }

  public void cut() {
    cut = true;
    sockets.forEach(CuttingProxy::close);
    sockets.clear();
  }

  public void mend() {
    cut = false;
  }

  /** The next commit reaches the server; its answer, and what follows, does not come back. */
  void cutAfterNextCommit() {
    cutAfterCommit = true;
  }

  boolean commitWasCut() {
    return !cutAfterCommit;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (cut) {
          close(client);
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(server);
        pump(client, server, true);
        pump(server, client, false);
      } catch (IOException e) {
        // Closed, or the client went away.
      }
    }
  }

  private void pump(Socket from, Socket to, boolean asking) {
    Thread thread =
        new Thread(
            () -> {
              byte[] bytes = new byte[64 * 1024];
              try (InputStream in = from.getInputStream()) {
                for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                  boolean commit = asking && linked;
                  if (commit) {
                    close(from);
                  }
                  to.getOutputStream().write(bytes, 0, n);
                  if (commit) {
                    TimeUnit.MILLISECONDS.sleep(300);
                    linked = false;
                    cutAfterCommit = false;
                  }
                  linked |=
                      asking
                          && cutAfterCommit
                          && new String(bytes, 0, n, StandardCharsets.ISO_8859_1)
                              .contains("INSERT INTO links");
                }
              } catch (IOException | InterruptedException e) {
                // Cut.
              } finally {
                close(from);
                close(to);
              }
            },
            "proxy-pump");
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closed is what was wanted.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
