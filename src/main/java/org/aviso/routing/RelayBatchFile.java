package org.aviso.routing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.aviso.config.YamlFile;

/** Writes a batch as counsel would, one entry a line, so that a change of one is one line. */
public final class RelayBatchFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCHEMA = "# yaml-language-server: $schema=relays.schema.json\n";

  private RelayBatchFile() {}

  /**
   * @param name of the batch
   * @param entries at least one
   * @return UTF-8; read again by the batch's own reader and found without a mistake
   * @throws IllegalStateException when that finds something, which is a mistake of ours
   */
  public static byte[] write(String name, List<RelayBatch.Entry> entries) {
    StringBuilder yaml = new StringBuilder(SCHEMA).append("relays:\n");
    entries.forEach(entry -> yaml.append("  - { ").append(fields(entry)).append(" }\n"));
    byte[] bytes = yaml.toString().getBytes(StandardCharsets.UTF_8);
    RelayReader.Read read = RelayReader.of(bytes, name, "new", name + ".yaml");
    if (!read.findings().isEmpty() || !read.batch().entries().equals(entries)) {
      throw new IllegalStateException("A batch we wrote does not read as it was meant");
    }
    return bytes;
  }

  /** Bytes of the largest batch that is read. */
  public static int largest() {
    return YamlFile.MAX_LIST_BYTES;
  }

  private static String fields(RelayBatch.Entry entry) {
    StringBuilder fields = new StringBuilder("person: ").append(entry.person());
    if (entry.contact() != null) {
      fields.append(", contact: ").append(entry.contact());
    }
    if (entry.veto()) {
      fields.append(", veto: true");
    } else {
      fields.append(", level: ").append(entry.level().name());
      fields.append(entry.name() ? ", name: true" : "");
      fields.append(", expires: ").append(entry.expires());
      if (entry.consent() != null) {
        fields.append(
            ", consent: { form: %s, by: %s, date: %s }"
                .formatted(entry.consent().form(), entry.consent().by(), entry.consent().date()));
      }
    }
    return fields.append(", reason: ").append(quoted(entry.reason())).toString();
  }

  /** A JSON text is a YAML text in double quotes. */
  private static String quoted(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
