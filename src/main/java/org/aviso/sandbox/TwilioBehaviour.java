package org.aviso.sandbox;

import java.time.Duration;

/**
 * How the Twilio-compatible server behaves where Twilio's own behaviour varies. All times are real
 * time.
 *
 * @param callbackDelay between acceptance and first callback, and from each callback's answer to
 *     the next
 * @param repeatedCallbacks each callback is sent twice
 * @param shuffledCallbacks callbacks of a message are sent in any order
 * @param listedAfter how long a message is missing from the list (not from the fetch of one)
 * @param redacted bodies are stored nowhere a client can read: list and fetch show them empty
 * @param slowAnswer how long the create for a slow number is unanswered, longer than the client
 *     waits
 */
public record TwilioBehaviour(
    Duration callbackDelay,
    boolean repeatedCallbacks,
    boolean shuffledCallbacks,
    Duration listedAfter,
    boolean redacted,
    Duration slowAnswer) {

  /** Each callback once, in order, 20 ms apart; listed at once, with bodies; slow is 20 s. */
  public static final TwilioBehaviour USUAL =
      new TwilioBehaviour(
          Duration.ofMillis(20), false, false, Duration.ZERO, false, Duration.ofSeconds(20));

  public TwilioBehaviour withCallbackDelay(Duration delay) {
    return new TwilioBehaviour(
        delay, repeatedCallbacks, shuffledCallbacks, listedAfter, redacted, slowAnswer);
  }

  public TwilioBehaviour withRepeatedCallbacks() {
    return new TwilioBehaviour(
        callbackDelay, true, shuffledCallbacks, listedAfter, redacted, slowAnswer);
  }

  public TwilioBehaviour withShuffledCallbacks() {
    return new TwilioBehaviour(
        callbackDelay, repeatedCallbacks, true, listedAfter, redacted, slowAnswer);
  }

  public TwilioBehaviour withListedAfter(Duration delay) {
    return new TwilioBehaviour(
        callbackDelay, repeatedCallbacks, shuffledCallbacks, delay, redacted, slowAnswer);
  }

  public TwilioBehaviour withRedactedBodies() {
    return new TwilioBehaviour(
        callbackDelay, repeatedCallbacks, shuffledCallbacks, listedAfter, true, slowAnswer);
  }

  public TwilioBehaviour withSlowAnswer(Duration delay) {
    return new TwilioBehaviour(
        callbackDelay, repeatedCallbacks, shuffledCallbacks, listedAfter, redacted, delay);
  }
}
