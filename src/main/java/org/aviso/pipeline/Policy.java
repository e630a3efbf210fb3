package org.aviso.pipeline;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aviso.config.Finding;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.language.LanguageDecision;
import org.aviso.language.Languages;
import org.aviso.person.Contact;
import org.aviso.person.HoldReason;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.person.Person;
import org.aviso.person.PersonId;
import org.aviso.report.Reach;
import org.aviso.routing.Case;
import org.aviso.routing.Ceiling;
import org.aviso.routing.CellLanguages;
import org.aviso.routing.CounselFolder;
import org.aviso.routing.Decision;
import org.aviso.routing.NoticeTexts;
import org.aviso.routing.Outlasting;
import org.aviso.routing.RelayBatch;
import org.aviso.routing.RelayState;
import org.aviso.routing.Relays;
import org.aviso.routing.Router;
import org.aviso.routing.Routing;
import org.aviso.routing.approval.ApprovalFolder;
import org.aviso.routing.approval.InForce;
import org.aviso.routing.approval.Remembered;
import org.aviso.routing.approval.Target;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.aviso.template.Renderer;
import org.aviso.template.TemplateChoice;
import org.aviso.template.TemplateLibrary;
import org.aviso.template.TemplateMatrix;
import org.aviso.template.TemplateSet;
import org.aviso.template.TextKey;
import org.aviso.template.TextLanguages;

/**
 * All that decides, as it was read at one instant: counsel's folder, the templates, the language
 * table. Every attempt is planned and claimed under the digest of one of these.
 */
public final class Policy {
  private final Map<String, NoticeRules> notices = new TreeMap<>();
  private final Languages languages;
  private final CounselFolder counsel;
  private final TemplateLibrary templates;
  private final String digest;

  private final Reading reading;
  private final Remembered remembered;
  private final Approved approved;
  private final Outlasting outlasting;
  private final Relays relays;
  private final List<Finding> refused;

  /** All files, as they were at one instant, and what else is asked of them. */
  private record Reading(
      CounselFolder counsel,
      TemplateLibrary templates,
      ApprovalFolder approvals,
      InForce.Moment moment,
      Set<String> pinned,
      Tables tables,
      Duration custodyMaxAge) {
    Reading with(CounselFolder other) {
      return new Reading(other, templates, approvals, moment, pinned, tables, custodyMaxAge);
    }
  }

  private Policy(List<Finding> refused) {
    this.languages = null;
    this.counsel = null;
    this.templates = null;
    this.reading = null;
    this.remembered = Remembered.NOTHING;
    this.approved = null;
    this.outlasting = null;
    this.relays = Relays.none();
    this.digest = "nothing";
    this.refused = List.copyOf(refused);
  }

  /**
   * @param supposed targets that count as signed, for looking alone
   */
  private Policy(Reading reading, Remembered remembered, Set<String> supposed) {
    Tables tables = reading.tables;
    this.reading = reading;
    this.remembered = remembered;
    this.languages = tables.languages();
    this.counsel = reading.counsel;
    this.templates = reading.templates;
    List<Target> targets = Approved.targets(counsel, templates);
    Approved ofFiles = approved(reading, targets, remembered);
    this.outlasting = new Outlasting(remembered, counsel, ofFiles.inForce());
    this.approved =
        (outlasting.gone().isEmpty()
                ? ofFiles
                : approved(
                    reading,
                    Stream.concat(targets.stream(), outlasting.gone().stream()).toList(),
                    remembered))
            .supposing(supposed);
    this.refused = List.of();
    this.digest =
        digest(
            counsel,
            templates,
            tables,
            "%s approved %s outlasting %s"
                .formatted(reading.custodyMaxAge, approved.inForceNow(), outlasting.text()));
    this.relays = counsel.relays().and(outlasting.batches());
    counsel
        .routings()
        .forEach(
            (notice, routing) -> {
              if (approved.is("routing/" + notice)) {
                notices.put(
                    notice, new NoticeRules(routing, tables.languages(), reading.custodyMaxAge));
              }
            });
  }

  private static Approved approved(Reading of, List<Target> targets, Remembered remembered) {
    return Approved.of(of.approvals, targets, of.moment, of.pinned, remembered);
  }

  /** The files as they are, and which of them are in force at this moment. */
  public static Policy read(Settings settings, Tables tables) {
    return read(settings, tables, Desk.clock(settings));
  }

  static Policy read(Settings settings, Tables tables, Clock clock) {
    return read(settings, tables, clock, Remembered.NOTHING);
  }

