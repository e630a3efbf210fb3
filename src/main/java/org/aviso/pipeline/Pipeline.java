package org.aviso.pipeline;

import com.twilio.http.TwilioRestClient;
import jakarta.mail.PasswordAuthentication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.component.mail.MailAuthenticator;
import org.apache.camel.component.mail.MailComponent;
import org.apache.camel.component.twilio.TwilioComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.spi.ThreadPoolProfile;
import org.aviso.config.BadSettings;
import org.aviso.config.Finding;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.config.SteadyClock;
import org.aviso.delivery.email.BounceAddress;
import org.aviso.delivery.email.KeptOpenSmtp;
import org.aviso.delivery.email.MailComposer;
import org.aviso.delivery.sms.PooledTwilioClient;
import org.aviso.delivery.sms.TwilioSignature;
import org.aviso.intake.PersonReader;
import org.aviso.ledger.Event;
import org.aviso.ledger.Ledger;
import org.aviso.ledger.LedgerAddress;
import org.aviso.ledger.LedgerException;
import org.aviso.ledger.LedgerKey;
import org.aviso.outcome.RetryPolicy;
import org.aviso.outcome.Schedule;
import org.aviso.pipeline.http.HttpListener;
import org.aviso.sandbox.SandboxClock;
import org.aviso.template.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running pipeline: the routes of {@code routes/} with the beans they name, on one home.
 * Everything that is bound is bound here.
 */
