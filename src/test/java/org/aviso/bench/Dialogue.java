package org.aviso.bench;

/** What a server says on one connection. */
interface Dialogue {
  /** Said before anything is heard; empty when the client begins. */
  byte[] greeting();

  /**
   * Takes what is whole from {@code heard} and answers it, up to and including the first message
   * that is accepted.
   *
   * @return whether one was: its answer stands at the end of {@code said} and waits as long as the
   *     provider is slow
   */
  boolean answer(Bytes heard, Bytes said);
}
