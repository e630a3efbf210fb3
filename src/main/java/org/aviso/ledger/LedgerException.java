package org.aviso.ledger;

/**
 * The ledger cannot do its work: the database, the key or the disk. The message holds no personal
 * value.
 */
public final class LedgerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LedgerException(String message, Throwable cause) {
    super(message, cause);
  }

  public LedgerException(String message) {
    super(message);
  }
}
