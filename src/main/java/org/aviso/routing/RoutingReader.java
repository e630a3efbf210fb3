package org.aviso.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.aviso.config.Finding;
import org.aviso.config.YamlFile;
import org.aviso.person.Custody;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.person.Ternary;
import org.aviso.template.Channel;
import org.aviso.template.Level;

/** Turns a document that keeps the schema into a routing, and finds what a schema cannot. */
final class RoutingReader {
  private static final JsonSchema SCHEMA =
      YamlFile.schema(RoutingReader.class.getResource("routing.schema.json"));
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  private final YamlFile file;
  private final List<Finding> findings = new ArrayList<>();

  private RoutingReader(YamlFile file) {
    this.file = file;
  }

  static RoutingFile read(YamlFile file) {
    List<Finding> broken = file.validate(SCHEMA);
    if (!broken.isEmpty()) {
      return new RoutingFile.Faulty(file.digest(), broken);
    }
    RoutingReader reader = new RoutingReader(file);
    Routing routing = reader.routing(file.root());
    return reader.findings.isEmpty()
        ? new RoutingFile.Sound(routing, file)
        : new RoutingFile.Faulty(file.digest(), reader.findings);
  }

  private Routing routing(JsonNode root) {
    String notice = root.path("notice").asText();
    String supersedes = root.path("supersedes").asText(null);
    if (notice.equals(supersedes)) {
      found("/supersedes", "a notice cannot supersede itself", "name the older notice");
    }
    JsonNode threshold = root.path("shared-contact-threshold");
    return new Routing(
        notice,
        root.path("version").asInt(),
        root.has("send-until") ? LocalDate.parse(root.path("send-until").asText()) : null,
        fallback(root.at("/languages/fallback")),
        root.at("/languages/unknown").isArray()
            ? List.copyOf(tags(root, "/languages/unknown"))
            : List.of(),
        levels(root.path("levels")),
        new Routing.Kinds(
            duration(root.at("/relay/valid-for").asText("180d")),
            relations(root.at("/relay/relations"))),
        quietHours(root.path("quiet-hours")),
        threshold.isTextual() ? null : (Integer) threshold.asInt(4),
        new Routing.Reach(
            root.at("/reach/email-unbounced").asBoolean(),
            root.at("/reach/relay-told").asBoolean()),
        root.at("/in-doubt/email").asText().equals("resend"),
        new Routing.Verify(
            root.at("/verify/by-inbound").asBoolean(), root.at("/verify/by-staff").asBoolean()),
        root.has("waves"),
        supersedes,
        plans(root.path("plans")),
        file.digest());
  }

  private Map<LanguageTag, List<LanguageTag>> fallback(JsonNode pairs) {
    Map<LanguageTag, List<LanguageTag>> fallback = new LinkedHashMap<>();
    pairs
        .fields()
        .forEachRemaining(
            pair -> {
              String pointer = "/languages/fallback/" + pair.getKey();
              LanguageTag from = tag(pointer, pair.getKey());
              List<LanguageTag> to = new ArrayList<>();
              for (int i = 0; i < pair.getValue().size(); i++) {
                to.add(tag(pointer + "/" + i, pair.getValue().get(i).asText()));
              }
              if (from == null || to.contains(null)) {
                return;
              }
              if (to.contains(from)) {
                found(pointer, from + " falls back to itself", "name another language");
              }
              fallback.put(from, to);
            });
    return fallback;
  }

  private static Routing.Levels levels(JsonNode levels) {
    Map<Channel, Level> unverified = memberLevels(levels.path("member-unverified"));
    return new Routing.Levels(
        unverified,
        levels.has("member-verified") ? memberLevels(levels.path("member-verified")) : unverified,
        levels.has("relay") ? level(levels.path("relay")) : null);
  }

  private static Map<Channel, Level> memberLevels(JsonNode levels) {
    return Map.of(
        Channel.SMS, level(levels.path("sms")), Channel.EMAIL, level(levels.path("email")));
  }

  private Map<String, Level> relations(JsonNode kinds) {
    Map<String, Level> relations = new HashMap<>();
    kinds
        .fields()
        .forEachRemaining(
            kind -> {
              for (String relation : Relation.covers(kind.getKey())) {
                if (relations.put(relation, level(kind.getValue())) != null) {
                  found(
                      "/relay/relations/" + kind.getKey(),
                      "\"" + kind.getKey() + "\" names " + relation + " a second time",
                      "keep one of them (parent is mother and father; brother and sister are"
                          + " sibling)");
                }
              }
            });
    return relations;
  }

  private Routing.QuietHours quietHours(JsonNode hours) {
    if (hours.isTextual()) {
      return null;
    }
    LocalTime from = LocalTime.parse(hours.path("from").asText("21:00"));
    LocalTime to = LocalTime.parse(hours.path("to").asText("08:00"));
    if (from.equals(to)) {
      found("/quiet-hours", "from and to are the same time", "write none for no quiet hours");
    }
    return new Routing.QuietHours(from, to);
  }

  private List<Routing.Plan> plans(JsonNode plans) {
    Set<String> ids = new HashSet<>();
    List<Routing.Plan> read = new ArrayList<>();
    for (int i = 0; i < plans.size(); i++) {
      String pointer = "/plans/" + i;
      JsonNode plan = plans.get(i);
      String id = plan.path("id").asText();
      if (!ids.add(id)) {
        found(pointer + "/id", "a second plan is called \"" + id + "\"", "give it another id");
      }
      read.add(
          new Routing.Plan(
              id,
              when(pointer + "/when", plan.path("when")),
              steps(pointer + "/steps", plan.path("steps"))));
    }
    return read;
  }

