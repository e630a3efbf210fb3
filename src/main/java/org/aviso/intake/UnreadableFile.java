package org.aviso.intake;

import java.io.IOException;

/** The disk failed to give a file; nothing is known of what it holds, and it may be read again. */
public final class UnreadableFile extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnreadableFile(IOException cause) {
    super("The file could not be read", cause);
  }
}
