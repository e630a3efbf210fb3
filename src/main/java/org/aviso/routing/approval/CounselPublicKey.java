package org.aviso.routing.approval;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.aviso.config.FolderDigest;

/**
 * The public half of a counsel's Ed25519 key (RFC 8032).
 *
 * <p>Text form: Base64 of the 44 bytes of its SubjectPublicKeyInfo (RFC 8410), which WebCrypto
 * imports as {@code spki}. Fingerprint: SHA-256 of those 44 bytes, lower-case hex, as {@code
 * openssl pkey -pubin -outform DER | sha256sum} prints it.
 */
public final class CounselPublicKey {
  private static final int SPKI_BYTES = 44;

  private final byte[] spki;
  private final PublicKey key;

  private CounselPublicKey(byte[] spki, PublicKey key) {
    this.spki = spki;
    this.key = key;
  }

  static CounselPublicKey of(PublicKey key) {
    return new CounselPublicKey(key.getEncoded(), key);
  }

  /**
   * @throws IllegalArgumentException when it is no Ed25519 key in that form
   */
  public static CounselPublicKey parse(String base64) {
    byte[] spki = Base64.getDecoder().decode(base64);
    try {
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
      CounselPublicKey read = of(key);
      // One key, one text: a second spelling would be a second fingerprint.
      if (spki.length != SPKI_BYTES
          || !Arrays.equals(read.spki, spki)
          || !read.text().equals(base64)) {
        throw new IllegalArgumentException("not the usual form of an Ed25519 public key");
      }
      return read;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 public key", e);
    }
  }

  public String text() {
    return Base64.getEncoder().encodeToString(spki);
  }

  public String fingerprint() {
    return FolderDigest.of(spki);
  }

  /** False for any signature that is not this key's over exactly these bytes. */
  boolean signed(byte[] message, byte[] signature) {
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(message);
      return check.verify(signature);
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java 17 has Ed25519", e);
    }
  }

  @Override
  public String toString() {
    return "CounselPublicKey[" + fingerprint() + "]";
  }
}
