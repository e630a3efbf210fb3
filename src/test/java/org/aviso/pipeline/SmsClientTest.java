package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.aviso.SignedHouse;
import org.aviso.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By one request or through camel-twilio, over the real pipeline and the sandbox's server. */
class SmsClientTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();

  @TempDir Path root;

  /** What the provider was asked to create, without what is drawn anew each time. */
  private record Text(String to, String from, String body, String receipts) {}

  @Test
  void both_clients_send_the_same_texts() throws Exception {
    for (String part : List.of("routes", "templates", "config")) {
      SignedHouse.copy(ROOT.resolve(part), root.resolve(part));
    }

    List<Text> direct = texts("direct");

    assertThat(direct).isNotEmpty().doesNotHaveDuplicates();
    assertThat(texts("camel")).containsExactlyInAnyOrderElementsOf(direct);
  }

  private List<Text> texts(String client) throws Exception {
    Path home = root.resolve(client);
    Path list = Files.createDirectories(home.resolve("inbox")).resolve("list.csv");
    Files.copy(ROOT.resolve("samples/supplement.csv"), list);
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    Settings settings =
        Settings.load(
            null,
            Map.of(),
            Map.of(
                "aviso.home",
                home.toString(),
                "aviso.sandbox.clock",
                "2027-01-13T18:00Z",
                "aviso.sms.per-second",
                "0",
                "aviso.sms.client",
                client),
            root);
    try (Pipeline pipeline =
        Pipeline.start(root, settings, new Pipeline.Options(false, true, file -> {}))) {
      pipeline.awaitQuiet(Duration.ZERO, Duration.ZERO);
      return pipeline.providers().twilio().messages().stream()
          .map(
              text -> {
                String[] receipts = text.statusCallback().split("/twilio/status/");
                String body = text.body().replace(receipts[1], "(reference)");
                return new Text(text.to(), text.from(), body, receipts[0]);
              })
          .toList();
    }
  }
}
