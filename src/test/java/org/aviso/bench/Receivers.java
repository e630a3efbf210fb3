package org.aviso.bench;

import java.io.IOException;

/** Both receiving servers. */
record Receivers(ReceiverProcess texts, ReceiverProcess mails) implements AutoCloseable {

  static Receivers start(int latencyMillis) throws IOException {
    return new Receivers(
        ReceiverProcess.start("twilio", latencyMillis),
        ReceiverProcess.start("smtp", latencyMillis));
  }

  /** What both counted since they were asked last. */
  Heard report() throws IOException {
    return new Heard(texts.report(), mails.report());
  }

  /** Of a round, by both. */
  record Heard(Receiver.Report texts, Receiver.Report mails) {

    long messages() {
      return texts.messages() + mails.messages();
    }

    /** Milliseconds since 1970. */
    long firstAt() {
      return texts.firstAt() == 0 || mails.firstAt() == 0
          ? Math.max(texts.firstAt(), mails.firstAt())
          : Math.min(texts.firstAt(), mails.firstAt());
    }

    double sendingSeconds() {
      return (Math.max(texts.lastAt(), mails.lastAt()) - firstAt()) / 1000.0;
    }

    /**
     * @param sender whose messages they are
     * @throws IllegalStateException when a message was lost or doubled, or went to anybody else
     */
    void mustBe(String sender, SyntheticList list) {
      mustBe(sender + ", texts", texts.tally(), list.texts());
      mustBe(sender + ", mails", mails.tally(), list.mails());
    }

    private static void mustBe(String what, Recipients.Tally heard, Recipients.Tally expected) {
      if (!heard.equals(expected)) {
        throw new IllegalStateException(
            "%s: %,d of %,d persons were written to, %,d messages were doubles%s"
                .formatted(
                    what,
                    heard.distinct(),
                    expected.distinct(),
                    heard.doubles(),
                    heard.distinct() == expected.distinct() && heard.sum() != expected.sum()
                        ? ", some of them are not on the list"
                        : ""));
      }
    }
  }

  @Override
  public void close() {
    texts.close();
    mails.close();
  }
}
