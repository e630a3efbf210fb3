package org.aviso.routing.approval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A counsel's private key, sealed under a passphrase. JSON; every binary value is Base64:
 *
 * <pre>{@code
 * { "format": "aviso-counsel-key", "version": 1,
 *   "counsel": "Ada Example", "fingerprint": "<hex>", "public_key": "<spki>",
 *   "kdf":    { "name": "PBKDF2", "hash": "SHA-256", "iterations": 600000, "salt": "<16 bytes>" },
 *   "cipher": { "name": "AES-GCM", "length": 256, "iv": "<12 bytes>", "tagLength": 128 },
 *   "private_key": "<PKCS#8 under the cipher, the tag at its end>" }
 * }</pre>
 *
 * The passphrase is taken as UTF-8. {@code kdf} and {@code cipher} are WebCrypto's own parameter
 * names: a browser opens the file with {@code deriveKey} and {@code decrypt} alone. 600,000 rounds
 * are OWASP's least for PBKDF2-HMAC-SHA-256 (Password Storage Cheat Sheet).
 */
public final class SealedKeyFile {
  public static final int ROUNDS = 600_000;

  /** More would only keep the reader busy. */
  private static final int MOST_ROUNDS = 20_000_000;

  private static final int MAX_BYTES = 16 * 1024;
  private static final int TAG_BITS = 128;
  private static final String FORMAT = "aviso-counsel-key";
  private static final ObjectMapper JSON = new ObjectMapper();

  private SealedKeyFile() {}

  /** A key that was opened, and whose it says it is. */
  public record Opened(String counsel, SigningKey key) {}

  /** The file cannot be opened; the message says why and what to do, and holds no secret. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  public static byte[] seal(String counsel, SigningKey key, char[] passphrase) {
    SecureRandom random = new SecureRandom();
    byte[] salt = new byte[16];
    byte[] iv = new byte[12];
    random.nextBytes(salt);
    random.nextBytes(iv);
    byte[] secret = key.pkcs8();
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, derived(passphrase, salt, ROUNDS), iv).doFinal(secret);
      ObjectNode file = JSON.createObjectNode();
      file.put("format", FORMAT).put("version", 1).put("counsel", counsel);
      file.put("fingerprint", key.open().fingerprint()).put("public_key", key.open().text());
      file.putObject("kdf")
          .put("name", "PBKDF2")
          .put("hash", "SHA-256")
          .put("iterations", ROUNDS)
          .put("salt", text(salt));
      file.putObject("cipher")
          .put("name", "AES-GCM")
          .put("length", 256)
          .put("iv", text(iv))
          .put("tagLength", TAG_BITS);
      file.put("private_key", text(sealed));
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(file);
    } catch (GeneralSecurityException | JsonProcessingException e) {
      throw new IllegalStateException("A key could not be sealed", e);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  public static Opened open(byte[] bytes, char[] passphrase) throws Refused {
    JsonNode file = read(bytes);
    JsonNode kdf = file.path("kdf");
    JsonNode cipher = file.path("cipher");
    int rounds = kdf.path("iterations").asInt();
    if (!file.path("format").asText().equals(FORMAT)
        || file.path("version").asInt() != 1
        || !kdf.path("name").asText().equals("PBKDF2")
        || !kdf.path("hash").asText().equals("SHA-256")
        || !cipher.path("name").asText().equals("AES-GCM")
        || cipher.path("length").asInt() != 256
        || cipher.path("tagLength").asInt() != TAG_BITS) {
      throw new Refused("is no key file of this version: name the one counsel keygen wrote");
    }
    if (rounds < ROUNDS || rounds > MOST_ROUNDS) {
      throw new Refused(
          "asks for "
              + rounds
              + " rounds of PBKDF2, which must be "
              + ROUNDS
              + " to "
              + MOST_ROUNDS
              + ": make a new key");
    }
    byte[] secret = null;
    try {
      byte[] salt = bytes(kdf.path("salt"));
      byte[] iv = bytes(cipher.path("iv"));
      if (salt.length < 16 || iv.length != 12) {
        throw new Refused("is damaged: take it from a copy, or make a new key");
      }
      CounselPublicKey open = CounselPublicKey.parse(file.path("public_key").asText());
      secret =
          cipher(Cipher.DECRYPT_MODE, derived(passphrase, salt, rounds), iv)
              .doFinal(bytes(file.path("private_key")));
      return new Opened(file.path("counsel").asText(), SigningKey.of(secret, open));
    } catch (AEADBadTagException e) {
      throw new Refused("does not open: the passphrase is another, or the file was changed");
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new Refused("is damaged: take it from a copy, or make a new key");
    } finally {
      if (secret != null) {
        Arrays.fill(secret, (byte) 0);
      }
    }
  }

  private static JsonNode read(byte[] bytes) throws Refused {
    try {
      if (bytes.length <= MAX_BYTES && JSON.readTree(bytes) instanceof ObjectNode file) {
        return file;
      }
    } catch (IOException e) {
      // Said below; the library's message would quote the file.
    }
    throw new Refused("is no key file: name the one counsel keygen wrote");
  }

  private static byte[] derived(char[] passphrase, byte[] salt, int rounds)
      throws GeneralSecurityException {
    PBEKeySpec spec = new PBEKeySpec(passphrase, salt, rounds, 256);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } finally {
      spec.clearPassword();
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] iv) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, iv));
    Arrays.fill(key, (byte) 0);
    return cipher;
  }

  private static byte[] bytes(JsonNode base64) {
    return Base64.getDecoder().decode(base64.asText());
  }

  private static String text(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
