package org.aviso.cli;

import java.util.List;
import org.aviso.ledger.WorkQueue.Item;
import org.aviso.person.HoldReason;
import org.aviso.person.PersonId;

/** What an item needs, in words for staff. */
final class QueueWords {
  private QueueWords() {}

  static String needed(Item item) {
    return switch (item.kind()) {
      case TASK ->
          switch (item.what()) {
                case "letter" -> "a letter to the " + item.to() + ": aviso queue print letter";
                case "call" -> "a call to the " + item.to() + ": aviso queue print call";
                default -> "a visit to the " + item.to();
              }
              + "; then aviso queue resolve "
              + item.id()
              + " --outcome O --by N";
      case HELD -> held(item.reasons(), item.person());
      case IN_DOUBT ->
          "nobody knows whether the "
              + item.what()
              + " left: look at the provider, then aviso resolve "
              + item.id().substring(2)
              + " --as delivered --reason T --by N";
      case FILE ->
          "a file was refused ("
              + String.join(" ", item.reasons())
              + "): its report in rejected/ names the mend; drop it again, then resolve";
      case BOUNCE -> mail(item.reasons().get(0)) + ": look into the bounce mailbox, then resolve";
      case RECORD ->
          item.reasons().contains("unsafe")
              ? "UNSAFE: tell counsel at once; every relay of the person is stopped"
              : "a number is another person's and stopped for all: look, then resolve";
    };
  }

  private static String mail(String why) {
    return switch (why) {
      case "reply" -> "somebody wrote to us, perhaps to stop";
      case "complaint" -> "somebody complained of a message as unwanted";
      case "other_address" -> "a bounce that does not name the address we wrote to";
      case "unreadable" -> "a mail about an attempt that cannot be read";
      default -> "a bounce that names no attempt";
    };
  }

  private static String held(List<String> reasons, PersonId person) {
    return String.join(
        "; ",
        reasons.stream()
            .map(code -> code + " (" + mend(HoldReason.of(code), person) + ")")
            .toList());
  }

  private static String mend(HoldReason reason, PersonId person) {
    return switch (reason) {
      case IDENTITY_INVALID -> "amend --set A_NUMBER or SUBJECT_ID, whichever is damaged";
      case IDENTITY_CONFLICT, POSSIBLE_DUPLICATE ->
          "identity --same-as or --distinct-from whom aviso show "
              + person
              + " names beside \"alike\"";
      case NO_LANGUAGE, AMBIGUOUS_LANGUAGE ->
          "amend --set LANGUAGE; FAM_LANGUAGE when it is the relay's";
      case ORAL_LANGUAGE -> "a plan of counsel's with a call";
      case NO_TEMPLATE -> "a template in the language, or a pair counsel lists";
      case TEMPLATE_UNAPPROVED, ROUTING_UNAPPROVED -> "counsel's approval";
      case NO_PLAN ->
          "amend --set CUSTODY_STATUS or DOB where aviso preview --person "
              + person
              + " says it is not known; else a plan of counsel's that fits";
      case NO_CONTACT -> "amend --add PHONE or EMAIL";
      case AMBIGUOUS_PHONE -> "amend --set PHONE with the country";
      case SHARED_CONTACT -> "amend --add a number of their own";
      case CUSTODY_CONFLICT ->
          "amend --set CUSTODY_STATUS; against a removal that has taken place amend --retire"
              + " REMOVAL_DATE, or --set ENCOUNTER_DATE to a later day";
      case VALUE_CONFLICT -> "amend --set the field";
      case RELAY_UNAPPROVED -> "counsel's relay files";
      case RELAY_VETOED -> "counsel vetoed the relay";
      case MINOR -> "a plan of counsel's that names minors, or amend --set DOB";
      case COUNSEL_HOLD -> "counsel's unhold";
      case IN_DOUBT -> "resolve the attempt in doubt";
    };
  }
}