  static Policy read(Settings settings, Tables tables, Clock clock, Remembered remembered) {
    return new Policy(
        new Reading(
            CounselFolder.read(settings.get(Setting.ROUTING_DIR)),
            TemplateLibrary.read(
                settings.get(Setting.TEMPLATES_DIR),
                tables.forbidden(),
                tables.smsCountries(),
                tables.languages()),
            ApprovalFolder.read(settings.get(Setting.ROUTING_DIR)),
            Approved.moment(clock),
            Set.copyOf(settings.find(Setting.COUNSEL_FINGERPRINTS).orElse(List.of())),
            tables,
            settings.get(Setting.CUSTODY_MAX_AGE)),
        remembered,
        Set.of());
  }

  /** The same files, held against what the ledger remembers of those before. */
  public Policy against(Remembered remembered) {
    return reading == null ? this : new Policy(reading, remembered, Set.of());
  }

  /** What would be, had counsel signed every file as it is now. To look at, never to send by. */
  public Policy asIfSigned() {
    return reading == null
        ? this
        : new Policy(
            reading,
            remembered,
            Set.copyOf(approved.targets().stream().map(Target::name).toList()));
  }

  /** The same of one routing alone, in this version of it. */
  Policy asIfSigned(Routing routing) {
    return new Policy(
        reading.with(reading.counsel.with(routing)),
        remembered,
        Set.of("routing/" + routing.notice()));
  }

  /** What the ledger is to remember once this is adopted, where it remembers this now. */
  Remembered remember(Remembered before) {
    return approved == null ? before : approved.inForce().remember(before, outlasting::of);
  }

  /** What counsel's signatures say; null where nothing can be read. */
  public Approved approved() {
    return approved;
  }

  /** A routing or batch with a mistake in it: a signature would bring nothing into force. */
  boolean faulty(String target) {
    return target.startsWith("routing/")
        ? counsel.routing(target.substring("routing/".length())).isEmpty()
        : counsel.relays().batches().stream()
            .anyMatch(batch -> target.equals("relays/" + batch.name()) && !batch.sound());
  }

  /** From this moment on something is in force no more, and all must be read again. */
  Instant until() {
    return approved == null ? Instant.MAX : approved.inForce().until();
  }

  /** Rules that allow nothing: what stands while counsel's cannot be read. */
  static Policy nothing() {
    return new Policy(List.of());
  }

  /** The same, because live mode may not run under counsel's files as they are. */
  static Policy refused(List<Finding> why) {
    return new Policy(why);
  }

  /** Why nothing is in force, where live mode refuses what is there. */
  List<Finding> refused() {
    return refused;
  }

  /** Every routing without a mistake, in force or not, by notice. */
  Map<String, Routing> routings() {
    return counsel == null ? Map.of() : counsel.routings();
  }

  /** Every folder of texts of a notice, in force or not. */
  Collection<TemplateSet> texts(String notice) {
    return templates == null ? List.of() : templates.languages(notice).values();
  }

  /** Targets of texts that are placeholders: this one, or those it is made of. */
  public List<String> drafts(String target) {
    return notices().stream()
        .flatMap(notice -> texts(notice).stream())
        .filter(set -> set.meta().placeholder())
        .map(set -> "templates/" + set.notice() + "/" + set.tag())
        .filter(name -> name.equals(target) || name.startsWith(target + "/"))
        .sorted()
        .toList();
  }

  /** SHA-256 over the digests of every target, and over all else that decides. */
  public String digest() {
    return digest;
  }

  /** Every notice that has a routing; what a faulty one would send is held. */
  public Collection<String> notices() {
    return counsel == null
        ? List.of()
        : counsel.digests().keySet().stream()
            .filter(target -> target.startsWith("routing/"))
            .map(target -> target.substring("routing/".length()))
            .sorted()
            .toList();
  }

  /** The rules of a notice; empty when its routing is missing or faulty. */
  Optional<NoticeRules> notice(String notice) {
    return Optional.ofNullable(notices.get(notice));
  }

  /** By notice, the moment from which on nothing of it leaves; those without end left out. */
  Map<String, Instant> ends() {
    Map<String, Instant> ends = new TreeMap<>();
    notices.forEach(
        (notice, rules) -> {
          if (rules.sendUntil() != null) {
            ends.put(notice, rules.sendUntil());
          }
        });
    return ends;
  }

  /** The notice in force that took this one's place; empty when none did. */
  Optional<String> supersededBy(String notice) {
    return superseding(notice)
        .filter(routing -> approved.is("routing/" + routing.notice()))
        .map(Routing::notice)
        .findFirst();
  }

