package org.aviso.pipeline;

import org.aviso.person.Owner;

/**
 * The last look before a relative is written to: the text rendered is a relay's text at exactly the
 * level the claim was approved for. Everything before has decided so; this would stop a mistake of
 * ours.
 */
final class RelayGate {
  public Message.Ready check(Message.Ready message) {
    var key = message.outgoing().content().key();
    if (key.to() != Owner.RELAY || key.level() != message.claim().level()) {
      throw new IllegalStateException(
          "A relay's message must be a relay text at its approved level, was: " + key);
    }
    return message;
  }
}
