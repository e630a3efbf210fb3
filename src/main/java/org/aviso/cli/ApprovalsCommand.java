package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aviso.config.Finding;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.pipeline.Approved;
import org.aviso.pipeline.Policy;
import org.aviso.pipeline.RelayLines;
import org.aviso.pipeline.RoutingEffect;
import org.aviso.pipeline.Signatory;
import org.aviso.routing.approval.ApprovalFolder;
import org.aviso.routing.approval.InForce;
import org.aviso.routing.approval.Standing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "approvals",
    description = "What is in force, what is not and why, and what changed since it was approved.")
final class ApprovalsCommand implements Callable<Integer> {
  @Mixin Common common;

  @Override
  public Integer call() throws IOException {
    Settings settings = common.settings();
    Policy policy = Signatory.of(settings, Common.root()).policy();
    Approved approved = policy.approved();
    var standings = approved.inForce().standings().values();
    List<Finding> findings = findings(policy, settings);
    if (common.json) {
      ObjectNode document = Common.JSON.createObjectNode();
      var targets = document.putArray("targets");
      for (Standing standing : standings) {
        ObjectNode one = json(standing);
        effect(settings, policy, standing.target()).ifPresent(effect -> put(one, effect));
        if (standing.target().equals(InForce.ROLL)) {
          approved
              .inForce()
              .proposal()
              .ifPresent(
                  proposed -> {
                    var beside = one.putObject("proposed").put("state", proposed.state().code());
                    var by = beside.putArray("by");
                    proposed.by().forEach(by::add);
                  });
        }
        targets.add(one);
      }
      var found = document.putArray("findings");
      findings.forEach(finding -> found.add(json(finding)));
      var notes = document.putArray("notes");
      approved.inForce().idle().forEach(idle -> notes.add(idle.toString()));
      Common.print(document);
    } else {
      for (Standing standing : standings) {
        Common.print(standing.target() + ": " + words(standing) + "\n");
      }
      findings.forEach(finding -> Common.print(finding + "\n"));
      approved.inForce().idle().forEach(idle -> Common.print(idle + "\n"));
      for (Standing standing : standings) {
        if (standing.state() == Standing.State.CHANGED && standing.approved() != null) {
          Common.print(changes(standing, approved.folder(), settings));
        }
        effect(settings, policy, standing.target())
            .ifPresent(effect -> Common.print(standing.target() + ": " + words(effect) + "\n"));
      }
    }
    if (approved.inForce().tampered()) {
      return Aviso.FALSE_SIGNATURE;
    }
    return findings.isEmpty() && standings.stream().allMatch(Standing::inForce)
        ? Aviso.DONE
        : Aviso.NEEDS_A_PERSON;
  }