  /**
   * Whether a routing with a mistake in it, or one that was signed once and is not in force now,
   * says or may say that it takes this one's place, or the ledger remembers that it did. A draft
   * nobody ever signed says nothing.
   */
  boolean mayBeSuperseded(String notice) {
    return counsel != null
        && (counsel.mayBeSuperseded(notice)
            || outlasting.superseded().contains(notice)
            || superseding(notice)
                .map(routing -> "routing/" + routing.notice())
                .anyMatch(target -> !approved.is(target) && approved.folder().names(target)));
  }

  private Stream<Routing> superseding(String notice) {
    return counsel == null ? Stream.empty() : counsel.superseding(notice);
  }

  public List<Finding> findings() {
    if (counsel == null) {
      return refused;
    }
    List<Finding> findings = new ArrayList<>(counselFindings());
    findings.addAll(templates.findings());
    findings.addAll(
        approved.findings(
            notices().stream()
                .flatMap(notice -> drafts("templates/" + notice).stream())
                .collect(Collectors.toSet())));
    findings.addAll(outlasting.findings());
    return findings.stream().distinct().toList();
  }

  /** The batches as they stand in their files, those that are not in force too. */
  List<RelayBatch> batches() {
    return counsel == null ? List.of() : counsel.relays().batches();
  }

  /** The same with what was signed once and binds on; said is what they say, not what approves. */
  Relays relays() {
    return relays;
  }

  /** What is wrong in counsel's own folder, as far as files show it. */
  public List<Finding> counselFindings() {
    if (counsel == null) {
      return refused;
    }
    List<Finding> findings = new ArrayList<>(counsel.findings());
    counsel.routings().values().forEach(routing -> findings.addAll(remarks(routing)));
    findings.addAll(approvingLines().findings(target -> true));
    return findings;
  }

  private ApprovingLines approvingLines() {
    return new ApprovingLines(
        batches(),
        counsel.routings().values(),
        LocalDate.ofInstant(reading.moment.now(), ZoneOffset.UTC));
  }

  /** Lines of batches that approve nothing any more, which is no mistake. */
  public List<String> overInBatches() {
    return counsel == null
        ? List.of()
        : approvingLines().over(target -> true).stream().map(Finding::toString).toList();
  }

  /**
   * What a routing or batch without a mistake says that will not come about, whether it is signed
   * or not.
   */
  public List<Finding> remarks(String target) {
    if (target.startsWith("relays/") && counsel != null) {
      ApprovingLines lines = approvingLines();
      return Stream.concat(
              lines.findings(target::equals).stream(), lines.over(target::equals).stream())
          .toList();
    }
    return routings().values().stream()
        .filter(routing -> target.equals("routing/" + routing.notice()))
        .flatMap(routing -> remarks(routing).stream())
        .toList();
  }

  private List<Finding> remarks(Routing routing) {
    List<Finding> findings = new ArrayList<>();
    Instant end = end(routing);
    Instant now = reading.moment.now();
    if (end != null && !now.isBefore(end)) {
      findings.add(
          counsel.finding(
              routing,
              "/send-until",
              "send-until: %s is over, it is %s: nothing of this notice leaves any more"
                  .formatted(routing.sendUntil(), LocalDate.ofInstant(now, ZoneOffset.UTC)),
              "write a later day, if something is still to be sent"));
    }
    if (routing.resendEmailInDoubt()) {
      findings.add(
          counsel.finding(
              routing,
              "/in-doubt/email",
              "in-doubt: { email: resend } has no effect: an email in doubt is never sent again by"
                  + " itself, it waits for a bounce or a person",
              "write hold, and settle each with aviso resolve"));
    }
    List<LanguageTag> together = routing.unknownLanguage();
    for (int i = 0; i < together.size(); i++) {
      if (unwritten(routing, together.get(i))) {
        findings.add(
            counsel.finding(
                routing,
                "/languages/unknown/" + i,
                "languages.unknown lists "
                    + together.get(i)
                    + ", in which there is no template"
                    + noLanguage(together.get(i)),
                "write it, or take it out: until then everybody whose language is not known is"
                    + " held"));
      }
    }
    routing
        .fallback()
        .forEach(
            (wanted, instead) -> {
              if (!languages.knows(wanted)) {
                findings.add(
                    counsel.finding(
                        routing,
                        "/languages/fallback/" + wanted,
                        "languages.fallback of "
                            + wanted
                            + ": "
                            + languages.noLanguage(wanted.value()),
                        "correct it: it helps nobody"));
              }
              for (int i = 0; i < instead.size(); i++) {
                if (unwritten(routing, instead.get(i))) {
                  findings.add(
                      counsel.finding(
                          routing,
                          "/languages/fallback/" + wanted + "/" + i,
                          "languages.fallback of %s names %s, in which there is no template%s"
                              .formatted(wanted, instead.get(i), noLanguage(instead.get(i))),
                          "write it, or take it out: it helps nobody"));
                }
              }
            });
    for (int i = 0; i < routing.plans().size(); i++) {
      for (LanguageTag tag : routing.plans().get(i).when().language()) {
        if (!languages.knows(tag)) {
          findings.add(
              counsel.finding(
                  routing,
                  "/plans/" + i + "/when/language",
                  "plan %s, when.language: %s is %s"
                      .formatted(
                          routing.plans().get(i).id(), tag, languages.noLanguage(tag.value())),
                  "correct it: nobody's language is called so"));
        }
      }
    }
    findings.addAll(new UnwrittenTexts(counsel, templates).findings(routing));
    findings.sort(Comparator.comparingInt(Finding::line));
    return findings;
  }

