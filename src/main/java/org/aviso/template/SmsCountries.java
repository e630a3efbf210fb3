package org.aviso.template;

import com.networknt.schema.JsonSchema;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.aviso.config.Finding;
import org.aviso.config.YamlFile;

/**
 * {@code config/sms-countries.yaml}: where a text message cannot be answered. There STOP stops
 * nothing, so a text must name a number to call as well.
 *
 * @param oneWay ISO 3166 alpha-2
 */
public record SmsCountries(SortedSet<String> oneWay) {
  private static final JsonSchema SCHEMA =
      YamlFile.schema(SmsCountries.class.getResource("sms-countries.schema.json"));

  /** A table that names no country: every text can be answered. */
  public static SmsCountries allTwoWay() {
    return new SmsCountries(new TreeSet<>());
  }

  /** Shown as {@code config/sms-countries.yaml}. */
  public static SmsCountries read(Path file) throws YamlFile.Malformed {
    YamlFile yaml = YamlFile.read(file, "config/sms-countries.yaml");
    List<Finding> wrong = yaml.validate(SCHEMA);
    if (!wrong.isEmpty()) {
      throw new YamlFile.Malformed(wrong.get(0));
    }
    SortedSet<String> oneWay = new TreeSet<>();
    yaml.root().path("one-way").forEach(country -> oneWay.add(country.asText()));
    return new SmsCountries(oneWay);
  }
}
