package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.component.mock.MockComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.stub.StubComponent;
import org.apache.camel.component.twilio.TwilioComponent;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.aviso.delivery.OutgoingMessage;
import org.aviso.delivery.ProviderAnswer;
import org.aviso.delivery.email.BounceAddress;
import org.aviso.delivery.email.MailComposer;
import org.aviso.ledger.Attempts;
import org.aviso.ledger.Attempts.Claim;
import org.aviso.person.ContactId;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.aviso.template.Rendered;
import org.aviso.template.TextKey;
import org.aviso.template.TextLanguages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The route files as they are, with everything outside them replaced: what follows what. */
class RoutesTest extends CamelTestSupport {
  private static final Path ROUTES =
      Path.of(System.getProperty("aviso.root", "")).toAbsolutePath().resolve("routes");

  /** Stands for any bean a route names but this test does not need. */
  public static final class Nothing {
    public void note() {}

    public void open() {}

    public void take() {}

    public void close() {}

    public List<Object> groups() {
      return List.of();
    }

    public void lookAfter() {}

    public void sweep() {}

    public void read() {}

    public void answer() {}

    public List<Object> reports() {
      return List.of();
    }

    public void plan() {}

    public void save() {}
  }

  /** Keeps what came to the one sink. */
  public static final class Sink {
    private Object body;

    public void record(Exchange exchange) {
      body = exchange.getIn().getBody();
    }
  }

  private static final Policy IN_FORCE = Policy.refused(List.of());
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2027-01-05T18:00:00Z"), ZoneOffset.UTC);

  @TempDir static Path folder;

  private final Sink sink = new Sink();

  /** Stands where camel-twilio stands and keeps what would leave. */
  private static final class NoProvider extends TwilioComponent {
    @Override
    protected void doStart() {}

    @Override
    public Endpoint createEndpoint(String uri) {
      return new MockEndpoint(uri, new MockComponent(getCamelContext()));
    }

    @Override
    public Endpoint createEndpoint(String uri, Map<String, Object> properties) {
      return createEndpoint(uri);
    }
  }