  private String noLanguage(LanguageTag tag) {
    return languages.knows(tag) ? "" : ": it is " + languages.noLanguage(tag.value());
  }

  private boolean unwritten(Routing routing, LanguageTag tag) {
    return templates.choose(routing.notice(), tag, Map.of()) instanceof TemplateChoice.None;
  }

  /** The start of the day after {@code send-until}, in UTC; null when there is no end. */
  private static Instant end(Routing routing) {
    LocalDate last = routing.sendUntil();
    return last == null ? null : last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** Every notice's languages against its texts, segments counted with the senders configured. */
  public List<TemplateMatrix> matrices(Settings settings) {
    Senders senders = new Senders(settings);
    return templates == null
        ? List.of()
        : templates.notices().stream()
            .map(
                notice ->
                    templates.matrix(
                        notice, level -> senders.fields(level, "", null, "PREVIEW000000000")))
            .toList();
  }

  /**
   * A text by its place: {@code class-notice/es} and {@code member.sms.L1}.
   *
   * @return empty when there is no such notice or language
   */
  Optional<TemplateSet> templates(String notice, LanguageTag tag) {
    return templates == null ? Optional.empty() : templates.find(notice, tag);
  }

  /** Whether some notice's routing lets staff say that a contact is the member's own. */
  public boolean verifiedByStaff() {
    return notices.values().stream().anyMatch(rules -> rules.routing().verify().byStaff());
  }

  /** The tag of a cell that says a relay's language, null when it is not known. */
  String language(String cell) {
    return languages != null && languages.decide(cell, null) instanceof LanguageDecision.Known known
        ? known.tag().value()
        : null;
  }

  /** What the person's cell means, whichever notice is in force; null where nothing can be read. */
  LanguageChoice language(Person person) {
    if (languages == null) {
      return null;
    }
    LanguageDecision decision = languages.decide(person.languageCell(), person.nationality());
    if (decision instanceof LanguageDecision.Known known) {
      return new LanguageChoice(known.tag().value(), known.how().code());
    }
    return new LanguageChoice(
        null, decision instanceof LanguageDecision.Ambiguous ? AMBIGUOUS : "unknown");
  }

  /** Lines of relay batches that bind though their file does not say so any more. */
  public List<Finding> outlasting() {
    return outlasting == null ? List.of() : outlasting.findings();
  }

  /** Whether counsel wrote, or signed once, anything of this person's relays that binds. */
  public boolean relaysName(PersonId person) {
    return !relayFiles(person).isEmpty();
  }

  /** The batches that do, as counsel signs them: {@code relays/<batch>}. */
  public List<String> relayFiles(PersonId person) {
    return relays.batches().stream()
        .filter(batch -> batch.entries().stream().anyMatch(e -> e.person().equals(person)))
        .map(RelayBatch::target)
        .toList();
  }

  /** The lines that counsel wrote, or signed once, of relays of these ids. */
  List<RelayBatch.Entry> relayLines(Set<PersonId> persons) {
    return persons.isEmpty()
        ? List.of()
        : relays.batches().stream()
            .flatMap(batch -> batch.entries().stream())
            .filter(entry -> persons.contains(entry.person()))
            .toList();
  }

  /** What the notice's routing lets count as reached. */
  public Reach.Rules reach(String notice) {
    return notice(notice)
        .map(rules -> rules.routing().reach())
        .map(r -> new Reach.Rules(r.emailUnbounced(), r.relayTold()))
        .orElse(new Reach.Rules(false, false));
  }

  private static String digest(
      CounselFolder counsel, TemplateLibrary templates, Tables tables, String more) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new TreeMap<>(counsel.digests())
          .forEach(
              (target, sha) ->
                  digest.update((target + " " + sha + "\n").getBytes(StandardCharsets.UTF_8)));
      templates.notices().stream()
          .flatMap(notice -> templates.languages(notice).values().stream())
          .map(set -> "templates/" + set.notice() + "/" + set.tag() + " " + set.digest() + "\n")
          .sorted()
          .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
      digest.update(
          ("doubts "
                  + counsel.doubts().named()
                  + counsel.doubts().unreadable()
                  + (counsel.relays().vetoesKnown() ? "" : " vetoes")
                  + "\n")
              .getBytes(StandardCharsets.UTF_8));
      digest.update(
          ("tables " + tables.digest() + " custody " + more).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Source of a language that is known not to be one. */
  static final String AMBIGUOUS = "ambiguous";

  /** A person's language as shown in lists: the tag, and how it was reached or why not. */
  record LanguageChoice(String tag, String source) {}

  /** One notice's rules, asked case by case. */
  final class NoticeRules implements NoticeTexts, CellLanguages {
    private final Routing routing;
    private final Languages languages;
    private final Relays relays;
    private final Router router;

    NoticeRules(Routing routing, Languages languages, Duration custodyMaxAge) {
      this.routing = routing;
      this.languages = languages;
      this.relays = Policy.this.relays.approvedBy(approved::isBatch);
      this.router = new Router(routing, relays, this, this, custodyMaxAge);
    }

    Decision decide(Case given) {
      return router.decide(given);
    }

    Routing routing() {
      return routing;
    }

    /** What stands of each of the person's relays. */
    List<RelayState> relays(Case given) {
      return router.relays(given);
    }

    /** The start of the day after {@code send-until}, in UTC; null when there is no end. */
    Instant sendUntil() {
      return end(routing);
    }

    @Override
    public Read read(String cell, String nationality) {
      LanguageDecision decision = languages.decide(cell, nationality);
      if (decision instanceof LanguageDecision.Known known) {
        return new Read(known.tag(), null, languages.audio(known.tag()));
      }
      return Read.refused(
          decision instanceof LanguageDecision.Ambiguous
              ? HoldReason.AMBIGUOUS_LANGUAGE
              : HoldReason.NO_LANGUAGE);
    }

    @Override
    public Optional<Chosen> choose(
        LanguageTag wanted, Map<LanguageTag, List<LanguageTag>> fallback) {
      TemplateChoice choice = templates.choose(routing.notice(), wanted, fallback);
      return choice instanceof TemplateChoice.Chosen chosen
          ? Optional.of(
              new Chosen(
                  TextLanguages.of(chosen.template().tag()),
                  chosen.fallback(),
                  chosen.template().meta().audio(),
                  inForce(chosen.template().tag())))
          : Optional.empty();
    }

    @Override
    public Optional<Level> highest(LanguageTag tag, Owner to, Channel channel, Level max) {
      return templates
          .find(routing.notice(), tag)
          .flatMap(set -> set.highest(to, channel, max))
          .map(TextKey::level);
    }

    @Override
    public boolean fits(TextLanguages languages, Owner to, Channel channel, Level level) {
      return sets(languages, tag -> templates.find(routing.notice(), tag))
          .map(sets -> Renderer.fits(sets, new TextKey(to, channel, level)))
          .orElse(false);
    }

    /**
     * The templates of all these languages, in their order; empty when one is gone or not in force.
     */
    Optional<List<TemplateSet>> sets(TextLanguages languages) {
      return sets(languages, this::set);
    }

    private Optional<List<TemplateSet>> sets(
        TextLanguages languages, Function<LanguageTag, Optional<TemplateSet>> find) {
      List<TemplateSet> sets =
          languages.tags().stream().map(find).flatMap(Optional::stream).toList();
      return sets.size() == languages.tags().size() ? Optional.of(sets) : Optional.empty();
    }

    /** The highest level this person's contact may be told, whatever the rules planned. */
    Optional<Level> ceiling(Person person, Contact contact, Channel channel, LocalDate today) {
      return Ceiling.of(routing, relays, person, contact, channel, today);
    }

    private boolean inForce(LanguageTag tag) {
      return approved.is("templates/" + routing.notice() + "/" + tag);
    }

    /** The texts of a language; none when they are not in force. */
    Optional<TemplateSet> set(LanguageTag tag) {
      return templates.find(routing.notice(), tag).filter(set -> inForce(tag));
    }
  }
}
