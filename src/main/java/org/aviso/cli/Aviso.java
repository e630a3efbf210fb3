package org.aviso.cli;

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
      SegmentsCommand.class,
      ClassifyBounceCommand.class,
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
  static final int INTERNAL = 70;

  private Aviso() {}

  public static void main(String... arguments) {
    int code = commandLine().execute(arguments);
    System.out.flush();
    System.exit(code);
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Aviso());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((e, command, result) -> failed(e, command));
    line.setParameterExceptionHandler(
        (e, arguments) -> {
          e.getCommandLine().getErr().println("aviso: " + e.getMessage());
          e.getCommandLine()
              .getErr()
              .println("  " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
          return CANNOT_START;
        });
    return line;
  }

  private static int failed(Exception e, CommandLine command) {
    var err = command.getErr();
    int code;
    if (e instanceof BadSettings bad) {
      bad.findings().forEach(finding -> err.println("aviso: " + finding));
      code = CANNOT_START;
    } else if (e instanceof Refusal refusal) {
      err.println("aviso: " + refusal.getMessage());
      code = CANNOT_START;
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
