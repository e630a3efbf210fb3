package org.aviso.cli;

import java.util.HashMap;
import java.util.Map;
import org.aviso.intake.ShownName;
import org.aviso.ledger.Records;

/** Lists as texts name them: the beginning of the digest, and what their file was called. */
final class ListNames {
  private final Records records;
  private final Map<String, String> shown = new HashMap<>();

  ListNames(Records records) {
    this.records = records;
  }

  String shown(String sha256) {
    return shown.computeIfAbsent(
        sha256,
        digest ->
            digest.substring(0, 12)
                + records
                    .list(digest)
                    .map(list -> " (" + ShownName.file(list.name()) + ")")
                    .orElse(""));
  }
}
