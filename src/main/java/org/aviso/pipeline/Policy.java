package org.aviso.pipeline;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.aviso.config.Finding;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.language.LanguageDecision;
import org.aviso.language.Languages;
import org.aviso.person.HoldReason;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.person.Person;
import org.aviso.person.PersonId;
import org.aviso.report.Reach;
import org.aviso.routing.Case;
import org.aviso.routing.CellLanguages;
import org.aviso.routing.CounselFolder;
import org.aviso.routing.Decision;
import org.aviso.routing.NoticeTexts;
import org.aviso.routing.RelayState;
import org.aviso.routing.Router;
import org.aviso.routing.Routing;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.aviso.template.TemplateChoice;
import org.aviso.template.TemplateLibrary;
import org.aviso.template.TemplateSet;
import org.aviso.template.TextKey;

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

  private Policy() {
    this.languages = null;
    this.counsel = null;
    this.templates = null;
    this.digest = "nothing";
  }

  private Policy(
      CounselFolder counsel, TemplateLibrary templates, Tables tables, Duration custodyMaxAge) {
    this.languages = tables.languages();
    this.counsel = counsel;
    this.templates = templates;
    this.digest = digest(counsel, templates, tables, custodyMaxAge);
    counsel
        .routings()
        .forEach(
            (notice, routing) ->
                notices.put(notice, new NoticeRules(routing, tables.languages(), custodyMaxAge)));
  }

  public static Policy read(Settings settings, Tables tables) {
    return new Policy(
        CounselFolder.read(settings.get(Setting.ROUTING_DIR)),
        TemplateLibrary.read(settings.get(Setting.TEMPLATES_DIR), tables.forbidden()),
        tables,
        settings.get(Setting.CUSTODY_MAX_AGE));
  }

  /** Rules that allow nothing: what stands while counsel's cannot be read. */
  static Policy nothing() {
    return new Policy();
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
    return counsel == null ? Optional.empty() : counsel.supersededBy(notice);
  }

  /** Whether a routing with a mistake in it says, or may say, that it takes this one's place. */
  boolean mayBeSuperseded(String notice) {
    return counsel != null && counsel.mayBeSuperseded(notice);
  }

  public List<Finding> findings() {
    if (counsel == null) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>(counsel.findings());
    findings.addAll(templates.findings());
    return findings;
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

  /** Whether counsel wrote anything of this person's relays. */
  public boolean relaysName(PersonId person) {
    return counsel != null
        && counsel.relays().batches().stream()
            .flatMap(batch -> batch.entries().stream())
            .anyMatch(entry -> entry.person().equals(person));
  }

  /** What the notice's routing lets count as reached. */
  public Reach.Rules reach(String notice) {
    return notice(notice)
        .map(rules -> rules.routing().reach())
        .map(r -> new Reach.Rules(r.emailUnbounced(), r.relayTold()))
        .orElse(new Reach.Rules(false, false));
  }

  private static String digest(
      CounselFolder counsel, TemplateLibrary templates, Tables tables, Duration custodyMaxAge) {
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
          ("doubts " + counsel.doubts().named() + counsel.doubts().unreadable() + "\n")
              .getBytes(StandardCharsets.UTF_8));
      digest.update(
          ("tables " + tables.digest() + " custody " + custodyMaxAge)
              .getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A person's language as shown in lists: the tag, and how it was reached or why not. */
  record LanguageChoice(String tag, String source) {}

  /** One notice's rules, asked case by case. */
  final class NoticeRules implements NoticeTexts, CellLanguages {
    private final Routing routing;
    private final Languages languages;
    private final Router router;

    NoticeRules(Routing routing, Languages languages, Duration custodyMaxAge) {
      this.routing = routing;
      this.languages = languages;
      this.router = new Router(routing, counsel.relays(), this, this, custodyMaxAge);
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
      LocalDate last = routing.sendUntil();
      return last == null
          ? null
          : last.plusDays(1).atStartOfDay(java.time.ZoneOffset.UTC).toInstant();
    }

    LanguageChoice language(Person person) {
      LanguageDecision decision = languages.decide(person.languageCell(), person.nationality());
      if (decision instanceof LanguageDecision.Known known) {
        return new LanguageChoice(known.tag().value(), known.how().code());
      }
      return new LanguageChoice(
          null, decision instanceof LanguageDecision.Ambiguous ? "ambiguous" : "unknown");
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
                  chosen.template().tag(), chosen.fallback(), chosen.template().meta().audio()))
          : Optional.empty();
    }

    @Override
    public Optional<Level> highest(LanguageTag tag, Owner to, Channel channel, Level max) {
      return set(tag).flatMap(set -> set.highest(to, channel, max)).map(TextKey::level);
    }

    Optional<TemplateSet> set(LanguageTag tag) {
      return templates.find(routing.notice(), tag);
    }
  }
}
