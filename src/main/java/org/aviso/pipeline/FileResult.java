package org.aviso.pipeline;

import org.aviso.intake.ShownName;

/**
 * What became of one file of the inbox.
 *
 * @param name as it may be shown
 * @param state {@code taken}, {@code duplicate} (known by its digest) or {@code refused}
 * @param reason why it was refused, else null
 * @param explanation the same in plain words, else null
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
    long duplicate) {
  public FileResult {
    name = ShownName.file(name);
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
