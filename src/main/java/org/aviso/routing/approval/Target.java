package org.aviso.routing.approval;

/**
 * What counsel signs as one, as it was read.
 *
 * @param name {@code routing/<notice>}, {@code relays/<batch>}, {@code templates/<notice>/<tag>}
 * @param digest SHA-256 (hex) of the very bytes that are used; empty: the file is gone
 * @param signatures how many different counsel must sign it
 */
public record Target(String name, String digest, int signatures) {
  /** One whose file is gone, and what it said binds on. */
  public static Target gone(String name) {
    return new Target(name, "", 1);
  }

  public boolean gone() {
    return digest.isEmpty();
  }

  /** How counsel lets go of what it said. */
  String mend() {
    if (!gone()) {
      return "put its file back, or let counsel approve these bytes again";
    }
    return "put its files back, or let counsel approve the notice it took the place of";
  }

  /** The notice whose texts these are, which may be approved as one; null for other targets. */
  String whole() {
    int last = name.lastIndexOf('/');
    return name.startsWith("templates/") && last > "templates/".length() - 1
        ? name.substring(0, last)
        : null;
  }
}
