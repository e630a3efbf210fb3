package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.aviso.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Nobody believes that a setting works which does nothing yet. */
class NoEffectYetTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();

  @TempDir Path folder;

  private Settings settings(String... more) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("aviso.home", folder.resolve("home").toString());
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return Settings.load(null, Map.of(), all, ROOT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          aviso.alerts.to      | ops@example.org | aviso.alerts.to: nothing is mailed yet
          aviso.roles          | intake,worker   | aviso.roles: has no effect yet
          aviso.kafka.brokers  | 127.0.0.1:9092  | aviso.kafka.brokers: has no effect yet
          aviso.sms.opt-out-by | provider        | aviso.sms.opt-out-by: has no effect yet
          """)
  void each_setting_that_does_nothing_yet_is_named_and_its_value_is_not(
      String key, String value, String says) {
    assertThat(NoEffectYet.findings(settings(key, value)))
        .singleElement()
        .asString()
        .startsWith(says)
        .doesNotContain("example.org", "9092");
  }

  @Test
  void what_is_as_by_default_is_not_mentioned() {
    assertThat(NoEffectYet.findings(settings())).isEmpty();
    assertThat(
            NoEffectYet.findings(
                settings("aviso.roles", "monitor,receipts,worker,intake", "aviso.alerts.to", "")))
        .isEmpty();
  }

  @Test
  void the_start_of_a_run_says_it_and_goes_on() {
    Logger log = (Logger) LoggerFactory.getLogger(Pipeline.class);
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    log.addAppender(said);
    try {
      Pipeline.start(
              ROOT,
              settings("aviso.alerts.to", "ops@example.org"),
              new Pipeline.Options(false, false, file -> {}))
          .close();
    } finally {
      log.detachAppender(said);
    }
    assertThat(said.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .anySatisfy(line -> assertThat(line).startsWith("aviso.alerts.to: nothing is mailed yet"))
        .noneSatisfy(line -> assertThat(line).contains("ops@example.org"));
  }
}