  private Routing.When when(String pointer, JsonNode when) {
    return new Routing.When(
        words(when.path("custody")).stream().map(Custody::of).collect(Collectors.toSet()),
        countries(pointer + "/country"),
        countries(pointer + "/nationality"),
        tags(file.root(), pointer + "/language"),
        words(when.path("facility")).stream().map(Fit::folded).collect(Collectors.toSet()),
        ternaries(when.path("minor")),
        ternaries(when.path("represented")),
        Set.copyOf(words(when.path("list"))));
  }

  private List<Routing.Step> steps(String pointer, JsonNode steps) {
    Set<String> ids = new HashSet<>();
    List<Routing.Step> read = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      String here = pointer + "/" + i;
      JsonNode step = steps.get(i);
      String id = step.path("id").asText();
      if (!ids.add(id)) {
        found(
            here + "/id",
            "a second step of the plan is called \"" + id + "\"",
            "give it another id; ids are never used again");
      }
      if (i == 0 && step.has("unless")) {
        found(
            here + "/unless",
            "the first step has no earlier step to look at",
            "remove unless, or put the step after the one it looks at");
      }
      if (wellFormed(here, step)) {
        read.add(step(id, step));
      }
    }
    return read;
  }

  /** What belongs to send sms or email, to send relay, and to do. */
  private boolean wellFormed(String pointer, JsonNode step) {
    if (step.has("send") == step.has("do")) {
      found(pointer, "a step has either send or do", "keep one of the two");
      return false;
    }
    String kind = step.path("send").asText(step.path("do").asText());
    int before = findings.size();
    if (kind.equals("relay")) {
      need(pointer, step, "by", "send: relay", "by: [sms], [email] or [sms, email]");
      refuse(pointer, step, "to", "send: relay", "remove it: a relay step goes to the relays");
    } else {
      refuse(pointer, step, "by", kind, "remove it: only relay steps choose a channel");
    }
    if (step.has("do")) {
      refuse(pointer, step, "contacts", "do", "remove it: a task is one task");
      refuse(pointer, step, "repeat", "do", "remove it: a task is done once");
    } else if (!kind.equals("relay")) {
      need(pointer, step, "to", "send: " + kind, "to: member or to: attorney");
    }
    return findings.size() == before;
  }

  private void need(String pointer, JsonNode step, String key, String with, String mend) {
    if (!step.has(key)) {
      found(pointer, with + " needs \"" + key + "\"", mend);
    }
  }

  private void refuse(String pointer, JsonNode step, String key, String with, String mend) {
    if (step.has(key)) {
      found(pointer + "/" + key, "\"" + key + "\" does not go with " + with, mend);
    }
  }

  private static Routing.Step step(String id, JsonNode step) {
    String kind = step.path("send").asText(step.path("do").asText());
    boolean relay = kind.equals("relay");
    return new Routing.Step(
        id,
        relay ? Owner.RELAY : Owner.of(step.path("to").asText("member")),
        relay
            ? words(step.path("by")).stream().map(Channel::of).toList()
            : List.of(Channel.of(kind)),
        duration(step.path("after").asText("0m")),
        PlannedStep.Unless.valueOf(step.path("unless").asText("never").toUpperCase(Locale.ROOT)),
        step.has("contacts"),
        step.path("repeat").asBoolean());
  }

  // --- words

  private Set<String> countries(String pointer) {
    return each(
        file.root(),
        pointer,
        (here, code) -> {
          if (!COUNTRIES.contains(code)) {
            found(
                here, "\"" + code + "\" is no country code", "two letters of ISO 3166, such as GT");
          }
          return code;
        });
  }

  private Set<LanguageTag> tags(JsonNode root, String pointer) {
    return each(root, pointer, this::tag);
  }

  private LanguageTag tag(String pointer, String text) {
    try {
      return new LanguageTag(text);
    } catch (IllegalArgumentException e) {
      found(pointer, "\"" + text + "\" is no language tag", "a BCP 47 tag, such as es or zh-Hans");
      return null;
    }
  }

  /** Reads a list in its order; what cannot be read has become a finding. */
  private static <T> Set<T> each(
      JsonNode root, String pointer, BiFunction<String, String, T> read) {
    Set<T> values = new LinkedHashSet<>();
    List<String> words = words(root.at(pointer));
    for (int i = 0; i < words.size(); i++) {
      T value = read.apply(pointer + "/" + i, words.get(i));
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  private static List<String> words(JsonNode list) {
    List<String> words = new ArrayList<>();
    list.forEach(word -> words.add(word.asText()));
    return words;
  }

  private static Set<Ternary> ternaries(JsonNode list) {
    return words(list).stream()
        .map(word -> Ternary.valueOf(word.toUpperCase(Locale.ROOT)))
        .collect(Collectors.toSet());
  }

  private static Level level(JsonNode level) {
    return Level.valueOf(level.asText());
  }

  /** {@code 30m}, {@code 24h}, {@code 180d}; a day is 24 hours. */
  static Duration duration(String text) {
    long number = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 'm' -> Duration.ofMinutes(number);
      case 'h' -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private void found(String pointer, String what, String mend) {
    findings.add(file.finding(pointer, what, mend));
  }
}
