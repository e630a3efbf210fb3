package org.aviso.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aviso.config.BadSettings;
import org.aviso.config.Finding;
import org.aviso.config.YamlFile;
import org.aviso.template.Channel;

/**
 * What messages cost by {@code config/prices.yaml}: for estimates, and for {@code
 * aviso.cost.max-per-day}.
 *
 * @param currency ISO 4217
 * @param example the prices are the file's examples, not a contract's
 * @param byChannel by country (ISO 3166 alpha-2) or {@code any}; of SMS a segment, of email a
 *     message
 */
public record Prices(
    String currency, boolean example, Map<Channel, Map<String, BigDecimal>> byChannel) {
  private static final JsonSchema SCHEMA =
      YamlFile.schema(Prices.class.getResource("prices.schema.json"));

  private static final Prices NONE = new Prices("USD", false, Map.of());

  public Prices {
    byChannel = Map.copyOf(byChannel);
  }

  /**
   * Without the file nothing has a price.
   *
   * @throws BadSettings naming file and line
   */
  public static Prices read(Path file) {
    if (Files.notExists(file)) {
      return NONE;
    }
    YamlFile yaml;
    try {
      yaml = YamlFile.read(file, file.toString());
    } catch (YamlFile.Malformed e) {
      throw new BadSettings(List.of(e.finding()));
    }
    List<Finding> wrong = yaml.validate(SCHEMA);
    if (!wrong.isEmpty()) {
      throw new BadSettings(wrong);
    }
    Map<Channel, Map<String, BigDecimal>> byChannel = new EnumMap<>(Channel.class);
    for (Channel channel : List.of(Channel.SMS, Channel.EMAIL)) {
      Map<String, BigDecimal> prices = new HashMap<>();
      JsonNode countries = yaml.root().path(channel.code());
      countries
          .properties()
          .forEach(price -> prices.put(price.getKey(), price.getValue().decimalValue()));
      byChannel.put(channel, Map.copyOf(prices));
    }
    return new Prices(
        yaml.root().path("currency").asText(), yaml.root().path("example").asBoolean(), byChannel);
  }

  /**
   * For a limit: what has no price counts as the dearest of its channel. Empty when the channel has
   * no price at all.
   */
  public Optional<BigDecimal> atMost(Channel channel, String country, int units) {
    return of(channel, country, units)
        .or(
            () ->
                byChannel.getOrDefault(channel, Map.of()).values().stream()
                    .max(BigDecimal::compareTo)
                    .map(one -> one.multiply(BigDecimal.valueOf(units))));
  }

  /** Whether anything of the channel has a price. */
  public boolean has(Channel channel) {
    return !byChannel.getOrDefault(channel, Map.of()).isEmpty();
  }

  /**
   * @param country where the message goes, null when that is not known
   * @param units segments of an SMS, 1 for an email
   * @return empty when there is no price for that country: unknown, which is not nothing
   */
  public Optional<BigDecimal> of(Channel channel, String country, int units) {
    Map<String, BigDecimal> prices = byChannel.getOrDefault(channel, Map.of());
    BigDecimal price = country == null ? null : prices.get(country);
    return Optional.ofNullable(price == null ? prices.get("any") : price)
        .map(one -> one.multiply(BigDecimal.valueOf(units)));
  }
}
