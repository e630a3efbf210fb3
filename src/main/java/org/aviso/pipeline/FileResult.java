package org.aviso.pipeline;

import java.util.List;
import org.aviso.intake.RefusedFile;
import org.aviso.intake.ShownName;

/**
 * What became of one file of the inbox.
 *
 * @param name as it may be shown
 * @param state {@code taken}, {@code duplicate} (known by its digest) or {@code refused}
 * @param reason why it was refused, else null
 * @param explanation the same in plain words, else null
 * @param notes what staff should know of a list that is taken
 */
public record FileResult(
    String name,
    String sha256,
    String state,
    String reason,
    String explanation,
    String format,
    String encoding,
    long accepted,
    long held,
    long rejected,
    long duplicate,
    List<String> notes) {
  public FileResult {
    name = ShownName.file(name);
    notes = List.copyOf(notes);
  }

  /** A list whose bytes were taken before. */
  static FileResult knownAlready(String name, String sha256) {
    return new FileResult(name, sha256, "duplicate", null, null, null, null, 0, 0, 0, 0, List.of());
  }

  /** A list of which no row is taken, and why. */
  static FileResult notTaken(String name, String sha256, String state, RefusedFile why) {
    return new FileResult(
        name, sha256, state, why.reason(), why.getMessage(), null, null, 0, 0, 0, 0, List.of());
  }

  /** A file of directives, not a list. */
  public boolean directives() {
    return name.startsWith(DirectiveStage.FOLDER + "/");
  }

  public long rows() {
    return accepted + held + rejected + duplicate;
  }

  @Override
  public String toString() {
    return "FileResult[" + sha256.substring(0, 12) + " " + state + "]";
  }
}
