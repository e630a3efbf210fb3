package org.aviso.reliability;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The receiving side: started, told what to do, and asked what arrived. */
final class Receivers implements AutoCloseable {
  private final Path folder;
  private final Process process;
  private final int texts;
  private final int mails;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * @param texts fates of texts, see {@link Fates}
   * @param listedAfterMillis how late the provider's list is
   */
  record Manner(
      int longestWaitMillis,
      String texts,
      String mails,
      int callbackPercent,
      long listedAfterMillis,
      boolean redacted) {
    static final Manner WELL = new Manner(300, "", "", 50, 0, false);

    Manner fates(String ofTexts, String ofMails) {
      return new Manner(
          longestWaitMillis, ofTexts, ofMails, callbackPercent, listedAfterMillis, redacted);
    }

    Manner wait(int millis) {
      return new Manner(millis, texts, mails, callbackPercent, listedAfterMillis, redacted);
    }

    Manner callbacks(int percent) {
      return new Manner(longestWaitMillis, texts, mails, percent, listedAfterMillis, redacted);
    }

    Manner listed(long afterMillis, boolean bodiesRedacted) {
      return new Manner(
          longestWaitMillis, texts, mails, callbackPercent, afterMillis, bodiesRedacted);
    }
  }

  /** One message as it was written through. */
  record Received(
      String channel, long at, String reference, String id, String to, String callback) {}

  private Receivers(Path folder, Process process, int texts, int mails) {
    this.folder = folder;
    this.process = process;
    this.texts = texts;
    this.mails = mails;
  }

  static Receivers start(Path folder, Manner manner) throws IOException {
    Files.createDirectories(folder);
    Process process =
        new ProcessBuilder(
                Service.java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Service.classPath(),
                ReceiverProcess.class.getName(),
                folder.toString(),
                String.valueOf(Effort.SEED),
                String.valueOf(manner.longestWaitMillis),
                manner.texts,
                manner.mails,
                String.valueOf(manner.callbackPercent),
                String.valueOf(manner.listedAfterMillis),
                String.valueOf(manner.redacted))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Path ports = folder.resolve("ports");
    await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(ports));
    String[] both = Files.readString(ports).split(" ");
    return new Receivers(folder, process, Integer.parseInt(both[0]), Integer.parseInt(both[1]));
  }

  Map<String, String> settings() {
    return Map.of(
        "aviso.twilio.base-url",
        "http://127.0.0.1:" + texts,
        "aviso.twilio.account-sid",
        ReceiverProcess.ACCOUNT,
        "aviso.twilio.auth-token",
        ReceiverProcess.TOKEN,
        "aviso.smtp.host",
        "127.0.0.1",
        "aviso.smtp.port",
        String.valueOf(mails),
        "aviso.smtp.tls",
        "none");
  }

  /**
   * The sender is killed by the next message, written or thrown away. Ordered over a connection of
   * its own: the server may just be closing one that was kept, and a POST is not repeated.
   */
  void killAtNext(long pid, boolean written) throws IOException, InterruptedException {
    HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:" + texts + "/kill?pid=" + pid + "&written=" + written))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.discarding());
  }

  /** Grows with every message; cheap to ask. */
  long bytes() {
    try {
      Path log = folder.resolve("received.log");
      return Files.exists(log) ? Files.size(log) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  List<Received> received() throws IOException {
    return Files.readAllLines(folder.resolve("received.log")).stream()
        .map(line -> line.split("\t"))
        .map(f -> new Received(f[0], Long.parseLong(f[1]), f[2], f[3], f[4], f[5]))
        .toList();
  }

  /** Messages an attempt. */
  Map<String, Long> byReference() throws IOException {
    return received().stream()
        .collect(Collectors.groupingBy(Received::reference, TreeMap::new, Collectors.counting()));
  }

  /** Messages a recipient; every person of these lists has a number or an address alone. */
  Map<String, Long> byRecipient() throws IOException {
    return received().stream()
        .collect(Collectors.groupingBy(Received::to, TreeMap::new, Collectors.counting()));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