  @Override
  protected CamelContext createCamelContext() throws Exception {
    CamelContext context = super.createCamelContext();
    for (String scheme : List.of("ledger", "webhook", "monitor", "imaps")) {
      StubComponent stub = new StubComponent();
      stub.setDefaultPollTimeout(10);
      context.addComponent(scheme, stub);
    }
    context.addComponent("twilio", new NoProvider());
    context.getRegistry().bind("mailSender", new NoMailRelay());
    context.getRegistry().bind("lists", (GenericFileFilter<Object>) file -> true);
    context.getRegistry().bind("directiveFiles", (GenericFileFilter<Object>) file -> true);
    context.getRegistry().bind("breakages", new Breakages());
    for (String bean :
        List.of("directives", "intake", "planning", "sweeper", "receipts", "bounces", "monitor")) {
      context.getRegistry().bind(bean, new Nothing());
    }
    context
        .getRegistry()
        .bind(
            "sms",
            new SmsStage(() -> URI.create("http://127.0.0.1:1"), new SmsStage.Deadlines(), null));
    context
        .getRegistry()
        .bind(
            "email",
            new EmailStage(
                new MailComposer(
                    new BounceAddress(new byte[16], "bounces.example.org", "desk.example.org"),
                    null,
                    NOON)));
    context
        .getRegistry()
        .bind(
            "rendering",
            new Rendering(null, new AtomicReference<>(IN_FORCE), null, null, null, NOON));
    context.getRegistry().bind("relayGate", new RelayGate());
    context.getRegistry().bind("outcomes", sink);
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "aviso.inbox", folder.toString(),
            "aviso.sweep.period", "1000000",
            "aviso.mailbox.scheme", "imaps",
            "aviso.mailbox.address", "localhost",
            "aviso.mailbox.delay", "1000000"));
    context.getPropertiesComponent().setInitialProperties(properties);
    return context;
  }

  @Override
  protected RoutesBuilder[] createRouteBuilders() throws Exception {
    return Stream.of(names())
        .map(
            name -> {
              try {
                Resource file =
                    PluginHelper.getResourceLoader(context)
                        .resolveResource("file:" + ROUTES.resolve(name));
                return PluginHelper.getRoutesLoader(context).findRoutesBuilders(file);
              } catch (Exception e) {
                throw new IllegalStateException(name, e);
              }
            })
        .flatMap(builders -> builders.stream())
        .toArray(RoutesBuilder[]::new);
  }

  private static String[] names() throws IOException {
    try (Stream<Path> files = Files.list(ROUTES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".camel.yaml"))
          .sorted()
          .toArray(String[]::new);
    }
  }

  private static Message.Ready ready(Owner to, Channel channel, Level level, Level textLevel) {
    return ready(to, channel, level, textLevel, IN_FORCE.digest());
  }

  private static Message.Ready ready(
      Owner to, Channel channel, Level level, Level textLevel, String policy) {
    Claim claim =
        new Claim(
            1,
            "REFERENCE0000001",
            "class-notice",
            new ContactId(1),
            1,
            channel,
            to,
            level,
            TextLanguages.of(new LanguageTag("es")),
            false,
            null,
            new Attempts.Hold(1, Instant.EPOCH),
            new Attempts.Terms(policy, LocalDate.of(2027, 1, 5), 0),
            Long.MAX_VALUE,
            null);
    Rendered text =
        new Rendered(
            new TextKey(to, channel, textLevel),
            new LanguageTag("es"),
            false,
            null,
            "Hola",
            null,
            "d");
    return new Message.Ready(
        claim,
        new OutgoingMessage(
            1,
            "REFERENCE0000001",
            to,
            channel,
            "+12135550100",
            "+12125550100",
            null,
            null,
            text,
            Long.MAX_VALUE));
  }

  @Test
  void every_file_is_one_route_of_its_name_with_a_description() throws Exception {
    TreeSet<String> expected = new TreeSet<>();
    for (String name : names()) {
      if (!name.startsWith("00-")) {
        expected.add(name.replace(".camel.yaml", ""));
      }
    }
    TreeSet<String> loaded = new TreeSet<>();
    context
        .getRoutes()
        .forEach(
            route -> {
              loaded.add(route.getRouteId());
              assertThat(route.getDescription()).as(route.getRouteId()).isNotBlank();
            });
    assertThat(loaded).isEqualTo(expected).hasSizeGreaterThan(10);
  }

  @Test
  void only_what_a_message_is_made_of_reaches_the_sms_provider() throws Exception {
    MockEndpoint provider = (MockEndpoint) context.getEndpoint("twilio:message/create");
    provider.expectedMessageCount(1);

    template.sendBodyAndHeaders(
        "direct:sms",
        ready(Owner.MEMBER, Channel.SMS, Level.L1, Level.L1),
        Map.of(
            "CamelTwilio.mediaUrl", "http://evil.example", "caseNo", "A999", "CamelHttpUri", "x"));

    provider.assertIsSatisfied();
    assertThat(provider.getExchanges().get(0).getIn().getHeaders().keySet())
        .containsExactlyInAnyOrder(
            "CamelTwilio.to", "CamelTwilio.from", "CamelTwilio.body", "CamelTwilio.statusCallback");
  }

  @Test
  void whatever_the_provider_throws_is_an_answer_and_no_second_request_leaves() throws Exception {
    MockEndpoint provider = (MockEndpoint) context.getEndpoint("twilio:message/create");
    provider.whenAnyExchangeReceived(
        exchange -> {
          throw new IllegalStateException("no such answer");
        });
    provider.expectedMessageCount(1);

    Object answered =
        template.requestBody("direct:sms", ready(Owner.MEMBER, Channel.SMS, Level.L1, Level.L1));

    provider.assertIsSatisfied();
    assertThat(answered).isInstanceOf(Message.Answered.class);
    assertThat(((Message.Answered) answered).answer()).isInstanceOf(ProviderAnswer.Unknown.class);
  }

  private Object mailed(String sender) {
    Message.Ready ready = ready(Owner.MEMBER, Channel.EMAIL, Level.L1, Level.L1);
    Rendered text =
        new Rendered(
            new TextKey(Owner.MEMBER, Channel.EMAIL, Level.L1),
            new LanguageTag("es"),
            false,
            "Aviso",
            "Hola",
            "<p>Hola</p>",
            "d");
    return template.requestBody(
        "direct:email",
        new Message.Ready(
            ready.claim(),
            new OutgoingMessage(
                1,
                "REFERENCE0000001",
                Owner.MEMBER,
                Channel.EMAIL,
                "a999-000-001@example.org",
                sender,
                "Sample Desk",
                "reply@example.org",
                text,
                Long.MAX_VALUE)));
  }

  @Test
  void a_mail_that_cannot_be_composed_is_refused_for_its_content_and_never_in_doubt() {
    assertThat(mailed("Class Counsel <notices@example.org>"))
        .isInstanceOf(Message.Unrenderable.class);
  }

  @Test
  void without_a_mail_relay_a_mail_is_known_not_to_have_left() {
    assertThat(mailed("notices@example.org"))
        .isInstanceOfSatisfying(
            Message.Answered.class,
            answered ->
                assertThat(answered.answer())
                    .isEqualTo(new ProviderAnswer.NotSent("aviso.smtp.host is not set")));
  }

  private void dispatch(Claim claim) {
    template.send(
        context.getRoute("30-dispatch").getEndpoint().getEndpointUri(),
        exchange -> exchange.getIn().setBody(claim));
    org.awaitility.Awaitility.await().until(() -> sink.body != null);
  }

  @Test
  void what_was_claimed_under_rules_that_ended_meanwhile_goes_back_and_to_no_provider() {
    dispatch(ready(Owner.MEMBER, Channel.SMS, Level.L1, Level.L1, "of yesterday").claim());

    assertThat(sink.body).isInstanceOf(Message.Outdated.class);
    assertThat(((MockEndpoint) context.getEndpoint("twilio:message/create")).getReceivedCounter())
        .isZero();
  }

  @Test
  void a_text_that_cannot_be_made_goes_to_the_sink_and_to_no_provider() throws Exception {
    // The bean has no ledger to open the person with: what any broken text comes to.
    dispatch(ready(Owner.MEMBER, Channel.SMS, Level.L1, Level.L1).claim());

    assertThat(sink.body).isInstanceOf(Message.Unrenderable.class);
    assertThat(((MockEndpoint) context.getEndpoint("twilio:message/create")).getReceivedCounter())
        .isZero();
  }

  @Test
  void a_relay_is_sent_nothing_but_a_relays_text_at_its_level() throws Exception {
    MockEndpoint provider = (MockEndpoint) context.getEndpoint("twilio:message/create");
    provider.expectedMessageCount(1);

    assertThat(
            template
                .send(
                    "direct:relay",
                    e -> e.getIn().setBody(ready(Owner.RELAY, Channel.SMS, Level.L0, Level.L1)))
                .getException())
        .isInstanceOf(IllegalStateException.class);
    template.sendBody("direct:relay", ready(Owner.RELAY, Channel.SMS, Level.L0, Level.L0));

    provider.assertIsSatisfied();
  }
}
