package org.aviso.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aviso.config.Finding;
import org.aviso.config.YamlFile;

/**
 * What a route file must be before Camel sees it: right by Camel's own schema, named, described,
 * connected, and unable to turn data into code, addresses or log lines. Camel 4.17 loads a misspelt
 * step in some places without a word.
 *
 * <p>Steps, languages and endpoints are allowed by name; what is new is refused until somebody has
 * thought about it.
 */
public final class RouteFiles {
  private static final String ENDING = ".camel.yaml";
  private static final String DEFINITIONS = "/items/definitions/org.apache.camel.model.";

  private static final Set<String> STEPS =
      Set.of(
          "aggregate",
          "bean",
          "choice",
          "convertBodyTo",
          "doCatch",
          "doFinally",
          "doTry",
          "filter",
          "marshal",
          "multicast",
          "pipeline",
          "policy",
          "process",
          "removeHeader",
          "removeHeaders",
          "removeProperties",
          "removeProperty",
          "removeVariable",
          "rollback",
          "setBody",
          "setExchangePattern",
          "setHeader",
          "setHeaders",
          "setProperty",
          "setVariable",
          "setVariables",
          "split",
          "step",
          "stop",
          "threads",
          "throttle",
          "throwException",
          "to",
          "transform",
          "unmarshal",
          "validate",
          "wireTap");

  private static final Set<String> LANGUAGES =
      Set.of("constant", "exchangeProperty", "header", "method", "ref", "simple", "variable");

  private static final Set<String> REFUSED_ENDPOINTS =
      Set.of(
          "dataset",
          "disruptor",
          "language",
          "log",
          "mock",
          "seda",
          "stub",
          "vm",
          "xquery",
          "xslt");

  /** One value, compared with one literal at most. */
  private static final Pattern HARMLESS_SIMPLE =
      Pattern.compile(
          "\\$\\{(?:body|body\\.\\w+|(?:header|exchangeProperty|variable)\\.[\\w-]+)}"
              + "(?: (?:==|!=) (?:'[\\w-]*'|null|true|false|[0-9]+))?");

  private final Path folder;
  private final JsonSchema schema = CamelSchema.LOADED;
  private final Set<String> languages = new HashSet<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> consumed = new HashSet<>();
  private final Map<String, Finding> used = new HashMap<>();

  private RouteFiles(Path folder) {
    this.folder = folder;
    schema
        .getSchemaNode()
        .at(DEFINITIONS + "language.ExpressionDefinition/properties")
        .fieldNames()
        .forEachRemaining(languages::add);
  }

  /**
   * Checks every file of the folder, but not of its subfolders (those are counsel's).
   *
   * @param routesDir holds {@code NN-name.camel.yaml} files
   * @return by file and line; empty when all is well
   */
  public static List<Finding> check(Path routesDir) {
    return new RouteFiles(routesDir).check();
  }

  private List<Finding> check() {
    for (Path file : files()) {
      String shownAs = shown(file);
      if (!file.toString().endsWith(ENDING)) {
        findings.add(
            new Finding(
                shownAs,
                0,
                "its name does not end in " + ENDING + ", so Camel skips it",
                "rename it"));
        continue;
      }
      try {
        check(YamlFile.read(file, shownAs), file);
      } catch (YamlFile.Malformed e) {
        findings.add(e.finding());
      }
    }
    used.forEach(
        (endpoint, finding) -> {
          if (!consumed.contains(endpoint)) {
            findings.add(finding);
          }
        });
    findings.sort(Comparator.comparing(Finding::file).thenComparingInt(Finding::line));
    return List.copyOf(findings);
  }

  private List<Path> files() {
    if (!Files.isDirectory(folder)) {
      findings.add(
          new Finding(
              folder.toString(), 0, "there is no such folder", "name the folder of the routes"));
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().matches(".*\\.ya?ml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Routes cannot be listed: " + folder, e);
    }
  }

  private String shown(Path file) {
    return folder.toAbsolutePath().getFileName() + "/" + file.getFileName();
  }

  private void check(YamlFile yaml, Path file) {
    List<Finding> broken =
        yaml.validate(schema).stream().filter(finding -> !placeholder(yaml, finding)).toList();
    broken.stream()
        .map(Finding::line)
        .distinct()
        .forEach(line -> findings.add(clearest(broken, line)));
    head(yaml, file.getFileName().toString().replace(ENDING, ""));
    walk(yaml, yaml.root(), "", "");
  }

  /**
   * Camel fills in {@code {{key}}} before it reads a number or a switch; its schema does not know.
   */
  private static boolean placeholder(YamlFile yaml, Finding finding) {
    String[] placeAndRule = finding.what().split(": string found, ", 2);
    String pointer = "/" + placeAndRule[0].replace('.', '/');
    return placeAndRule.length == 2
        && yaml.root().at(pointer).asText().matches("\\{\\{[\\w.:-]+}}");
  }

  /**
   * A wrong step breaks several branches of the schema; the one that names the unknown word says
   * most.
   */
  private static Finding clearest(List<Finding> broken, int line) {
    return broken.stream()
        .filter(finding -> finding.line() == line)
        .min(Comparator.comparing(finding -> !finding.what().contains("unknown key")))
        .orElseThrow();
  }

