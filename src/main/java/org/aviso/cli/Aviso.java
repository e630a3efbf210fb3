package org.aviso.cli;

import java.util.Set;
import org.aviso.config.BadSettings;
import org.aviso.ledger.LedgerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: {@code aviso COMMAND}. Results on stdout, everything else on stderr. */
@Command(
    name = "aviso",
    description = "Delivers legal notices as counsel approved, and records what became of each.",
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      PreviewCommand.class,
      CheckCommand.class,
      ListCommand.class,
      ShowCommand.class,
      LogCommand.class,
      ReportCommand.class,
      DecisionCommands.Hold.class,
      DecisionCommands.StopNotices.class,
      DecisionCommands.Confirm.class,
      DecisionCommands.VetoRelay.class,
      DecisionCommands.Suppress.class,
      UnholdCommand.class,
      ChannelCommand.class,
      WaveCommand.class,
      RelaysCommand.class,
      AmendCommand.class,
      IdentityCommand.class,
      AuditCommand.class,
      RecordCommand.class,
      QueueCommand.class,
      ResolveCommand.class,
      CounselCommand.class,
      ApprovalsCommand.class,
      ApproveCommand.class,
      RevokeCommand.class,
      SegmentsCommand.class,
      ClassifyBounceCommand.class,
      TestSendCommand.class,
      CommandLine.HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Aviso.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "aviso COMMAND --help tells more of one command. To begin: aviso demo"})
public final class Aviso {
  static final int DONE = 0;
  static final int NEEDS_A_PERSON = 1;
  static final int CANNOT_START = 2;

  /** A signature is missing or false, or the roll is not the one that was signed. */
  static final int FALSE_SIGNATURE = 3;

  static final int INTERNAL = 70;

  /** Commands that are promised and not built yet. */
  private static final Set<String> LATER =
      Set.of("declaration", "erase", "backup", "restore", "key", "users");

  private Aviso() {}

  public static void main(String... arguments) {
    int code = commandLine().execute(arguments);
    System.out.flush();
    System.exit(code);
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Aviso());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionStrategy(Aviso::run);
    line.setExecutionExceptionHandler((e, command, result) -> failed(e, command));
    line.setParameterExceptionHandler(
        (e, arguments) -> {
          e.getCommandLine()
              .getErr()
              .println(
                  "aviso: "
                      + said(e)
                      + "; see "
                      + e.getCommandLine().getCommandSpec().qualifiedName()
                      + " --help");
          return CANNOT_START;
        });
    return line;
  }

  /** An option before the last word of {@code counsel keygen} would be read and not heeded. */
  private static int run(CommandLine.ParseResult parsed) {
    for (CommandLine.ParseResult at = parsed; at.hasSubcommand(); at = at.subcommand()) {
      for (CommandLine.Model.OptionSpec option : at.matchedOptions()) {
        if (!option.usageHelp() && !option.versionHelp()) {
          throw new CommandLine.ParameterException(
              at.subcommand().commandSpec().commandLine(),
              option.longestName()
                  + " stands before "
                  + at.subcommand().commandSpec().name()
                  + ": write it after");
        }
      }
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** A word too many may be a name somebody typed: only what looks like an option is repeated. */
  private static String said(CommandLine.ParameterException e) {
    if (!(e instanceof CommandLine.UnmatchedArgumentException unmatched)) {
      return e.getMessage();
    }
    String word = unmatched.getUnmatched().get(0);
    if (word.matches("--?[a-zA-Z-]+")) {
      return "there is no option " + word;
    }
    return e.getCommandLine().getParent() == null && LATER.contains(word)
        ? word + " is not to be had yet in this version"
        : "there is no such command, or it takes no such argument";
  }

  private static int failed(Exception e, CommandLine command) {
    var err = command.getErr();
    int code;
    if (e instanceof BadSettings bad) {
      bad.findings().forEach(finding -> err.println("aviso: " + finding));
      code = bad.unsigned() ? FALSE_SIGNATURE : CANNOT_START;
    } else if (e instanceof Refusal refusal) {
      err.println("aviso: " + refusal.getMessage());
      code = refusal.code();
    } else if (e instanceof LedgerException) {
      err.println("aviso: " + e.getMessage() + " (--debug shows more)");
      code = INTERNAL;
    } else {
      err.println(
          "aviso: internal error, " + e.getClass().getSimpleName() + " (--debug shows more)");
      code = INTERNAL;
    }
    if (Boolean.getBoolean("aviso.debug")) {
      e.printStackTrace(err);
    }
    err.flush();
    return code;
  }

  /** The jar's own version. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Aviso.class.getPackage().getImplementationVersion();
      return new String[] {"aviso " + (version == null ? "from source" : version)};
    }
  }
}
