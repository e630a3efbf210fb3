package org.aviso.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.aviso.config.BadSettings;
import org.aviso.config.Finding;
import org.aviso.config.YamlFile;
import org.aviso.template.Channel;

/**
 * {@code config/seeds.yaml}: staff's own addresses: the only ones a test may be sent to, and what
 * rides along with every wave.
 */
final class Seeds {
  private static final JsonSchema SCHEMA =
      YamlFile.schema(Seeds.class.getResource("seeds.schema.json"));

  static final String FILE = "seeds.yaml";

  private final Map<String, JsonNode> seeds = new TreeMap<>();

  private Seeds() {}

  /** Shown as {@code config/seeds.yaml}. */
  static Seeds read(Path config) throws YamlFile.Malformed {
    YamlFile yaml = YamlFile.read(config.resolve(FILE), "config/" + FILE);
    List<Finding> wrong = yaml.validate(SCHEMA);
    if (!wrong.isEmpty()) {
      throw new YamlFile.Malformed(wrong.get(0));
    }
    Seeds seeds = new Seeds();
    yaml.root()
        .path("seeds")
        .fields()
        .forEachRemaining(seed -> seeds.seeds.put(seed.getKey(), seed.getValue()));
    return seeds;
  }

  /** The same, or none where there is no such file. */
  static Seeds ofConfig(Path config) {
    try {
      return Files.exists(config.resolve(FILE)) ? read(config) : new Seeds();
    } catch (YamlFile.Malformed e) {
      throw new BadSettings(List.of(e.finding()));
    }
  }

  Set<String> names() {
    return seeds.keySet();
  }

  boolean has(String name) {
    return seeds.containsKey(name);
  }

  /** E.164 or an email address; empty when the seed has none for the channel. */
  Optional<String> address(String name, Channel channel) {
    String written = seeds.get(name).path(channel.code()).asText("");
    return written.isEmpty()
        ? Optional.empty()
        : Optional.of(channel == Channel.SMS ? written.replaceAll("[ -]", "") : written);
  }

  @Override
  public String toString() {
    return "Seeds[" + seeds.size() + "]";
  }
}
