package org.aviso.pipeline.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.StaticService;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.support.service.ServiceSupport;
import org.aviso.config.BadSettings;
import org.aviso.config.Finding;

/**
 * One HTTP server under a scheme of its own, so that a route says {@code from:
 * webhook:/twilio/status/{token}} and is reached on that server's port alone.
 *
 * <p>camel-platform-http's own engine looks for <em>the</em> server of the context, and when it
 * finds two it serves on 0.0.0.0:8080. Here server, router and engine are one thing and nothing is
 * looked up.
 *
 * <p>A route gets, as headers, the path parameters, {@code CamelHttpMethod}, {@code CamelHttpUri}
 * (path and query as sent) and its like, and the client's headers named in {@link RequestHeaders}.
 * The body is the form as {@code Map<String, String>}, else the bytes. The query is in {@link
 * #query}. Nothing else a client sends becomes a header.
 *
 * <p>Until the context has started, and once it stops, requests are answered with 503.
 */
public final class HttpListener extends ServiceSupport
    implements StaticService, PlatformHttpEngine {
  /**
   * The largest body taken, in bytes: a form of Twilio's or of a monitor page is a few thousand.
   */
  public static final int MAX_BODY = 64 * 1024;

  /** The longest value of one form field, in bytes as sent: 1,600 characters, percent-encoded. */
  private static final int MAX_FORM_FIELD = 32 * 1024;

  private static final int MAX_FORM_FIELDS = 64;
  private static final int[] REFUSED_UNREAD = {400, 413};
  private static final int IDLE_SECONDS = 60;
  private static final int START_SECONDS = 10;

  private final String scheme;
  private final String host;
  private final int wantedPort;
  private CamelContext context;
  private Vertx vertx;
  private Router router;
  private HttpServer server;
  private volatile int port;

  /**
   * @param scheme what routes call it: {@code webhook}, {@code monitor}
   * @param host the address to bind, such as {@code 127.0.0.1}; never empty, for that would be
   *     every address
   * @param port the port to bind; 0 = a free one, then readable as {@link #port()}
   */
  public HttpListener(String scheme, String host, int port) {
    if (host == null || host.isBlank()) {
      throw new IllegalArgumentException(
          "aviso." + scheme + ".host must name the address to bind, was empty");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(
          "aviso." + scheme + ".port must be from 0 to 65535, was: " + port);
    }
    this.scheme = scheme;
    this.host = host;
    this.wantedPort = port;
  }

  /**
   * Binds the scheme; to be called before the routes are added. The server starts and stops with
   * the context.
   */
  public HttpListener addTo(CamelContext camelContext) throws Exception {
    context = camelContext;
    vertx = Vertx.vertx(vertxOptions());
    router = Router.router(vertx);
    router.route().handler(this::refuseUnlessStarted);
    // Vert.x would log what it could not read, and that may be a person's words.
    for (int status : REFUSED_UNREAD) {
      router.errorHandler(status, request -> request.response().setStatusCode(status).end());
    }
    context.getRegistry().bind(routerName(), new LimitedRouter());
    PlatformHttpComponent component = new PlatformHttpComponent(context);
    component.setEngine(this);
    component.setHeaderFilterStrategy(new ListenerHeaders());
    context.addComponent(scheme, component);
    context.addService(this);
    return this;
  }

  /**
   * The port the server listens on.
   *
   * @throws IllegalStateException before the context starts
   */
  public int port() {
    if (port == 0) {
      throw new IllegalStateException(
          "The " + scheme + " listener has not started, its port is not known yet");
    }
    return port;
  }

  /**
   * The parameters of the query, decoded; of a repeated one the first. Empty when there is no
   * query.
   */
  @SuppressWarnings("unchecked")
  public static Map<String, String> query(Exchange exchange) {
    return exchange.getProperty(ListenerConsumer.QUERY, Map.of(), Map.class);
  }

  @Override
  public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
    return new ListenerConsumer(endpoint, processor, routerName());
  }

  @Override
  public int getServerPort() {
    return port == 0 ? wantedPort : port;
  }

  @Override
  protected void doStart() throws Exception {
    server = vertx.createHttpServer(serverOptions()).requestHandler(router);
    try {
      server
          .listen(wantedPort, host)
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw cannotListen(e.getCause());
    }
    port = server.actualPort();
  }

  private BadSettings cannotListen(Throwable cause) {
    String said = cause == null ? "no answer in " + START_SECONDS + " s" : cause.getMessage();
    boolean inUse = said != null && said.contains("already in use");
    return new BadSettings(
        List.of(
            new Finding(
                "aviso." + scheme + ".port",
                0,
                host + ":" + wantedPort + (inUse ? " is in use" : " cannot be had: " + said),
                inUse
                    ? "stop the other program, or write another port (0 = a free one)"
                    : "correct it, or aviso." + scheme + ".host")));
  }

  @Override
  protected void doStop() throws Exception {
    port = 0;
    await(server == null ? Future.succeededFuture() : server.close());
  }

  @Override
  protected void doShutdown() throws Exception {
    await(vertx.close());
  }

  private static void await(Future<Void> closing) throws Exception {
    closing.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
  }

  private void refuseUnlessStarted(RoutingContext request) {
    if (context.getStatus().isStarted()) {
      request.next();
    } else {
      request.response().setStatusCode(503).putHeader("Retry-After", "1").end();
    }
  }

  private String routerName() {
    return scheme + "-router";
  }

  private static VertxOptions vertxOptions() {
    return new VertxOptions()
        .setEventLoopPoolSize(2)
        // No copies of class path files in the temporary folder.
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  private static HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setHttp2ClearTextEnabled(false)
        .setIdleTimeout(IDLE_SECONDS)
        .setMaxFormAttributeSize(MAX_FORM_FIELD)
        .setMaxFormFields(MAX_FORM_FIELDS);
  }

  /**
   * What a consumer finds in the registry; its body handler takes no file and no more than {@link
   * #MAX_BODY}.
   */
  private final class LimitedRouter extends VertxPlatformHttpRouter {
    LimitedRouter() {
      super(null, vertx, router, routerName());
    }

    @Override
    public Handler<RoutingContext> bodyHandler() {
      return BodyHandler.create(false).setBodyLimit(MAX_BODY);
    }
  }
}
