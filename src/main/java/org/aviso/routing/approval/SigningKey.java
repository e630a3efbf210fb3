package org.aviso.routing.approval;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;

/** A counsel's key pair, open in memory. */
public final class SigningKey {
  private final PrivateKey secret;
  private final CounselPublicKey open;

  private SigningKey(PrivateKey secret, CounselPublicKey open) {
    this.secret = secret;
    this.open = open;
  }

  public static SigningKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new SigningKey(pair.getPrivate(), CounselPublicKey.of(pair.getPublic()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java 17 has Ed25519", e);
    }
  }

  /**
   * @throws IllegalArgumentException when the two are no pair
   */
  static SigningKey of(byte[] pkcs8, CounselPublicKey open) {
    try {
      SigningKey key =
          new SigningKey(
              KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)),
              open);
      byte[] probe = {1};
      if (!open.signed(probe, key.sign(probe))) {
        throw new IllegalArgumentException("private and public key are no pair");
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 private key", e);
    }
  }

  public CounselPublicKey open() {
    return open;
  }

  byte[] pkcs8() {
    return secret.getEncoded();
  }

  byte[] sign(byte[] message) {
    try {
      Signature sign = Signature.getInstance("Ed25519");
      sign.initSign(secret);
      sign.update(message);
      return sign.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Signing with a key just opened failed", e);
    }
  }
}
