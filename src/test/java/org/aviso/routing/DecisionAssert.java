package org.aviso.routing;

import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.aviso.person.HoldReason;

/** What a decision says, in words. Messages read {@code text C-1 sms L1 es}. */
final class DecisionAssert extends AbstractAssert<DecisionAssert, Decision> {
  private DecisionAssert(Decision actual) {
    super(actual, DecisionAssert.class);
  }

  static DecisionAssert assertThat(Decision actual) {
    return new DecisionAssert(actual);
  }

  DecisionAssert isHeldFor(HoldReason... reasons) {
    isInstanceOf(Decision.Held.class);
    Assertions.assertThat(((Decision.Held) actual).reasons()).containsExactly(reasons);
    return this;
  }

  DecisionAssert followsPlan(String id) {
    Assertions.assertThat(planned().plan()).isEqualTo(id);
    return this;
  }

  DecisionAssert sends(String... messages) {
    Assertions.assertThat(messages(planned())).containsExactly(messages);
    return this;
  }

  DecisionAssert remarks(HoldReason... reasons) {
    Assertions.assertThat(planned().remarks()).containsExactly(reasons);
    return this;
  }

  DecisionAssert refusedBy(String rule, String subject) {
    Assertions.assertThat(actual.verdicts())
        .anyMatch(
            verdict ->
                verdict.rule().equals(rule)
                    && verdict.subject().equals(subject)
                    && !verdict.allowed());
    return this;
  }

  Decision.Planned planned() {
    isInstanceOf(Decision.Planned.class);
    return (Decision.Planned) actual;
  }

  static List<String> messages(Decision.Planned planned) {
    return planned.steps().stream()
        .flatMap(
            step ->
                step.messages().stream()
                    .map(
                        message ->
                            String.join(
                                " ",
                                step.id(),
                                message.contact().toString(),
                                message.channel().code(),
                                message.level().name(),
                                message.tag().value())))
        .toList();
  }
}
