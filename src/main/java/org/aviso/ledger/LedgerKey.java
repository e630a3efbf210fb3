package org.aviso.ledger;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.streamingaead.PredefinedStreamingAeadParameters;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.aviso.config.BadSettings;
import org.aviso.config.Setting;
import org.aviso.config.Settings;

/**
 * The ledger's key: wraps the data key of each person, seals archived files, and keys every look-up
 * and digest. Without it nothing personal in the ledger can be read or guessed.
 *
 * <p>The file is JSON: two Tink keysets ({@code wrap}: AES-256-GCM, {@code archive}:
 * AES-256-GCM-HKDF streaming), which may rotate, and {@code lookup}, 32 bytes in base64, which may
 * not: look-ups must be found again for years.
 */
public final class LedgerKey {
  private static final ObjectMapper JSON = new ObjectMapper();

  static {
    try {
      AeadConfig.register();
      StreamingAeadConfig.register();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private final Aead wrap;
  private final StreamingAead archive;
  private final SecretKeySpec lookup;
  private final ThreadLocal<Mac> mac;

  private LedgerKey(KeysetHandle wrap, KeysetHandle archive, byte[] lookup)
      throws GeneralSecurityException {
    this.wrap = wrap.getPrimitive(RegistryConfiguration.get(), Aead.class);
    this.archive = archive.getPrimitive(RegistryConfiguration.get(), StreamingAead.class);
    this.lookup = new SecretKeySpec(lookup, "HmacSHA256");
    this.mac = ThreadLocal.withInitial(this::newMac);
  }

  /**
   * The key of these settings: what {@code aviso.ledger.key-command} prints, which is then written
   * nowhere; else the file's.
   *
   * @throws BadSettings when the command does not print one
   * @throws LedgerException when the file cannot be read, written or understood
   */
  public static LedgerKey of(Settings settings) {
    Optional<String> command = settings.find(Setting.LEDGER_KEY_COMMAND);
    if (command.isEmpty()) {
      return openOrCreate(settings.ledgerKeyFile());
    }
    byte[] printed = KeyCommand.output(command.get(), KeyCommand.LONGEST);
    try {
      return parse(printed);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // What a parser says may repeat what it read.
      throw KeyCommand.refused(
          "it does not print a ledger key",
          "let it print a key file of Aviso's, whole and nothing else (docs/operators.md)");
    }
  }

  /**
   * Reads the key, or makes it when the file does not exist (mode 0600, forced to disk before it is
   * used).
   *
   * @throws LedgerException when the file cannot be read, written or understood
   */
  public static LedgerKey openOrCreate(Path file) {
    try {
      if (Files.notExists(file)) {
        create(file);
      }
      return parse(Files.readAllBytes(file));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new LedgerException(
          "The ledger key cannot be used: check that "
              + file.getFileName()
              + " in the keys folder is the file Aviso made, whole and readable",
          e);
    }
  }

  private static void create(Path file) throws IOException, GeneralSecurityException {
    byte[] lookup = new byte[32];
    new SecureRandom().nextBytes(lookup);
    ObjectNode root = JSON.createObjectNode();
    root.put("format", "aviso-ledger-key/1");
    root.set("wrap", keyset(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM)));
    root.set(
        "archive",
        keyset(KeysetHandle.generateNew(PredefinedStreamingAeadParameters.AES256_GCM_HKDF_4KB)));
    root.put("lookup", Base64.getEncoder().encodeToString(lookup));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer bytes =
          ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    // A link fails where a rename would replace: of two processes starting at once, one key stays.
    try {
      Files.createLink(file, fresh);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      // The other process was first; its key is the key.
    }
    Files.delete(fresh);
    Durable.syncFolder(file.toAbsolutePath().getParent());
  }

  private static com.fasterxml.jackson.databind.JsonNode keyset(KeysetHandle handle)
      throws GeneralSecurityException, IOException {
    return JSON.readTree(
        TinkJsonProtoKeysetFormat.serializeKeyset(handle, InsecureSecretKeyAccess.get()));
  }

  private static LedgerKey parse(byte[] bytes) throws IOException, GeneralSecurityException {
    var root = JSON.readTree(bytes);
    if (!"aviso-ledger-key/1".equals(root.path("format").asText())) {
      throw new IOException("unknown format");
    }
    return new LedgerKey(
        TinkJsonProtoKeysetFormat.parseKeyset(
            root.get("wrap").toString(), InsecureSecretKeyAccess.get()),
        TinkJsonProtoKeysetFormat.parseKeyset(
            root.get("archive").toString(), InsecureSecretKeyAccess.get()),
        Base64.getDecoder().decode(root.get("lookup").asText()));
  }

  /** Authenticated encryption under the ledger's own key, bound to what it belongs to. */
  byte[] seal(byte[] plain, String boundTo) {
    try {
      return wrap.encrypt(plain, boundTo.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new LedgerException("Sealing failed", e);
    }
  }

  byte[] open(byte[] sealed, String boundTo) {
    try {
      return wrap.decrypt(sealed, boundTo.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new LedgerException(
          "A sealed record does not open: it was changed, or the ledger key is another one", e);
    }
  }

  /** For whole files; the digest of the plain file is what a sealed file is bound to. */
  StreamingAead archive() {
    return archive;
  }

  /** HMAC-SHA-256, keyed; {@code purpose} keeps uses apart. */
  byte[] digest(String purpose, String value) {
    Mac m = mac.get();
    m.update(purpose.getBytes(StandardCharsets.UTF_8));
    m.update((byte) 0);
    return m.doFinal(value.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The first eight bytes of the keyed hash. A hit is compared with the unsealed value before it
   * counts.
   */
  long look(String purpose, String value) {
    return ByteBuffer.wrap(digest(purpose, value)).getLong();
  }

  /** Key material for another use, derived, such as the envelope sender's authentication code. */
  public byte[] derive(String purpose) {
    return digest("derive", purpose);
  }

  private Mac newMac() {
    try {
      Mac m = Mac.getInstance("HmacSHA256");
      m.init(lookup);
      return m;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }
}
