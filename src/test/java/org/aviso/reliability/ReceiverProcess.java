package org.aviso.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Both receivers, in a process that outlives every sender. Ends with its parent. */
final class ReceiverProcess {
  static final String ACCOUNT = "AC" + "9".repeat(32);
  static final String TOKEN = "synthetic-token-of-the-tests";

  private ReceiverProcess() {}

  /**
   * @param arguments folder, seed, longest wait (ms), fates of texts, fates of mails, percentage of
   *     texts told of by callbacks, listed after (ms), redacted
   */
  public static void main(String... arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    int wait = Integer.parseInt(arguments[2]);
    ExecutorService threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> {
              Thread thread = new Thread(null, work, "receiver", 256 * 1024);
              thread.setDaemon(true);
              return thread;
            });
    WrittenThrough log = new WrittenThrough(folder.resolve("received.log"));
    KillOrder kill = new KillOrder();
    TextReceiver texts =
        new TextReceiver(
            0,
            threads,
            log,
            new Fates(seed, wait, arguments[3]),
            kill,
            new TextReceiver.Manner(
                ACCOUNT, Long.parseLong(arguments[6]), Boolean.parseBoolean(arguments[7]), 5),
            new Callbacks(ACCOUNT, TOKEN, Integer.parseInt(arguments[5]), seed));
    MailReceiver mails =
        new MailReceiver(0, threads, log, new Fates(seed, wait, arguments[4]), kill);
    Path ports = Files.writeString(folder.resolve("ports.tmp"), texts.port() + " " + mails.port());
    Files.move(ports, folder.resolve("ports"), StandardCopyOption.ATOMIC_MOVE);
    // The parent holds the other end: when it is gone, in whatever way, so are we.
    while (System.in.read() >= 0) {
      continue;
    }
  }
}
