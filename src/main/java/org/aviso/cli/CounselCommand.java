package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.pipeline.Approved;
import org.aviso.pipeline.Signatory;
import org.aviso.routing.approval.ApprovalFolder;
import org.aviso.routing.approval.Counsel;
import org.aviso.routing.approval.InForce;
import org.aviso.routing.approval.Roll;
import org.aviso.routing.approval.SealedKeyFile;
import org.aviso.routing.approval.SigningKey;
import org.aviso.routing.approval.Standing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "counsel",
    description = "The roll: who may sign.",
    synopsisSubcommandLabel = "keygen|list|retire|revoke",
    subcommands = {
      CounselCommand.Keygen.class,
      CounselCommand.Show.class,
      CounselCommand.Retire.class,
      CounselCommand.Revoke.class
    })
final class CounselCommand implements Callable<Integer> {
  @Mixin Common common;

  @Override
  public Integer call() {
    throw new Refusal(
        "counsel needs one of keygen, list, retire, revoke; see aviso counsel --help");
  }

  @Command(
      name = "keygen",
      description =
          "Makes a counsel's key, sealed under a passphrase, and proposes its public half in"
              + " counsel.pending.yaml.")
  static final class Keygen implements Callable<Integer> {
    @Mixin Common common;

    @Option(names = "--name", required = true, paramLabel = "N", description = "Whose it is.")
    String name;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The key file.")
    Path out;

    @Override
    public Integer call() throws IOException {
      Settings settings = common.settings();
      Path folder = settings.get(Setting.ROUTING_DIR);
      if (!Roll.isName(name)) {
        throw new Refusal("--name takes letters, digits, blanks and . , ' - , at most 60");
      }
      if (!Files.isDirectory(folder)) {
        throw new Refusal("there is no folder " + folder + ": aviso.routing.dir names counsel's");
      }
      ApprovalFolder files = ApprovalFolder.read(folder);
      Optional<Roll> roll = files.rollToSign();
      if (roll.isPresent() && !roll.get().findings().isEmpty()) {
        throw new Refusal(roll.get().findings().get(0).toString());
      }
      if (name.startsWith(Counsel.DEMO)) {
        throw new Refusal("--name begins with Demo, as the demo's own counsel do: take another");
      }
      if (roll.flatMap(one -> one.byName(name)).isPresent()) {
        throw new Refusal(
            "a counsel of that name is on the roll or proposed: a new key takes a new name");
      }
      SigningKey key = SigningKey.generate();
      char[] passphrase = Passphrase.ask(true);
      write(SealedKeyFile.seal(name, key, passphrase));
      Arrays.fill(passphrase, ' ');
      try {
        files.propose(new Counsel(name, key.open(), Counsel.KINDS, null, null));
      } catch (IOException e) {
        Files.delete(out); // On no roll it would be a key nobody can use.
        throw Refusal.unwritable(folder, "no key was made");
      }
      ObjectNode document =
          Common.JSON
              .createObjectNode()
              .put("counsel", name)
              .put("fingerprint", key.open().fingerprint())
              .put("public_key", key.open().text())
              .put("file", out.toString());
      if (common.json) {
        Common.print(document);
      } else {
        Common.printLine(document);
        System.err.println(
            "proposed in counsel.pending.yaml; two approve it: aviso approve counsel --key FILE");
      }
      return Aviso.DONE;
    }

    private void write(byte[] sealed) throws IOException {
      try (FileChannel file =
          FileChannel.open(
              out,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        Channels.newOutputStream(file).write(sealed);
        file.force(true);
      } catch (FileAlreadyExistsException e) {
        throw new Refusal("--out " + out + " is there already, and a key is never overwritten");
      } catch (IOException e) {
        throw new Refusal("--out " + out + " cannot be written: name a file in your own folder");
      }
    }
  }

  @Command(name = "list", description = "Who is on the roll, and who is proposed.")
  static final class Show implements Callable<Integer> {
    @Mixin Common common;

