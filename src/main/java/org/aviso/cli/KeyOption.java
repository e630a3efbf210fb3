package org.aviso.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aviso.routing.approval.SealedKeyFile;
import org.aviso.routing.approval.SigningKey;
import picocli.CommandLine.Option;

/** A counsel's key, which a widening command cannot do without. */
final class KeyOption {
  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "The counsel's sealed key; its passphrase by prompt, or " + Passphrase.VARIABLE + ".")
  Path file;

  /**
   * @throws Refusal when none was named
   */
  SigningKey open() {
    if (file == null) {
      throw new Refusal("this widens and needs a counsel's key: --key FILE; nothing was changed");
    }
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new Refusal("--key " + file + " cannot be read: name the file counsel keygen wrote");
    }
    try {
      return SealedKeyFile.open(bytes, Passphrase.ask(false)).key();
    } catch (SealedKeyFile.Refused e) {
      throw new Refusal("--key " + file + " " + e.getMessage());
    }
  }
}