  /** What counsel should know of their own files, besides what is in force. */
  private static List<Finding> findings(Policy policy, Settings settings) {
    return Stream.of(
            policy.approved().inForce().findings(),
            policy.outlasting(),
            policy.counselFindings(),
            RelayLines.findings(Common.root(), settings, policy, target -> true))
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  static ObjectNode json(Finding finding) {
    return Common.JSON
        .createObjectNode()
        .put("file", finding.file())
        .put("line", finding.line())
        .put("what", finding.what())
        .put("mend", finding.mend());
  }

  /** What a signature under a routing that is not in force would change. */
  static Optional<RoutingEffect> effect(Settings settings, Policy policy, String target) {
    return policy.approved().inForce().inForce(target)
        ? Optional.empty()
        : RoutingEffect.of(Common.root(), settings, policy, target);
  }

  static void put(ObjectNode one, RoutingEffect effect) {
    one.putObject("effect")
        .put("entries", effect.entries())
        .put("entries_changed", effect.changed())
        .put("messages_added", effect.added())
        .put("messages_cancelled", effect.cancelled());
  }

  static String words(RoutingEffect effect) {
    return effect.entries() == 0
        ? "a signature changes nobody's plan: no list has brought an entry yet"
        : "a signature changes %,d of %,d entries, beside %s: %,d messages added, %,d cancelled"
            .formatted(
                effect.changed(),
                effect.entries(),
                effect.compared() ? "what was approved last" : "nothing in force",
                effect.added(),
                effect.cancelled());
  }

  static ObjectNode json(Standing standing) {
    ObjectNode one = Common.JSON.createObjectNode();
    one.put("target", standing.target()).put("state", standing.state().code());
    if (standing.approval() != null) {
      one.put("approval", standing.approval());
    }
    var by = one.putArray("by");
    standing.by().forEach(by::add);
    if (standing.expires() != null) {
      one.put("expires", standing.expires().toString());
    }
    return one;
  }

  static String words(Standing standing) {
    String why = standing.reasons().isEmpty() ? "" : ": " + String.join("; ", standing.reasons());
    String by = String.join(" and ", standing.by());
    return switch (standing.state()) {
      case APPROVED ->
          "in force up to "
              + standing.expires()
              + ", approved by "
              + by
              + (standing.approval() == null ? "" : " (" + standing.approval() + ")")
              + why;
      case NEEDS_SECOND -> "not in force, approved by " + by + " alone" + why;
      case UNAPPROVED -> "not in force" + why;
      case CHANGED -> "not in force, changed" + why;
      case EXPIRED -> "not in force, expired" + why;
      case INVALID -> "NOT IN FORCE, A SIGNATURE IS MISSING OR FALSE" + why;
    };
  }

  private static String changes(Standing standing, ApprovalFolder folder, Settings settings)
      throws IOException {
    String target = standing.target();
    Path counsel = settings.get(Setting.ROUTING_DIR);
    if (target.equals("counsel")) {
      return diff(target, folder, standing.approved(), counsel.resolve("counsel.yaml"));
    }
    if (target.startsWith("routing/")) {
      return diff(
          target,
          folder,
          standing.approved(),
          counsel.resolve(target.substring("routing/".length())).resolve("routing.yaml"));
    }
    if (target.startsWith("relays/")) {
      return diff(target, folder, standing.approved(), counsel.resolve(target + ".yaml"));
    }
    if (target.chars().filter(c -> c == '/').count() < 2) {
      return ""; // the languages of a notice say it, one by one
    }
    return folder(target, folder, standing, settings);
  }

  /** Of a language's texts; approved with its notice, they are part of a larger listing. */
  private static String folder(
      String target, ApprovalFolder folder, Standing standing, Settings settings)
      throws IOException {
    Path texts =
        settings.get(Setting.TEMPLATES_DIR).resolve(target.substring("templates/".length()));
    String tag = texts.getFileName() + "/";
    String signed = standing.approval();
    Map<String, String> before = new java.util.TreeMap<>();
    folder
        .listing(standing.approved())
        .or(() -> folder.listingOf(signed))
        .orElse(Map.of())
        .forEach(
            (path, digest) -> {
              if (path.startsWith(tag)) {
                before.put(path.substring(tag.length()), digest);
              } else if (!path.contains("/")) {
                before.put(path, digest);
              }
            });
    TreeSet<String> names = new TreeSet<>(before.keySet());
    try (var files = Files.list(texts)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    StringBuilder all = new StringBuilder();
    for (String name : names) {
      all.append(diff(target + "/" + name, folder, before.get(name), texts.resolve(name)));
    }
    return all.toString();
  }

  /**
   * @param approved digest of what was signed, null when there was no such file
   */
  private static String diff(String name, ApprovalFolder folder, String approved, Path now)
      throws IOException {
    List<String> before = approved == null ? List.of() : lines(folder.kept(approved).orElse(null));
    List<String> after =
        Files.isRegularFile(now, java.nio.file.LinkOption.NOFOLLOW_LINKS)
            ? lines(Files.readAllBytes(now))
            : List.of();
    if (before == null) {
      return name + ": what was approved is not kept here, so it cannot be compared\n";
    }
    List<String> lines =
        UnifiedDiffUtils.generateUnifiedDiff(
            name + " as approved", name + " now", before, DiffUtils.diff(before, after), 2);
    return lines.isEmpty()
        ? ""
        : lines.stream().map(Common::visible).collect(Collectors.joining("\n", "\n", "\n"));
  }

  private static List<String> lines(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8).lines().toList();
  }
}
