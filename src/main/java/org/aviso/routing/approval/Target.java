package org.aviso.routing.approval;

/**
 * What counsel signs as one, as it was read.
 *
 * @param name {@code routing/<notice>}, {@code relays/<batch>}, {@code templates/<notice>/<tag>}
 * @param digest SHA-256 (hex) of the very bytes that are used
 * @param signatures how many different counsel must sign it
 */
public record Target(String name, String digest, int signatures) {
  /** The notice whose texts these are, which may be approved as one; null for other targets. */
  String whole() {
    int last = name.lastIndexOf('/');
    return name.startsWith("templates/") && last > "templates/".length() - 1
        ? name.substring(0, last)
        : null;
  }
}
