package org.aviso.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.aviso.person.HoldReason;

/**
 * One named question counsel's rules ask of a subject.
 *
 * @param name as in docs
 * @param question answers every subject, never throws
 */
record Rule<S>(String name, Function<S, Answer> question) {

  /**
   * Asks every rule and records each answer.
   *
   * @return the refusals in the order of the rules; the first decides
   */
  static <S> List<Answer> ask(
      List<Rule<S>> rules, S subject, String subjectName, List<Verdict> verdicts) {
    List<Answer> refusals = new ArrayList<>();
    for (Rule<S> rule : rules) {
      Answer answer = rule.question.apply(subject);
      verdicts.add(new Verdict(rule.name, subjectName, answer.allowed(), answer.because()));
      if (!answer.allowed()) {
        refusals.add(answer);
      }
    }
    return refusals;
  }

  /**
   * @param reasons why an entry would be held for it; empty when allowed, or when the refusal alone
   *     holds nothing
   * @param because in plain words, never a personal value
   */
  record Answer(boolean allowed, List<HoldReason> reasons, String because) {
    static Answer allowed(String because) {
      return new Answer(true, List.of(), because);
    }

    static Answer refused(String because, HoldReason... reasons) {
      return new Answer(false, List.of(reasons), because);
    }

    static Answer holds(boolean condition, String because, String otherwise, HoldReason reason) {
      return condition ? allowed(because) : refused(otherwise, reason);
    }
  }
}