public final class Pipeline implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

  /** A server that is not ours may still be about to call back: a look is some 50 ms. */
  private static final int SKIP_AFTER_LOOKS = 4;

  private static final Duration CHECKPOINT_EVERY = Duration.ofHours(1);

  /** Routes that listen; a run that only works off what is there has none of them. */
  private static final List<String> LISTENING = List.of("60-receipts", "70-monitor");

  private static final String RECEIPTS = "60-receipts";

  /**
   * What a start may vary.
   *
   * @param listen whether the two HTTP listeners are opened
   * @param sending false: lists are taken and planned, nothing is dispatched
   * @param hearsSandbox the built-in server's receipts are heard, at a free port for it alone,
   *     though no listener is opened; any other server's are not
   * @param onFile told of every file the intake is done with
   */
  public record Options(
      boolean listen, boolean sending, boolean hearsSandbox, Consumer<FileResult> onFile) {
    public Options(boolean listen, boolean sending, Consumer<FileResult> onFile) {
      this(listen, sending, false, onFile);
    }
  }

  private final Settings settings;
  private final Home home;
  private final FileLock lock;
  private final Clock clock;
  private final Ledger ledger;
  private final Providers providers;
  private final PooledTwilioClient http;
  private final KeptOpenSmtp smtp;
  private final AtomicReference<Policy> policy;
  private final IntakeStage intake;
  private final DirectiveStage directives;
  private final StrayDirectives strays;
  private final StrayLists strayLists;
  private final InboxNames names;
  private final Dispatch dispatch;
  private final PolicyWatch watch;
  private final Supplements supplements;
  private final ExpiringApprovals expiring;
  private final MissingApprovals missing;
  private final UnknownRelays unknown;
  private final StartGuard starts;
  private final SeedSender seeds;
  private final boolean sending;
  private final boolean amongOurselves;
  private final Sweeper sweeper;
  private final Main main = new Main();
  private HttpListener webhook;
  private HttpListener monitor;
  private FeedLoop skipper;
  private FeedLoop watcher;
  private FeedLoop leases;
  private FeedLoop riding;
  private long signedAt = System.nanoTime();
  private int quietLooks;
  private final MonitorToken token = MonitorToken.fresh();

  private Pipeline(
      Path root, Settings settings, Clock clock, Options options, Home home, FileLock lock) {
    this.settings = settings;
    this.clock = clock;
    this.home = home;
    this.lock = lock;
    // A start is bound by the processor: what does not need the other is read beside it.
    var servers = CompletableFuture.supplyAsync(() -> Providers.open(settings, clock));
    var reading = CompletableFuture.supplyAsync(() -> Tables.read(root.resolve("config")));
    var files = reading.thenApply(tables -> Policy.read(settings, tables, clock));
    LedgerKey key = LedgerKey.of(settings);
    this.ledger =
        Ledger.open(
            LedgerAddress.of(settings),
            home.path(),
            key,
            () ->
                new PersonReader(arrived(reading).intake(), settings.get(Setting.CUSTODY_MAX_AGE)),
            clock,
            this::atOnce,
            "run");
    this.providers = arrived(servers);
    this.policy =
        new AtomicReference<>(admitted(arrived(files).against(ledger.counselMemory().now())));
    if (policy.get().notices().isEmpty()) {
      throw new BadSettings(
          List.of(
              new Finding(
                  settings.get(Setting.ROUTING_DIR).toString(),
                  0,
                  "there is no notice: no folder with a routing.yaml",
                  "set aviso.routing.dir to counsel's folder")));
    }
    Tables tables = arrived(reading);
    PersonReader reader = new PersonReader(tables.intake(), settings.get(Setting.CUSTODY_MAX_AGE));
    policy.get().findings().forEach(finding -> LOG.warn("{}", finding));

    SmsStage.Deadlines deadlines = new SmsStage.Deadlines();
    this.http =
        new PooledTwilioClient(
            new PooledTwilioClient.Settings(
                providers.baseUrl(),
                settings.get(Setting.TWILIO_TIMEOUT),
                settings.get(Setting.SMS_IN_FLIGHT) + 1),
            deadlines);
    SmsStage sms =
        new SmsStage(
            this::publicUrl,
            deadlines,
            settings.get(Setting.SMS_CLIENT) == Settings.SmsClient.CAMEL
                ? null
                : http.messages(providers.accountSid(), providers.authToken()));
    TwilioRestClient twilio =
        new TwilioRestClient.Builder(providers.accountSid(), providers.authToken())
            .accountSid(providers.accountSid())
            .httpClient(http)
            .build();
    this.smtp = providers.smtp() == null ? null : new KeptOpenSmtp(providers.smtp());
    Senders senders = new Senders(settings);
    BounceAddress bounceAddress =
        new BounceAddress(
            key.derive("envelope sender"),
            senders.bounceDomain(Level.L3),
            senders.bounceDomain(Level.L0));
    Rendering rendering =
        new Rendering(ledger.attempts(), policy, reader, senders, tables.forbidden(), clock);
    this.starts = new StartGuard(ledger.waves(), ledger.widenings(), policy, this::atOnce);
    Seeds seedsThere = Seeds.ofConfig(root.resolve("config"));
    Outages outages = new Outages(ledger::record, System::nanoTime);
    this.dispatch =
        new Dispatch(
            ledger.attempts(),
            policy,
            settings,
            new CostLimit(settings, tables.prices(), senders, policy),
            !seedsThere.names().isEmpty(),
            outages,
            this::nothingLeaves);
    this.seeds = new SeedSender(ledger, seedsThere, policy, senders, dispatch, clock);
    this.sending = options.sending();
    this.amongOurselves = options.hearsSandbox() && !options.listen() && providers.twilio() != null;
    this.sweeper =
        new Sweeper(
            ledger.attempts(),
            ledger.waves(),
            clock,
            twilio,
            rendering::textAgain,
            settings.get(Setting.RECEIPT_DEADLINE),
            settings.get(Setting.IN_DOUBT_SETTLE),
            settings.get(Setting.TWILIO_TIMEOUT),
            dispatch::held,
            // The built-in server keeps nothing from one start to the next.
            providers.twilio() == null ? Instant.MIN : SteadyClock.ofThisProcess().instant(),
            () -> policy.get().ends());
    this.intake = new IntakeStage(ledger, home, tables.intake(), policy, clock, options.onFile());
    this.directives = new DirectiveStage(ledger, home, options.onFile());
    this.strays = new StrayDirectives(ledger, home.inbox());
    this.strayLists = new StrayLists(home.inbox());
    this.names = new InboxNames(home.inbox());
    Planning planning =
        new Planning(
            ledger.plans(),
            policy,
            reader,
            new Schedule(
                new RetryPolicy(
                    settings.get(Setting.RETRY_DELAYS),
                    () -> ThreadLocalRandom.current().nextDouble())),
            clock,
            // Nothing is claimed before the list is wholly in: until then its rows come first.
            () -> intake.busy() || rulesChange());

    this.supplements = new Supplements(ledger, settings, clock);
    this.watch = new PolicyWatch(settings, policy, () -> rules(tables), ledger, clock);
    this.expiring = new ExpiringApprovals(ledger, policy, clock);
    this.missing = new MissingApprovals(ledger, policy);
    this.unknown = new UnknownRelays(ledger, policy);

    bind("intake", intake);
    bind("lists", (GenericFileFilter<Object>) file -> !directives.waits() && intake.accept(file));
    bind("directives", directives);
    bind("directiveFiles", (GenericFileFilter<Object>) directives::accept);
    bind("planning", planning);
    bind("rendering", rendering);
    bind("relayGate", new RelayGate());
    bind("sms", sms);
    bind("email", new EmailStage(new MailComposer(bounceAddress, null, clock)));
    bind("mailSender", smtp == null ? new NoMailRelay() : new MailSender(smtp));
    bind("mailboxAuthenticator", authenticator());
    bind("outcomes", new OutcomeSink(ledger.attempts(), ledger.brakes(), outages));
    bind("sweeper", sweeper);
    bind(
        "receipts",
        new Receipts(
            () -> new TwilioSignature(publicUrl(), providers.authToken()), providers.accountSid()));
    bind("bounces", new Bounces(bounceAddress, ledger));
    bind("breakages", new Breakages());
    bind("monitor", new Monitor(ledger.records(), token));
    configure(root, options, planning, dispatch, twilio);
  }

  /**
   * Starts the pipeline; what a dead process was sending is in doubt from here on.
   *
   * @param root where {@code routes/} and {@code config/} lie
   * @throws BadSettings when it cannot start, naming why
   */
  public static Pipeline start(Path root, Settings settings, Options options) {
    List<Finding> wrong = refused(settings);
    if (!settings.live() && !wrong.isEmpty()) {
      throw new BadSettings(wrong);
    }
    if (settings.live()) {
      Policy rules =
          Policy.read(settings, Tables.read(root.resolve("config")))
              .against(Desk.remembered(root, settings));
      LiveStart.of(settings, rules).demand(wrong);
      LiveStart.remarks(settings, rules).forEach(finding -> LOG.warn("{}", finding));
      LOG.warn("{}", LiveStart.NOT_HEARD);
    }
    NoEffectYet.findings(settings).forEach(finding -> LOG.warn("{}", finding));
    Home home = Home.open(settings.home());
    FileLock lock = home.lock();
    Pipeline pipeline;
    try {
      pipeline = new Pipeline(root, settings, Desk.clock(settings), options, home, lock);
    } catch (RuntimeException e) {
      release(lock);
      throw e;
    }
    try {
      pipeline.start();
      return pipeline;
    } catch (Exception e) {
      pipeline.close();
      throw badSettings(e)
          .orElseGet(
              () ->
                  new BadSettings(
                      List.of(
                          new Finding(
                              "start",
                              0,
                              "the pipeline did not start: " + reason(e),
                              "mend that, and start again"))));
    }
  }

  /** What keeps a pipeline from starting with these settings, whatever counsel's files say. */
  public static List<Finding> refused(Settings settings) {
    return Providers.refused(settings);
  }

  /** Counsel's files as they are, held against what the ledger remembers. */
  private Policy rules(Tables tables) {
    return admitted(Policy.read(settings, tables, clock, ledger.counselMemory().now()));
  }

  /** In live mode nothing at all while they keep it from starting. */
  private Policy admitted(Policy read) {
    List<Finding> refused =
        settings.live() ? LiveStart.of(settings, read).findings() : List.<Finding>of();
    return refused.isEmpty() ? read : Policy.refused(refused);
  }

  /** Whether the notice's waves start by themselves. */
  private boolean atOnce(String notice) {
    return AutoRelease.atOnce(settings, policy::get, notice);
  }

  private static <T> T arrived(CompletableFuture<T> coming) {
    try {
      return coming.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static void release(FileLock lock) {
    try {
      lock.release();
      lock.channel().close();
    } catch (IOException e) {
      LOG.warn("The lock of the home could not be let go ({})", e.getClass().getSimpleName());
    }
  }

  /** A setting that stopped the start, however deep Camel has put it. */
  private static Optional<BadSettings> badSettings(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof BadSettings bad) {
        return Optional.of(bad);
      }
    }
    return Optional.empty();
  }

  /** What the innermost cause says; at a start there is nothing personal in it yet. */
  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + " " + root.getMessage();
  }

  private void start() throws Exception {
    ledger.counselMemory().keep(policy.get()::remember);
    missing.look();
    unknown.look();
    ledger.directives().bindUnclear();
    int doubtful = ledger.attempts().recover();
    if (doubtful > 0) {
      LOG.warn("{} attempts were being sent when the last process ended: in doubt", doubtful);
    }
    ledger.lists().ensureEntries(policy.get().notices());
    ledger.lists().planAnew(policy.get().digest());
    // A run that ends before the first sweep knows what day it is all the same.
    ledger.attempts().expire(policy.get().ends());
    ledger.waves().releaseAll(this::atOnce);
    starts.look();
    ledger.record(Event.ofService("service", "started", null));
    supplements.expect();
    names.look();
    supplements.look(this::inboxWaits);
    strays.look();
    strayLists.look();
    intake.lookAfter();
    watcher = FeedLoop.start("watch", this::watch);
    if (ledger.shared()) {
      leases = FeedLoop.start("leases", dispatch::renew);
    }
    main.start();
    if (sending) {
      var routes = main.getCamelContext().createProducerTemplate();
      riding = FeedLoop.start("seeds", () -> seeds.look(routes));
    }
    if (clock instanceof SandboxClock sandboxClock && sandboxClock.skips()) {
      skipper = FeedLoop.start("skip", () -> skip(sandboxClock));
    }
  }

  /**
   * Digests of lists that were begun, here or in another home, and that nobody goes on with: until
   * somebody does nothing is sent.
   */
  public List<String> standingLists() {
    return intake.standing();
  }

  /** A signature in counsel's folder is missing or false, or the roll is not the one signed. */
  public boolean tampered() {
    Approved approved = policy.get().approved();
    return approved != null && approved.inForce().tampered();
  }

  private boolean rulesChange() {
    return watch.changing();
  }

  private boolean nothingLeaves() {
    return rulesChange() || starts.behind() || directives.waits();
  }

  private FeedLoop.Next watch() {
    names.look();
    supplements.look(this::inboxWaits);
    strays.look();
    strayLists.look();
    if (System.nanoTime() - signedAt > CHECKPOINT_EVERY.toNanos()) {
      signedAt = System.nanoTime();
      ledger.audit().checkpoint();
    }
    FeedLoop.Next next = watch.look();
    starts.look();
    expiring.look();
    missing.look();
    unknown.look();
    return next;
  }

  /** Nothing to do for a little while: the sandbox's clock jumps to where there is. */
  private FeedLoop.Next skip(SandboxClock sandboxClock) {
    Instant now = clock.instant();
    quietLooks = quiet(now) ? quietLooks + 1 : 0;
    if (quietLooks > (providers.builtIn() ? 1 : SKIP_AFTER_LOOKS)) {
      nextDue()
          .filter(due -> due.isAfter(now))
          .ifPresent(
              due -> {
                LOG.debug("Nothing to do before {}: the clock jumps", due);
                sandboxClock.skipTo(due);
              });
      quietLooks = 0;
    }
    return FeedLoop.Next.IDLE;
  }

  private void bind(String name, Object bean) {
    main.bind(name, bean);
  }

  private void configure(
      Path root, Options options, Planning planning, Dispatch dispatch, TwilioRestClient twilio) {
    main.configure().withRoutesIncludePattern(routes(root.resolve("routes"), options));
    main.configure().setAutoConfigurationLogSummary(false);
    main.configure().setName("aviso");
    main.configure().setShutdownTimeout(70);
    // The other strategy's shutdown hook would keep a closed pipeline for as long as the process.
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    main.configure().setAutowiredEnabled(false);
    main.configure().setStartupSummaryLevel(org.apache.camel.StartupSummaryLevel.Off);
    Properties properties = new Properties();
    properties.setProperty("aviso.inbox", home.inbox().toString());
    // In the sandbox a lookup costs nothing.
    properties.setProperty("aviso.sweep.period", providers.twilio() == null ? "5000" : "100");
    Providers.Mailbox mailbox = providers.mailbox();
    properties.setProperty(
        "aviso.mailbox.scheme", mailbox == null || mailbox.implicitTls() ? "imaps" : "imap");
    properties.setProperty(
        "aviso.mailbox.address",
        mailbox == null ? "localhost" : mailbox.host() + ":" + mailbox.port());
    properties.setProperty("aviso.mailbox.delay", mailboxDelay());
    settings.camelProperties().forEach(properties::setProperty);
    main.setInitialProperties(properties);
    main.addMainListener(new Wiring(planning, dispatch, twilio, options));
  }

  /** The sandbox's mailbox costs nothing to read. */
  private String mailboxDelay() {
    long seconds = settings.get(Setting.IMAP_POLL_SECONDS);
    return providers.mail() != null ? "100" : String.valueOf(seconds * 1000);
  }

  private String routes(Path folder, Options options) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".camel.yaml"))
          .filter(name -> options.listen() || heard(name) || !listens(name))
          .filter(name -> providers.mailbox() != null || !name.startsWith("62-bounces"))
          .filter(name -> options.sending() || !name.startsWith("30-dispatch"))
          .sorted()
          .map(name -> "file:" + folder.toAbsolutePath().resolve(name))
          .collect(Collectors.joining(","));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean listens(String route) {
    return LISTENING.stream().anyMatch(route::startsWith);
  }

  private boolean heard(String route) {
    return amongOurselves && route.startsWith(RECEIPTS);
  }

  /** The components that need more than a property, bound before any route is read. */
  private final class Wiring extends MainListenerSupport {
    private final Planning planning;
    private final Dispatch dispatch;
    private final TwilioRestClient twilio;
    private final Options options;

    Wiring(Planning planning, Dispatch dispatch, TwilioRestClient twilio, Options options) {
      this.planning = planning;
      this.dispatch = dispatch;
      this.twilio = twilio;
      this.options = options;
    }

    @Override
    public void beforeStop(BaseMainSupport stopped) {
      takeNoMore();
    }

    @Override
    public void beforeInitialize(BaseMainSupport started) {
      CamelContext context = started.getCamelContext();
      context.addComponent("ledger", new LedgerComponent(planning, dispatch));
      TwilioComponent component = new TwilioComponent(context);
      component.setRestClient(twilio);
      context.addComponent("twilio", component);
      context.getExecutorServiceManager().setThreadPoolFactory(new Threads());
      context
          .getExecutorServiceManager()
          .registerThreadPoolProfile(new ThreadPoolProfile(Threads.TWILIO));
      requireStartTls(context);
      if (options.listen()) {
        try {
          webhook = listener("webhook", Setting.WEBHOOK_HOST, Setting.WEBHOOK_PORT, context);
          monitor = listener("monitor", Setting.MONITOR_HOST, Setting.MONITOR_PORT, context);
        } catch (Exception e) {
          throw new IllegalStateException("The listeners cannot be made", e);
        }
      } else if (amongOurselves) {
        try {
          webhook = new HttpListener("webhook", "127.0.0.1", 0).addTo(context);
        } catch (Exception e) {
          throw new IllegalStateException("The sandbox's receipts cannot be heard", e);
        }
      }
    }

    private HttpListener listener(
        String scheme, Setting<String> host, Setting<Integer> port, CamelContext context)
        throws Exception {
      return new HttpListener(scheme, settings.get(host), settings.get(port)).addTo(context);
    }

    private void requireStartTls(CamelContext context) {
      if (settings.find(Setting.IMAP_HOST).isPresent()
          && settings.get(Setting.IMAP_TLS) == Settings.Tls.REQUIRED) {
        Properties required = new Properties();
        required.setProperty("mail.imap.starttls.enable", "true");
        required.setProperty("mail.imap.starttls.required", "true");
        MailComponent mail = context.getComponent("imap", MailComponent.class);
        mail.getConfiguration().setAdditionalJavaMailProperties(required);
      }
    }
  }

  private MailAuthenticator authenticator() {
    Providers.Mailbox mailbox = providers.mailbox();
    return new MailAuthenticator() {
      @Override
      public PasswordAuthentication getPasswordAuthentication() {
        return new PasswordAuthentication(mailbox.user(), mailbox.password());
      }
    };
  }

  /** What Twilio and mail readers reach. */
  private URI publicUrl() {
    return settings
        .find(Setting.PUBLIC_URL)
        .filter(url -> !amongOurselves)
        .orElseGet(
            () ->
                URI.create(
                    "http://127.0.0.1:"
                        + (webhook == null ? settings.get(Setting.WEBHOOK_PORT) : webhook.port())));
  }

  public Ledger ledger() {
    return ledger;
  }

  /** The servers it sends to. */
  public Providers providers() {
    return providers;
  }

  /** Whether receipts of what it sends are heard here. */
  public boolean hears() {
    return webhook != null;
  }

  /** True when the sandbox's clock jumps by itself. */
  public boolean skips() {
    return skipper != null;
  }

  public Clock clock() {
    return clock;
  }

  /** Where the monitor listens; empty when it does not. */
  public Optional<URI> monitorUrl() {
    return monitor == null
        ? Optional.empty()
        : Optional.of(
            URI.create(
                "http://" + settings.get(Setting.MONITOR_HOST) + ":" + monitor.port() + "/"));
  }

  /** Where the webhooks listen; empty when they do not. */
  public Optional<URI> webhookUrl() {
    return webhook == null
        ? Optional.empty()
        : Optional.of(
            URI.create(
                "http://" + settings.get(Setting.WEBHOOK_HOST) + ":" + webhook.port() + "/"));
  }

  /** What a visitor of the monitor must know. */
  public String monitorToken() {
    return token.value();
  }

  /**
   * Whether there is nothing left to do by itself until {@code horizon}: no file to take, nothing
   * to plan, nothing due, nothing in flight, no callback or bounce of the built-in servers under
   * way.
   */
  public boolean quiet(Instant horizon) {
    if (dispatch.holds() || providers.pending() > 0 || inboxWaits() || ledger.plans().waiting()) {
      return false;
    }
    return !ledger.attempts().busy(horizon, dispatch) && !(sending && seeds.pending());
  }

  /** Waits until every list of the inbox is in and every entry planned. */
  public void awaitPlanned() throws InterruptedException {
    int looks = 0;
    while (looks < 3) {
      TimeUnit.MILLISECONDS.sleep(25);
      looks = inboxWaits() || ledger.plans().waiting() ? 0 : looks + 1;
    }
  }

  /** Files in the inbox that nobody will take, for their names end as no list's does. */
  public long filesNoList() {
    return StrayLists.count(home.inbox());
  }

  private boolean inboxWaits() {
    if (directives.waits()) {
      return true;
    }
    try (Stream<Path> files = Files.list(home.inbox())) {
      return files.anyMatch(file -> IntakeStage.isList(file));
    } catch (IOException e) {
      return true;
    }
  }

  /** The next moment at which something happens by itself; empty when nothing will. */
  public Optional<Instant> nextDue() {
    return ledger.attempts().nextDue(settings.get(Setting.RECEIPT_DEADLINE), dispatch);
  }

  /** The same, to its end. */
  public void awaitQuiet(Duration horizon, Duration doubts) throws InterruptedException {
    awaitQuiet(horizon, doubts, () -> false);
  }

  /**
   * Waits until there is nothing left to do: {@link #quiet} for a while, and with a clock that
   * jumps nothing to jump to.
   *
   * @param horizon what falls due within it is waited for
   * @param doubts what is in doubt and can be proved within it, by the machine's clock, is waited
   *     for
   * @param ended asked again and again; once it says so nothing more is waited for
   */
  public void awaitQuiet(Duration horizon, Duration doubts, BooleanSupplier ended)
      throws InterruptedException {
    Instant patience = SteadyClock.ofThisProcess().instant().plus(doubts);
    int looks = 0;
    while (looks < 2 && !ended.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(25);
      boolean still = quiet(clock.instant().plus(horizon)) && !provable(patience);
      looks = still && (skipper == null || nextDue().isEmpty()) ? looks + 1 : 0;
    }
  }

  /**
   * Whether a text in doubt will be proved sent or not before then: two readings after the settling
   * time.
   */
  private boolean provable(Instant patience) {
    Duration proof = settings.get(Setting.IN_DOUBT_SETTLE).plusSeconds(2);
    return ledger
        .attempts()
        .lastDoubt()
        .map(lease -> lease.plus(proof))
        .filter(
            proved ->
                proved.isBefore(patience) && SteadyClock.ofThisProcess().instant().isBefore(proved))
        .isPresent();
  }

  /** Looks up once what is in doubt. */
  public void settle() {
    sweeper.settleTexts();
  }

  /** What is in flight comes to its end; nothing is begun. */
  private void takeNoMore() {
    intake.stop();
    dispatch.stop();
  }

  /** Claims no more, waits for what is in flight, closes everything. */
  @Override
  public void close() {
    takeNoMore();
    try {
      if (skipper != null) {
        skipper.stop();
      }
      if (watcher != null) {
        watcher.stop();
      }
      if (riding != null) {
        riding.stop();
      }
      main.stop();
      main.shutdown();
      if (leases != null) {
        leases.stop();
      }
      intake.forget();
      directives.forget();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("Camel did not stop in order ({})", e.getClass().getSimpleName());
    }
    try {
      closeLedger();
      http.close();
      if (smtp != null) {
        smtp.close();
      }
      providers.close();
      release(lock);
    } catch (IOException e) {
      LOG.warn("The pipeline did not close in order ({})", e.getClass().getSimpleName());
    }
  }

  private void closeLedger() {
    try {
      if (ledger.reachable()) {
        ledger.record(Event.ofService("service", "stopped", null));
      }
    } catch (LedgerException e) {
      LOG.warn("The end of the service could not be recorded");
    } finally {
      ledger.close();
    }
  }
}
