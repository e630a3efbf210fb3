package org.aviso.pipeline;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.aviso.config.BadSettings;
import org.aviso.config.Finding;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.ledger.LedgerAddress;
import org.aviso.person.Owner;
import org.aviso.routing.Routing;
import org.aviso.routing.approval.InForce;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.aviso.template.TemplateSet;
import org.aviso.template.TextKey;

/**
 * What keeps live mode from starting, all of it at once. Asked again whenever counsel's files
 * change: what would not have started does not go on.
 *
 * <p>What plans need is asked of approved routings; while there is none, of all, so that it is said
 * before the signature. A draft beside an approved routing stops nothing.
 */
public final class LiveStart {
  /** Countries whose numbers begin with +1 (North American Numbering Plan). */
  private static final Set<String> PLUS_ONE =
      Set.copyOf(PhoneNumberUtil.getInstance().getRegionCodesForCountryCode(1));

  /** Live mode always says it, for the texts ask for answers; there is nothing to mend here. */
  public static final Finding NOT_HEARD =
      new Finding(
          "answers",
          0,
          "by text or email are not heard yet: STOP stops nothing by itself",
          "read those of the number and the mailbox by hand, and enter each: aviso record PERSON"
              + " --channel other --direction in --outcome stop_requested --contact C --by N");

  private final Settings settings;
  private final Policy policy;
  private final Collection<Routing> routings;
  private final List<Finding> signatures = new ArrayList<>();
  private final List<Finding> configuration = new ArrayList<>();

  private LiveStart(Settings settings, Policy policy, Collection<Routing> routings) {
    this.settings = settings;
    this.policy = policy;
    this.routings = routings;
    roll();
    drafts();
    servers();
    Set<Channel> used = channels(routings);
    if (used.isEmpty()) {
      used = EnumSet.of(Channel.SMS, Channel.EMAIL);
    }
    if (used.contains(Channel.SMS)) {
      texts();
    }
    if (used.contains(Channel.EMAIL)) {
      mails();
    }
    need(Setting.ORGANISATION, "who texts above L0 say they come from is not set");
    need(Setting.PUBLIC_URL, "what Twilio and mail readers reach is not set");
    printed();
    neutral();
  }

  /**
   * @param settings of live mode
   */
  public static LiveStart of(Settings settings, Policy policy) {
    Collection<Routing> approved =
        policy.routings().values().stream()
            .filter(routing -> policy.approved().is("routing/" + routing.notice()))
            .toList();
    return new LiveStart(
        settings, policy, approved.isEmpty() ? policy.routings().values() : approved);
  }

  /** Exit code 3: demo keys, a roll that is not pinned, drafts somebody signed. */
  public List<Finding> signatures() {
    return List.copyOf(signatures);
  }

  /** Exit code 2: what is not set, or set so that secrets would cross a network in the clear. */
  public List<Finding> configuration() {
    return configuration.stream().distinct().toList();
  }

  /** All of it. */
  public List<Finding> findings() {
    return Stream.concat(signatures.stream(), configuration().stream()).toList();
  }

  /**
   * @param more what else keeps it from starting
   * @throws BadSettings when anything does
   */
  void demand(List<Finding> more) {
    List<Finding> all = new ArrayList<>(findings());
    all.addAll(more);
    if (!all.isEmpty()) {
      throw new BadSettings(all, !signatures.isEmpty());
    }
  }

  /** What live mode starts with, and somebody should know. */
  public static List<Finding> remarks(Settings settings, Policy policy) {
    List<Finding> now = of(settings, policy).configuration();
    List<Finding> remarks = new ArrayList<>();
    new LiveStart(settings, policy, policy.routings().values())
        .configuration().stream()
            .filter(finding -> now.stream().noneMatch(n -> n.file().equals(finding.file())))
            .map(
                finding ->
                    new Finding(
                        finding.file(),
                        0,
                        finding.what() + "; nothing starts once counsel has signed that",
                        finding.mend()))
            .forEach(remarks::add);
    policy
        .routings()
        .forEach(
            (notice, routing) -> {
              if (settings.get(Setting.WAVES_RELEASE) == Settings.Release.AUTO
                  && !AutoRelease.atOnce(settings, () -> policy, notice)) {
                remarks.add(
                    new Finding(
                        Setting.WAVES_RELEASE.key(),
                        0,
                        "is auto, and the approved routing/"
                            + notice
                            + " does not say waves: auto; its waves wait for a start",
                        "counsel adds the line and signs, or leave it at manual"));
              }
            });
    settings
        .find(Setting.PUBLIC_URL)
        .filter(LiveStart::inTheClear)
        .ifPresent(
            url ->
                remarks.add(
                    new Finding(
                        Setting.PUBLIC_URL.key(),
                        0,
                        "is http, and what Twilio reports there holds numbers",
                        "name an https address, with a certificate Twilio accepts")));
    if (channels(policy.routings().values()).contains(Channel.EMAIL)
        && settings.find(Setting.IMAP_HOST).isEmpty()) {
      remarks.add(
          new Finding(
              Setting.IMAP_HOST.key(),
              0,
              "is not set, so that no bounce is ever read",
              "name the mailbox that mail to aviso.email.bounce-domain reaches"));
    }
    return remarks;
  }

