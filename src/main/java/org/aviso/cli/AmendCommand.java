package org.aviso.cli;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.aviso.intake.Amend;
import org.aviso.intake.RowReason;
import org.aviso.ledger.Amendments;
import org.aviso.ledger.Records.Followed;
import org.aviso.person.Column;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.Dossier;
import org.aviso.person.Owner;
import org.aviso.person.PersonId;
import org.aviso.pipeline.Desk;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "amend",
    description =
        "Enters what a person told; it outranks every list. The value comes from stdin or a prompt,"
            + " never from the command line.")
final class AmendCommand implements Callable<Integer> {
  private static final Set<String> SOURCES = Set.of("call", "letter", "attorney");
  private static final int LONGEST_VALUE = 2_000;

  @Mixin Common common;
  @Mixin By by;
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "PERSON", description = "A person's id, such as P-4K7Q2M9XWA.")
  String person;

  @ArgGroup(multiplicity = "1")
  What what;

  @Option(
      names = "--source",
      required = true,
      paramLabel = "call|letter|attorney",
      description = "How it was told.")
  String source;

  /** The one that is named, by the number it has with the person amended; null for a field. */
  private ContactId contact;

  /** One of these. */
  static final class What {
    @Option(
        names = "--set",
        paramLabel = "FIELD",
        description = "Replaces a field, such as PHONE or LANGUAGE; old contacts are superseded.")
    String set;

    @Option(
        names = "--add",
        paramLabel = "FIELD",
        description = "Adds a number or address to those there are.")
    String add;

    @Option(
        names = "--retire",
        paramLabel = "FIELD|CONTACT",
        description = "Takes a field or a contact (C-2) out; no list brings it back.")
    String retire;

    @Option(
        names = "--verify",
        paramLabel = "CONTACT",
        description =
            "The contact is the member's own; only where counsel's routing says verify: { by-staff:"
                + " true }.")
    String verify;
  }

  @Override
  public Integer call() {
    PersonId asked = Arguments.person(person);
    if (!SOURCES.contains(source)) {
      throw new Refusal("--source is call, letter or attorney");
    }
    try (Desk desk = common.desk("amend")) {
      Followed followed = Arguments.followed(desk, spec, asked, contact(typed()));
      PersonId id = followed.id();
      contact = followed.contact();
      Amend amend = new Amend(desk.tables().intake());
      Amend.Teller teller =
          new Amend.Teller(
              source, LocalDate.ofInstant(desk.clock().instant(), desk.clock().getZone()));
      Optional<Amend.Answer> answer =
          desk.ledger().amendments().amend(id, how(desk, amend, teller), entered(), by.get());
      return tell(id, answer);
    }
  }

  private Amendments.Entered entered() {
    String action =
        what.set != null
            ? "set"
            : what.add != null ? "add" : what.retire != null ? "retire" : "verify";
    return new Amendments.Entered(action, named(), source);
  }

  private String typed() {
    return what.set != null
        ? what.set
        : what.add != null ? what.add : what.retire != null ? what.retire : what.verify;
  }

  private String named() {
    return contact == null ? column(typed()).name() : contact.toString();
  }

  private Function<Dossier, Amend.Answer> how(Desk desk, Amend amend, Amend.Teller teller) {
    if (what.verify != null) {
      return verify(desk, amend);
    }
    if (what.retire != null) {
      return contact == null
          ? dossier -> amend.retire(dossier, column(what.retire), teller)
          : dossier -> {
            requireContact(dossier, contact);
            return amended(amend.retire(dossier, contact, teller));
          };
    }
    Column column = column(what.set == null ? what.add : what.set);
    String value = value(column);
    return dossier -> {
      Amend.Answer answer =
          what.set == null
              ? amend.add(dossier, column, value, teller)
              : amend.set(dossier, column, value, teller);
      if (answer instanceof Amend.Answer.Amended doubtful && !doubtful.remarks().isEmpty()) {
        // Nobody's good number is replaced by what cannot be used.
        return new Amend.Answer.Refused(doubtful.remarks().get(0));
      }
      return answer instanceof Amend.Answer.Amended amended
              && (column == Column.A_NUMBER || column == Column.SUBJECT_ID)
          ? unlessTaken(desk, column, amended)
          : answer;
    };
  }

  /** Two persons with one number are a conflict, which amending must not make. */
  private static Amend.Answer unlessTaken(Desk desk, Column column, Amend.Answer.Amended amended) {
    Set<PersonId> others = desk.ledger().lists().sameNumber(amended.dossier(), column);
    if (others.isEmpty()) {
      return amended;
    }
    PersonId other = others.iterator().next();
    return new Amend.Answer.Refused(
        new RowReason(
            "identity_conflict",
            column.name(),
            "is the number of %s. If they are one: aviso identity %s --same-as %s; if they are two, take it out of %s first: aviso amend %s --retire %s"
                .formatted(other, other, amended.dossier().id(), other, other, column)));
  }

  private Function<Dossier, Amend.Answer> verify(Desk desk, Amend amend) {
    if (contact == null) {
      throw new Refusal("--verify names a contact, such as C-1; aviso show lists them");
    }
    if (!desk.policy().verifiedByStaff()) {
      throw new Refusal(
          "counsel's routing does not let staff verify contacts: verify: { by-staff: true } would");
    }
    return dossier -> {
      Owner owner = requireContact(dossier, contact).owner();
      if (owner != Owner.MEMBER) {
        throw new Refusal(
            contact
                + (owner == Owner.RELAY ? " is a relay's" : " is an attorney's")
                + ": only the member's own contacts are verified; nothing was changed");
      }
      return amended(amend.verify(dossier, contact));
    };
  }

  private static Amend.Answer amended(Dossier dossier) {
    return new Amend.Answer.Amended(dossier, List.of());
  }

  private static Contact requireContact(Dossier dossier, ContactId contact) {
    return dossier.contacts().stream()
        .filter(c -> c.id().equals(contact))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    dossier.id() + " has no contact " + contact + "; aviso show lists them"));
  }

  private static ContactId contact(String text) {
    return text.matches("(?i)C-[0-9]{1,6}")
        ? new ContactId(Integer.parseInt(text.substring(2)))
        : null;
  }

  private static Column column(String text) {
    try {
      Column column = Column.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
      if (column != Column.LIST_DATE) {
        return column;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new Refusal(
        "there is no such field, and nothing was changed; fields are named as the list's columns: "
            + Arrays.stream(Column.values())
                .filter(column -> column != Column.LIST_DATE)
                .map(Column::name)
                .collect(Collectors.joining(", ")));
  }

  /** Typed or piped in, so that it stands in no process list and no history of commands. */
  private static String value(Column column) {
    String value = Typed.line(column.name());
    if (value == null || value.isBlank()) {
      throw new Refusal("no value came: type it at the prompt or pipe one line to stdin");
    }
    if (value.length() > LONGEST_VALUE) {
      throw new Refusal("the value is longer than " + LONGEST_VALUE + " characters");
    }
    return value.strip();
  }

  private int tell(PersonId id, Optional<Amend.Answer> answer) {
    if (answer.isEmpty()) {
      throw new Refusal(id + " is nobody in this home; aviso list shows who is");
    }
    if (answer.get() instanceof Amend.Answer.Refused refused) {
      throw new Refusal(
          (what.retire == null ? "not entered" : "not taken out")
              + ", and nothing was changed: "
              + said(refused.reason()));
    }
    List<RowReason> remarks = ((Amend.Answer.Amended) answer.get()).remarks();
    if (common.json) {
      var document = Common.JSON.createObjectNode();
      document.put("person", id.value());
      document.put("what", named());
      var list = document.putArray("remarks");
      remarks.forEach(r -> list.addObject().put("code", r.code()).put("rule", r.rule()));
      Common.print(document);
    } else {
      Common.print(
          "%s: %s is %s; what is planned is decided anew by the service, or the next run%n"
              .formatted(id, named(), what.retire != null ? "taken out" : "entered"));
      remarks.forEach(r -> Common.print("but it " + r.rule() + " (" + r.code() + ")\n"));
    }
    return remarks.isEmpty() ? Aviso.DONE : Aviso.NEEDS_A_PERSON;
  }

  private static String said(RowReason reason) {
    return (reason.column() == null ? "the value" : reason.column())
        + " "
        + reason.rule()
        + " ("
        + reason.code()
        + ")";
  }
}