  private void head(YamlFile yaml, String name) {
    JsonNode root = yaml.root();
    if (!root.isArray() || root.size() != 1) {
      findings.add(
          yaml.finding(
              "", "holds " + root.size() + " entries", "one route a file, written as - route:"));
      return;
    }
    String kind = root.get(0).has("routeConfiguration") ? "routeConfiguration" : "route";
    JsonNode route = root.get(0).path(kind);
    if (route.isMissingNode()) {
      findings.add(
          yaml.finding(
              "/0",
              "is neither a route nor a routeConfiguration",
              "write it as - route: with an id"));
      return;
    }
    String place = "/0/" + kind;
    String id = route.path("id").asText();
    if (kind.equals("route") && !id.equals(name)) {
      findings.add(
          yaml.finding(
              place + "/id",
              "route id \"" + id + "\" is not the file's name",
              "write id: " + name));
    }
    if (kind.equals("routeConfiguration") && !id.isEmpty()) {
      findings.add(
          yaml.finding(
              place + "/id",
              "a routeConfiguration with an id holds only for the routes that name it",
              "remove the id: what breaks is handled alike everywhere"));
    }
    if (route.path("description").asText().isBlank()) {
      findings.add(
          yaml.finding(
              place, kind + " has no description", "say in one line what it does and why"));
    }
  }

  private void walk(YamlFile yaml, JsonNode node, String pointer, String name) {
    if (node.isTextual()) {
      text(yaml, node.asText(), pointer, name);
    }
    if (node.has("uri")) {
      endpoint(yaml, address(node), pointer, name);
    }
    for (int at = 0; node.isArray() && at < node.size(); at++) {
      String item = pointer + "/" + at;
      if (name.equals("steps")) {
        steps(yaml, node.get(at), item);
      }
      walk(yaml, node.get(at), item, "");
    }
    node.fields()
        .forEachRemaining(
            field -> {
              String key = field.getKey();
              String member = pointer + "/" + key.replace("~", "~0").replace("/", "~1");
              boolean free = name.equals("parameters");
              if (!free) {
                language(yaml, key, field.getValue(), member, name);
              }
              walk(yaml, field.getValue(), member, free ? "parameter" : key);
            });
  }

  private void steps(YamlFile yaml, JsonNode step, String pointer) {
    step.fieldNames()
        .forEachRemaining(
            key -> {
              if (!STEPS.contains(key)) {
                findings.add(
                    yaml.finding(
                        pointer + "/" + key,
                        "step \"" + key + "\" is not among those this house allows",
                        "let a bean do it; a step is allowed in RouteFiles, with the reason"));
              }
            });
  }

  private void language(YamlFile yaml, String key, JsonNode value, String pointer, String parent) {
    boolean unknown = parent.equals("expression") && !languages.contains(key);
    if (unknown || (languages.contains(key) && !LANGUAGES.contains(key))) {
      findings.add(
          yaml.finding(
              pointer,
              "language \"" + key + "\" is not among those this house allows",
              "decide in a bean and call it with method:"));
    }
    if (key.equals("simple")) {
      String expression = value.isTextual() ? value.asText() : value.path("expression").asText();
      if (!HARMLESS_SIMPLE.matcher(expression).matches()) {
        findings.add(
            yaml.finding(
                pointer,
                "simple \""
                    + expression
                    + "\" does more than read one value or compare it with one literal",
                "decide in a bean and call it with method:"));
      }
    }
  }

  private void text(YamlFile yaml, String text, String pointer, String name) {
    if (Set.of("to", "deadLetterUri", "wireTap", "parameter").contains(name)) {
      endpoint(yaml, text, pointer, name);
    }
    boolean expression =
        name.equals("simple") || pointer.contains("/simple/") || name.equals("description");
    if (!expression && (text.contains("${") || text.contains("$simple{"))) {
      findings.add(
          yaml.finding(
              pointer,
              "an expression stands where an address, a name or a plain value belongs",
              "set the value in a bean; nothing from a list or a reply may reach an endpoint"));
    }
  }

  private void endpoint(YamlFile yaml, String uri, String pointer, String name) {
    String scheme = uri.replaceFirst("[:?].*", "");
    if (REFUSED_ENDPOINTS.contains(scheme) && (uri.contains(":") || !name.equals("parameter"))) {
      findings.add(
          yaml.finding(
              pointer,
              "endpoint " + scheme + ": is refused",
              scheme.equals("log")
                  ? "log ids and counts in a bean"
                  : "what must not be lost goes through the ledger"));
    }
    if (uri.startsWith("direct:")) {
      String direct = uri.replaceFirst("\\?.*", "").replace("direct://", "direct:");
      if (name.equals("from")) {
        consumed.add(direct);
      } else {
        used.putIfAbsent(
            direct,
            yaml.finding(
                pointer,
                direct + " has no route that begins with it",
                "write that route or correct the name"));
      }
    }
  }

  /**
   * {@code direct:name}, also when written as {@code uri: direct} and {@code parameters: {name:
   * …}}.
   */
  private static String address(JsonNode node) {
    String uri = node.get("uri").asText();
    String name = node.path("parameters").path("name").asText();
    return uri.equals("direct") ? "direct:" + name : uri;
  }

  /** The one in camel-yaml-dsl's jar, draft 4; compiling it takes a second. */
  private static final class CamelSchema {
    static final JsonSchema LOADED = load();

    private static JsonSchema load() {
      try (InputStream in = RouteFiles.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
            .getSchema(
                in, SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).build());
      } catch (IOException e) {
        throw new UncheckedIOException("Camel's schema of route files cannot be read", e);
      }
    }
  }
}