  // --- signatures

  private void roll() {
    InForce now = policy.approved().inForce();
    boolean there = policy.approved().folder().roll().isPresent();
    if (settings.find(Setting.COUNSEL_FINGERPRINTS).filter(pins -> !pins.isEmpty()).isEmpty()) {
      (there ? signatures : configuration)
          .add(
              new Finding(
                  Setting.COUNSEL_FINGERPRINTS.key(),
                  0,
                  "is not set: whoever can write counsel.yaml could name other counsel",
                  "set the fingerprints counsel gave you in person (aviso counsel list), separated"
                      + " by commas"));
    } else if (now.tamperedRoll()) {
      signatures.add(
          new Finding(
              InForce.ROLL,
              0,
              String.join("; ", now.standings().get(InForce.ROLL).reasons()),
              now.unpinned().isEmpty()
                  ? "put back the roll two counsel signed, or correct "
                      + Setting.COUNSEL_FINGERPRINTS.key()
                  : now.rollMend() + "; or put back the roll two counsel signed"));
    }
    now.lastRoll()
        .filter(roll -> roll.counsel().stream().anyMatch(one -> one.ofDemo()))
        .ifPresent(
            roll ->
                signatures.add(
                    new Finding(
                        InForce.ROLL,
                        0,
                        "holds keys of the demo",
                        "remove counsel.yaml and approvals/, and begin with counsel's own keys"
                            + " (docs/counsel.md)")));
  }

  private void drafts() {
    for (String notice : policy.notices()) {
      for (TemplateSet set : policy.texts(notice)) {
        String target = "templates/" + notice + "/" + set.tag();
        if (set.meta().placeholder() && policy.approved().is(target)) {
          signatures.add(
              new Finding(
                  target + "/meta.yaml",
                  0,
                  "is a placeholder, and approved",
                  "put certified texts in its place, take placeholder out and sign anew; or take"
                      + " the approval back (aviso approvals names it, aviso revoke)"));
        }
      }
    }
  }

  // --- what is not set

  private void texts() {
    need(Setting.TWILIO_ACCOUNT_SID, "is not set, and a plan sends texts");
    need(Setting.TWILIO_AUTH_TOKEN, "is not set, and a plan sends texts");
    if (settings.find(Setting.TWILIO_MESSAGING_SERVICE_SID).isEmpty()) {
      need(
          Setting.TWILIO_FROM,
          "is not set, nor is "
              + Setting.TWILIO_MESSAGING_SERVICE_SID.key()
              + ", and a plan sends"
              + " texts");
    }
    routings.forEach(
        routing ->
            routing.plans().stream()
                .filter(plan -> channels(plan).contains(Channel.SMS))
                .filter(plan -> !Collections.disjoint(plan.when().reachable(), PLUS_ONE))
                .findFirst()
                .ifPresent(
                    plan ->
                        need(
                            Setting.TWILIO_CAMPAIGN_ID,
                            "is not set, and plan "
                                + plan.id()
                                + " of "
                                + routing.notice()
                                + " texts numbers of +1; carriers there refuse senders that"
                                + " are not registered")));
  }

  private void mails() {
    need(Setting.SMTP_HOST, "is not set, and a plan sends email");
    need(Setting.EMAIL_FROM, "is not set, and a plan sends email");
    need(Setting.EMAIL_REPLY_TO, "is not set, and a plan sends email");
    pair(Setting.SMTP_USER, Setting.SMTP_PASSWORD);
    if (settings.find(Setting.IMAP_HOST).isPresent()) {
      need(Setting.IMAP_USER, "is not set, and " + Setting.IMAP_HOST.key() + " is");
      need(Setting.IMAP_PASSWORD, "is not set, and " + Setting.IMAP_HOST.key() + " is");
    }
  }

  private void pair(Setting<?> user, Setting<?> password) {
    if (settings.find(user).isPresent()) {
      need(password, "is not set, and " + user.key() + " is");
    } else if (settings.find(password).isPresent()) {
      need(user, "is not set, and " + password.key() + " is");
    }
  }

  /** The number and the hours that texts in force print. */
  private void printed() {
    texts(false)
        .forEach(
            text -> {
              String what = text.set.notice() + "/" + text.set.tag() + "/" + text.key;
              if (text.set.printsCallbackPhone(text.key)) {
                need(Setting.CALLBACK_PHONE, "is not set, and " + what + " prints it");
              }
              if (text.set.printsCallbackHours(text.key)) {
                need(Setting.CALLBACK_HOURS, "is not set, and " + what + " prints it");
              }
            });
  }

