package org.aviso.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.aviso.config.Finding;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.routing.CounselFolder;
import org.aviso.routing.RelayBatch;
import org.aviso.routing.Routing;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.aviso.template.TemplateChoice;
import org.aviso.template.TemplateLibrary;
import org.aviso.template.TextKey;

/**
 * Steps of a routing that go out to nobody, or to no reader of some language, because nobody wrote
 * the text. Only said: such a step is inert, and the others go out.
 */
final class UnwrittenTexts {
  private final CounselFolder counsel;
  private final TemplateLibrary templates;
  private final boolean verifiable;

  UnwrittenTexts(CounselFolder counsel, TemplateLibrary templates) {
    this.counsel = counsel;
    this.templates = templates;
    this.verifiable =
        counsel.routings().values().stream()
            .anyMatch(routing -> routing.verify().byInbound() || routing.verify().byStaff());
  }

  /** Nothing where there is no template at all, which is one finding and not one a step. */
  List<Finding> findings(Routing routing) {
    String notice = routing.notice();
    if (templates.languages(notice).isEmpty()) {
      return List.of(
          counsel.finding(
              routing,
              "/notice",
              "templates/%s holds no language: no step of this notice goes out".formatted(notice),
              "write its texts (docs/translators.md)"));
    }
    List<Finding> findings = new ArrayList<>();
    for (int plan = 0; plan < routing.plans().size(); plan++) {
      List<Routing.Step> steps = routing.plans().get(plan).steps();
      for (int step = 0; step < steps.size(); step++) {
        String pointer = "/plans/" + plan + "/steps/" + step;
        findings.addAll(
            new Asked(routing, routing.plans().get(plan), steps.get(step), pointer).findings());
      }
    }
    return findings;
  }

  /** One step, asked for every text it may need. */
  private final class Asked {
    private final Routing routing;
    private final Routing.Step step;
    private final String pointer;
    private final String named;
    private final List<Finding> findings = new ArrayList<>();

    Asked(Routing routing, Routing.Plan plan, Routing.Step step, String pointer) {
      this.routing = routing;
      this.step = step;
      this.pointer = pointer;
      this.named = "plan " + plan.id() + ", step " + step.id() + ": ";
    }

    List<Finding> findings() {
      Channel first = step.by().get(0);
      switch (step.to()) {
        case MEMBER -> {
          switch (first) {
            case SMS, EMAIL -> member(first);
            case LETTER -> inAnyLanguage(first, Level.L3, "a letter");
            case CALL, VISIT -> {}
          }
        }
        case ATTORNEY -> {
          if (!step.task()) {
            attorney(first);
          }
        }
        case RELAY -> step.by().forEach(this::relay);
      }
      return findings;
    }

    private void member(Channel channel) {
      Level unverified = routing.levels().unverified().get(channel);
      Level verified = routing.levels().verified().get(channel);
      inAnyLanguage(channel, unverified, "levels.member-unverified." + channel.code());
      if (verifiable && verified != unverified && findings.isEmpty()) {
        inAnyLanguage(channel, verified, "levels.member-verified." + channel.code());
      }
    }

    /** The highest level that lacks a text: what is below it lacks one as well. */
    private void relay(Channel channel) {
      Level cap = routing.levels().relay();
      if (cap == null) {
        if (channel == step.by().get(0)) {
          found(
              "levels names none for relays, so that no relay is told anything",
              "write relay: L0 among the levels");
        }
        return;
      }
      int before = findings.size();
      reachable(cap)
          .forEach(
              (level, why) -> {
                if (findings.size() == before) {
                  inAnyLanguage(channel, level, why);
                }
              });
    }

    /** What relays may be told, the highest first, and what says so. */
    private Map<Level, String> reachable(Level cap) {
      Map<Level, String> reachable = new LinkedHashMap<>();
      reachable.put(cap, "levels.relay");
      Map<Level, String> lower = new LinkedHashMap<>();
      routing
          .relay()
          .relations()
          .forEach((relation, level) -> lower.putIfAbsent(level, "relay.relations"));
      counsel.relays().batches().stream()
          .flatMap(batch -> batch.entries().stream().filter(entry -> !entry.veto()))
          .map(RelayBatch.Entry::level)
          .filter(Objects::nonNull)
          .forEach(level -> lower.putIfAbsent(level, "a batch in relays/"));
      lower.keySet().stream()
          .filter(cap::above)
          .sorted(Comparator.reverseOrder())
          .forEach(level -> reachable.put(level, lower.get(level)));
      return reachable;
    }

    private void attorney(Channel channel) {
      String notice = routing.notice();
      if (templates.choose(notice, TextKey.ATTORNEYS_READ, routing.fallback())
              instanceof TemplateChoice.Chosen chosen
          && !templates
              .unwritten(notice, Owner.ATTORNEY, channel, Level.L3)
              .contains(chosen.template().tag())) {
        return;
      }
      TextKey text = new TextKey(Owner.ATTORNEY, channel, Level.L3);
      found(
          "there is no %s in %s, which attorneys read: it goes out to nobody"
              .formatted(text, TextKey.ATTORNEYS_READ),
          "write " + files(text, TextKey.ATTORNEYS_READ.value()));
    }

    private void inAnyLanguage(Channel channel, Level max, String why) {
      String notice = routing.notice();
      List<LanguageTag> all = templates.read(notice);
      List<LanguageTag> lacking = templates.unwritten(notice, step.to(), channel, max);
      TextKey text = new TextKey(step.to(), channel, max);
      String wanted =
          channel == Channel.LETTER
              ? text.toString()
              : "%s of %s%s (%s)"
                  .formatted(
                      step.to().code() + "." + channel.code(),
                      max.shown(),
                      max == Level.L0 ? "" : " or below",
                      why);
      if (lacking.size() == all.size()) {
        SortedSet<Level> higher = templates.levels(notice, null, step.to(), channel);
        found(
            "there is no %s in any language%s: it goes out to nobody"
                .formatted(
                    wanted,
                    higher.isEmpty()
                        ? ""
                        : ", only "
                            + higher.stream().map(Level::name).collect(Collectors.joining(", "))),
            "write " + files(text, "<tag>"));
        return;
      }
      String tags =
          lacking.stream()
              .filter(tag -> !templates.named(notice, tag, step.to(), channel, max))
              .map(LanguageTag::value)
              .collect(Collectors.joining(", "));
      if (!tags.isEmpty()) {
        found(
            "there is no %s in %s: it goes out to nobody who reads that".formatted(wanted, tags),
            "write " + files(text, lacking.size() == 1 ? tags : "<tag>"));
      }
    }

    private String files(TextKey text, String tag) {
      String file = "templates/" + routing.notice() + "/" + tag + "/" + text;
      return switch (text.channel()) {
        case SMS -> file + ".txt";
        case EMAIL -> file + ".subject.txt, .txt and .html";
        case LETTER, CALL, VISIT -> file + ".html";
      };
    }

    private void found(String what, String mend) {
      findings.add(
          counsel.finding(routing, pointer, named + what, mend + ", or take the step out"));
    }
  }
}
