package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aviso.config.BadSettings;
import org.aviso.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a closed pipeline leaves behind in its process. */
class ClosedPipelineTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();

  /** Camel's simple language keeps one context, the newest, in a static field. */
  @Test
  void nothing_holds_a_pipeline_that_is_closed_but_the_last(@TempDir Path root) throws Exception {
    Settings settings =
        Settings.load(null, Map.of(), Map.of("aviso.home", root.resolve("home").toString()), ROOT);
    List<WeakReference<Pipeline>> closed = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      closed.add(ran(settings));
    }

    for (int i = 0; i < 50 && held(closed) > 1; i++) {
      System.gc();
      Thread.sleep(100);
    }
    assertThat(held(closed)).isLessThanOrEqualTo(1);
  }

  @Test
  void a_port_that_is_taken_is_named_with_its_key_and_the_home_is_let_go(@TempDir Path root)
      throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Settings settings =
          Settings.load(
              null,
              Map.of(),
              Map.of(
                  "aviso.home", root.resolve("home").toString(),
                  "aviso.webhook.port", "0",
                  "aviso.monitor.port", String.valueOf(taken.getLocalPort())),
              ROOT);

      assertThatThrownBy(
              () -> Pipeline.start(ROOT, settings, new Pipeline.Options(true, true, file -> {})))
          .isInstanceOf(BadSettings.class)
          .hasMessage(
              "aviso.monitor.port: 127.0.0.1:%d is in use — stop the other program, or write"
                  + " another port (0 = a free one)",
              taken.getLocalPort());
      assertThat(ran(settings)).isNotNull();
    }
  }

  private static long held(List<WeakReference<Pipeline>> closed) {
    return closed.stream().filter(pipeline -> pipeline.get() != null).count();
  }

  private static WeakReference<Pipeline> ran(Settings settings) throws Exception {
    try (Pipeline pipeline =
        Pipeline.start(ROOT, settings, new Pipeline.Options(false, true, file -> {}))) {
      pipeline.awaitQuiet(Duration.ZERO, Duration.ZERO);
      return new WeakReference<>(pipeline);
    }
  }
}
