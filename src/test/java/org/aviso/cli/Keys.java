package org.aviso.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aviso.SignedHouse;
import org.aviso.routing.approval.SealedKeyFile;
import org.aviso.routing.approval.SigningKey;

/** Key files of the counsel who signed the project for tests; passphrase from the environment. */
final class Keys {
  private Keys() {}

  static Path ada(Path folder) throws IOException {
    return file(folder, "Ada Sample", SignedHouse.ADA);
  }

  static Path file(Path folder, String name, SigningKey key) throws IOException {
    Path file = folder.resolve(name.replace(' ', '-') + ".key");
    if (Files.notExists(file)) {
      char[] passphrase = System.getenv(Passphrase.VARIABLE).toCharArray();
      Files.write(file, SealedKeyFile.seal(name, key, passphrase));
    }
    return file;
  }
}
