package org.aviso.bench.baseline;

import com.twilio.http.NetworkHttpClient;
import com.twilio.http.TwilioRestClient;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.apache.camel.component.twilio.TwilioComponent;
import org.apache.camel.main.Main;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpHost;
import org.aviso.LiveHouse;

/**
 * Runs the route of {@code bench/baseline/}, and ends when the list is through. Stock components;
 * only what the SDK calls api.twilio.com is a server on this machine.
 */
public final class Baseline {
  private static final int AT_ONCE = 8;

  /** What the SDK's own client keeps. */
  private static final int CONNECTIONS = 20;

  private Baseline() {}

  /**
   * @param arguments the routes' folder, the folder with the list, the texts' folder, the ports of
   *     the receiving servers
   */
  public static void main(String... arguments) throws Exception {
    Main main = new Main();
    main.configure().withRoutesIncludePattern("file:" + arguments[0] + "/*.camel.yaml");
    main.addInitialProperty("inbox", arguments[1]);
    main.addInitialProperty("smtp.port", arguments[4]);
    main.bind("texts", Texts.read(Path.of(arguments[2])));
    main.bind("eight", Executors.newFixedThreadPool(AT_ONCE));
    TwilioComponent twilio = new TwilioComponent();
    twilio.setRestClient(client(Integer.parseInt(arguments[3])));
    main.bind("twilio", twilio);
    CountDownLatch through = new CountDownLatch(1);
    main.bind("through", through);
    main.start();
    through.await();
    // How Camel stops in order is not asked here.
    Runtime.getRuntime().halt(0);
  }

  private static TwilioRestClient client(int port) {
    HttpRoute here = new HttpRoute(new HttpHost("http", "127.0.0.1", port));
    return new TwilioRestClient.Builder(LiveHouse.ACCOUNT, LiveHouse.TOKEN)
        .httpClient(
            new NetworkHttpClient(
                HttpClientBuilder.create()
                    .setConnectionManager(
                        PoolingHttpClientConnectionManagerBuilder.create()
                            .setMaxConnPerRoute(CONNECTIONS)
                            .setMaxConnTotal(CONNECTIONS)
                            .build())
                    .setRoutePlanner((host, context) -> here)))
        .build();
  }
}