    @Override
    public Integer call() {
      Approved approved = Signatory.of(common.settings(), Common.root()).policy().approved();
      InForce now = approved.inForce();
      List<Counsel> standing = now.lastRoll().map(Roll::counsel).orElse(List.of());
      ObjectNode document = Common.JSON.createObjectNode();
      Standing roll = now.standings().get(InForce.ROLL);
      document.put("roll", roll.state().code());
      if (!roll.reasons().isEmpty()) {
        roll.reasons().forEach(document.putArray("reasons")::add);
      }
      var list = document.putArray("counsel");
      standing.forEach(one -> add(list.addObject(), one, state(now, one)));
      approved.folder().rollToSign().map(Roll::counsel).orElse(List.of()).stream()
          .filter(
              one -> standing.stream().noneMatch(s -> s.fingerprint().equals(one.fingerprint())))
          .forEach(one -> add(list.addObject(), one, "proposed"));
      if (common.json) {
        Common.print(document);
      } else {
        Common.print(
            "The roll is "
                + document.path("roll").asText()
                + (roll.reasons().isEmpty() ? "" : ": " + String.join("; ", roll.reasons()))
                + (now.unpinned().isEmpty() ? "" : "; " + now.rollMend())
                + "\n");
        list.forEach(
            one ->
                Common.print(
                    String.format(
                        Locale.ROOT,
                        "  %-9s %s  %s%n",
                        one.path("state").asText(),
                        one.path("fingerprint").asText(),
                        one.path("name").asText())));
      }
      return Aviso.DONE;
    }

    private static String state(InForce now, Counsel one) {
      return now.barred(one)
          .map(why -> why.endsWith("revoked") ? "revoked" : "retired")
          .orElse(now.unpinned().contains(one) ? "unpinned" : "active");
    }

    private static void add(ObjectNode to, Counsel one, String state) {
      to.put("name", one.name())
          .put("fingerprint", one.fingerprint())
          .put("public_key", one.key().text())
          .put("state", state);
      var may = to.putArray("may_approve");
      one.mayApprove().stream().sorted().forEach(may::add);
    }
  }

  @Command(
      name = "retire",
      description = "From now on N signs nothing; what N signed before runs to its expiry.")
  static final class Retire implements Callable<Integer> {
    @Mixin Common common;
    @Spec CommandSpec spec;

    @Parameters(paramLabel = "N", description = "A name on the roll.")
    String name;

    @Override
    public Integer call() {
      return narrow(common, name, false, spec.commandLine().getErr());
    }
  }

  @Command(name = "revoke", description = "Nothing N signed is in force any more, at once.")
  static final class Revoke implements Callable<Integer> {
    @Mixin Common common;
    @Spec CommandSpec spec;

    @Parameters(paramLabel = "N", description = "A name on the roll.")
    String name;

    @Override
    public Integer call() {
      return narrow(common, name, true, spec.commandLine().getErr());
    }
  }

  /** Where approvals and records that narrow lie. */
  static Path approvals(Settings settings) {
    return settings.get(Setting.ROUTING_DIR).resolve("approvals");
  }

  private static int narrow(Common common, String name, boolean revoke, PrintWriter err) {
    Signatory signatory = Signatory.ofFiles(common.settings(), Common.root());
    Approved approved = signatory.policy().approved();
    Counsel counsel =
        approved
            .inForce()
            .lastRoll()
            .or(() -> approved.folder().rollToSign())
            .flatMap(roll -> roll.byName(name))
            .orElseThrow(
                () -> new Refusal("nobody of that name is on the roll: see aviso counsel list"));
    String user = System.getProperty("user.name");
    String state = revoke ? "revoked" : "retired";
    try {
      if (revoke) {
        approved.folder().revoke(counsel, approved.inForce().next(), user);
      } else {
        approved.folder().retire(counsel, approved.inForce().next(), user);
      }
    } catch (IOException e) {
      throw Refusal.unwritable(approvals(common.settings()), counsel.name() + " is not " + state);
    }
    signatory
        .policy()
        .approved()
        .inForce()
        .locked()
        .ifPresent(
            why ->
                err.println(
                    "WARNING: "
                        + why
                        + ". It cannot be taken back; when the roll's last day is over nothing"
                        + " is in force. Begin a new roll before (docs/counsel.md)"));
    if (common.json) {
      Common.print(
          Common.JSON
              .createObjectNode()
              .put("counsel", counsel.name())
              .put("fingerprint", counsel.fingerprint())
              .put("state", state));
    } else {
      Common.print(counsel.name() + " is " + state + "\n");
    }
    return Aviso.DONE;
  }
}