  private void neutral() {
    Set<Channel> used = EnumSet.noneOf(Channel.class);
    for (Routing routing : routings) {
      if (policy.approved().is("routing/" + routing.notice())) {
        used.addAll(callBacks(routing));
      }
    }
    boolean hours = texts(true).stream().anyMatch(text -> text.set.printsCallbackHours(text.key));
    texts(true).forEach(text -> used.add(text.key.channel()));
    if (used.isEmpty()) {
      return;
    }
    String why = "is not set, and an approved plan sends L0 texts";
    need(Setting.NEUTRAL_NAME, why);
    need(Setting.NEUTRAL_CALLBACK_PHONE, why);
    if (hours) {
      need(Setting.NEUTRAL_CALLBACK_HOURS, why);
    }
    if (used.contains(Channel.SMS)) {
      need(Setting.NEUTRAL_SMS_FROM, why);
    }
    if (used.contains(Channel.EMAIL)) {
      need(Setting.NEUTRAL_EMAIL_FROM, why);
      need(Setting.NEUTRAL_REPLY_TO, why);
    }
  }

  /** Over what a routing sends call-backs, whatever texts there are. */
  private static Set<Channel> callBacks(Routing routing) {
    Set<Channel> used = EnumSet.noneOf(Channel.class);
    for (Routing.Plan plan : routing.plans()) {
      for (Routing.Step step : plan.steps()) {
        for (Channel channel : step.by()) {
          boolean callBack =
              switch (step.to()) {
                case RELAY -> routing.levels().relay() != null;
                case MEMBER ->
                    routing.levels().unverified().get(channel) == Level.L0
                        || routing.levels().verified().get(channel) == Level.L0;
                case ATTORNEY -> false;
              };
          if (callBack && !step.task()) {
            used.add(channel);
          }
        }
      }
    }
    return used;
  }

  private record Text(TemplateSet set, TextKey key) {}

  /** Texts in force that a plan in force may send, of L0 or above it. */
  private List<Text> texts(boolean callBacks) {
    List<Text> texts = new ArrayList<>();
    for (Routing routing : routings) {
      if (!policy.approved().is("routing/" + routing.notice())) {
        continue;
      }
      Set<String> sent = new LinkedHashSet<>();
      for (Routing.Plan plan : routing.plans()) {
        for (Routing.Step step : plan.steps()) {
          step.by().forEach(channel -> sent.add(place(step.to(), channel)));
        }
      }
      for (TemplateSet set : policy.texts(routing.notice())) {
        if (policy.approved().is("templates/" + routing.notice() + "/" + set.tag())) {
          set.usable().stream()
              .filter(key -> (key.level() == Level.L0) == callBacks)
              .filter(key -> sent.contains(place(key.to(), key.channel())))
              .filter(key -> key.channel() == Channel.SMS || key.channel() == Channel.EMAIL)
              .forEach(key -> texts.add(new Text(set, key)));
        }
      }
    }
    return texts;
  }

  private static String place(Owner to, Channel channel) {
    return to.code() + "." + channel.code();
  }

  // --- what would cross a network in the clear

  private void servers() {
    unencrypted(Setting.SMTP_HOST, Setting.SMTP_TLS);
    unencrypted(Setting.IMAP_HOST, Setting.IMAP_TLS);
    settings
        .find(Setting.TWILIO_BASE_URL)
        .filter(LiveStart::inTheClear)
        .ifPresent(
            url ->
                configuration.add(
                    new Finding(
                        Setting.TWILIO_BASE_URL.key(),
                        0,
                        "is http to another machine: token, numbers and texts could be read",
                        "name an https address, or unset it for Twilio's own")));
    if (LedgerAddress.unencrypted(settings)) {
      configuration.add(
          new Finding(
              Setting.LEDGER_URL.key(),
              0,
              "allows a connection to another machine without encryption",
              "write sslmode=verify-full, or take sslmode out"));
    }
  }

  private void unencrypted(Setting<String> host, Setting<Settings.Tls> tls) {
    settings
        .find(host)
        .filter(name -> settings.get(tls) == Settings.Tls.NONE && !Providers.onThisMachine(name))
        .ifPresent(
            name ->
                configuration.add(
                    new Finding(
                        tls.key(),
                        0,
                        "is none, and " + host.key() + " is not on this machine",
                        "write required (STARTTLS) or implicit")));
  }

  private static boolean inTheClear(URI url) {
    return "http".equalsIgnoreCase(url.getScheme()) && !Providers.onThisMachine(url.getHost());
  }

  private void need(Setting<?> setting, String what) {
    if (settings.find(setting).isEmpty()
        && configuration.stream().noneMatch(known -> known.file().equals(setting.key()))) {
      configuration.add(
          new Finding(
              setting.key(),
              0,
              what,
              "set it in "
                  + settings.file()
                  + (setting.secret()
                      ? " as " + setting.key() + "-file, or " + setting.variable()
                      : " (docs/operators.md)")));
    }
  }

  private static Set<Channel> channels(Collection<Routing> routings) {
    Set<Channel> used = EnumSet.noneOf(Channel.class);
    routings.forEach(routing -> routing.plans().forEach(plan -> used.addAll(channels(plan))));
    return used;
  }

  private static Set<Channel> channels(Routing.Plan plan) {
    Set<Channel> used = EnumSet.noneOf(Channel.class);
    plan.steps().stream().filter(step -> !step.task()).forEach(step -> used.addAll(step.by()));
    return used;
  }
}
