package org.aviso.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A server on loopback that accepts every message, in a process of its own, with one thread and as
 * little work as possible: what it takes, the sender lacks. It counts who was written to, and how
 * many messages waited for their answer at once.
 *
 * <p>Prints its port; to a line on its standard input it prints what it counted and begins anew;
 * ends with its standard input.
 */
final class Receiver {
  private static final int BACKLOG = 1024;

  /**
   * What was counted since it was asked last.
   *
   * @param firstAt milliseconds since 1970 at which the first answer left; 0: none did
   * @param peak messages that waited for their answer at once
   * @param cpuMillis what the process has used since its start
   */
  record Report(
      long messages, long distinct, long sum, long firstAt, long lastAt, int peak, long cpuMillis) {
    Recipients.Tally tally() {
      return new Recipients.Tally(messages, distinct, sum);
    }

    String line() {
      return messages + " " + distinct + " " + sum + " " + firstAt + " " + lastAt + " " + peak + " "
          + cpuMillis;
    }

    static Report read(String line) {
      long[] n = Stream.of(line.split(" ")).mapToLong(Long::parseLong).toArray();
      return new Report(n[0], n[1], n[2], n[3], n[4], (int) n[5], n[6]);
    }
  }

  private interface Step {
    void take() throws IOException;
  }

  private final class Line {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Dialogue dialogue;
    private final Bytes heard = new Bytes();
    private final Bytes said = new Bytes();
    private long due;

    Line(SocketChannel channel) throws IOException {
      this.channel = channel;
      this.dialogue = dialogues.get();
      this.key = channel.register(selector, SelectionKey.OP_READ, this);
      said.add(dialogue.greeting());
    }

    /** A sender that goes away breaks its own connection only. */
    void safely(Step step) throws IOException {
      try {
        step.take();
      } catch (IOException e) {
        channel.close();
      }
    }

    void hear() throws IOException {
      heard.room(8192);
      int read = channel.read(ByteBuffer.wrap(heard.all, heard.to, heard.all.length - heard.to));
      if (read < 0) {
        channel.close();
        return;
      }
      heard.to += read;
      goOn();
    }

    private void goOn() throws IOException {
      if (dialogue.answer(heard, said)) {
        due = System.nanoTime() + latencyNanos;
        waiting.add(this);
        peak = Math.max(peak, waiting.size());
        if (latencyNanos > 0) {
          key.interestOps(0);
        }
      } else {
        say();
      }
    }

    void beAnswered() throws IOException {
      say();
      lastAt = System.currentTimeMillis();
      firstAt = firstAt == 0 ? lastAt : firstAt;
      if (latencyNanos > 0) {
        key.interestOps(SelectionKey.OP_READ);
      }
      if (heard.size() > 0) {
        goOn();
      }
    }

    private void say() throws IOException {
      ByteBuffer all = ByteBuffer.wrap(said.all, said.from, said.size());
      while (all.hasRemaining()) {
        channel.write(all);
      }
      said.clear();
    }
  }

  private final Supplier<Dialogue> dialogues;
  private final long latencyNanos;
  private final Recipients recipients = new Recipients();
  private final Selector selector = Selector.open();
  private final ServerSocketChannel server = ServerSocketChannel.open();
  private final Semaphore toTell = new Semaphore(0);

  /** The delay is the same for all, so what came first is due first. */
  private final Deque<Line> waiting = new ArrayDeque<>();

  private long firstAt;
  private long lastAt;
  private int peak;

  /**
   * @param kind {@code twilio} or {@code smtp}
   */
  private Receiver(String kind, long latencyMillis) throws IOException {
    this.latencyNanos = TimeUnit.MILLISECONDS.toNanos(latencyMillis);
    this.dialogues =
        kind.equals("twilio")
            ? () -> new TwilioDialogue(recipients)
            : () -> new SmtpDialogue(recipients);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
  }

  /**
   * @param arguments {@code twilio} or {@code smtp}, and how many milliseconds an answer takes
   */
  public static void main(String... arguments) throws IOException {
    Receiver receiver = new Receiver(arguments[0], Long.parseLong(arguments[1]));
    System.out.println(((InetSocketAddress) receiver.server.getLocalAddress()).getPort());
    Thread asking = new Thread(receiver::listenToOrders, "orders");
    asking.setDaemon(true);
    asking.start();
    receiver.serve();
  }

  private void listenToOrders() {
    try (BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      while (orders.readLine() != null) {
        toTell.release();
        selector.wakeup();
      }
    } catch (IOException e) {
      // As at its end.
    }
    System.exit(0);
  }

  private void serve() throws IOException {
    while (true) {
      waitForSomething();
      for (SelectionKey key : selector.selectedKeys()) {
        if (key.isAcceptable()) {
          accept();
        } else {
          Line line = (Line) key.attachment();
          line.safely(line::hear);
        }
      }
      selector.selectedKeys().clear();
      for (int i = waiting.size(); i > 0 && waiting.peek().due - System.nanoTime() <= 0; i--) {
        Line line = waiting.remove();
        line.safely(line::beAnswered);
      }
      if (toTell.tryAcquire()) {
        System.out.println(tell());
      }
    }
  }

  private void waitForSomething() throws IOException {
    if (waiting.isEmpty()) {
      selector.select();
      return;
    }
    long nanos = waiting.peek().due - System.nanoTime();
    if (nanos <= 0) {
      selector.selectNow();
    } else {
      selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    }
  }

  private void accept() throws IOException {
    SocketChannel channel = server.accept();
    if (channel != null) {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      new Line(channel).say();
    }
  }

  private String tell() {
    Recipients.Tally tally = recipients.take();
    long cpu = ProcessHandle.current().info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
    String told =
        new Report(tally.messages(), tally.distinct(), tally.sum(), firstAt, lastAt, peak, cpu)
            .line();
    firstAt = 0;
    lastAt = 0;
    peak = 0;
    return told;
  }
}
