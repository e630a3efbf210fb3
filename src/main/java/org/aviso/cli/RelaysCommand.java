package org.aviso.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "relays",
    description = "Relays as a spreadsheet for counsel to mark, and back as a batch to sign.",
    subcommands = {RelaysExportCommand.class, RelaysImportCommand.class},
    synopsisSubcommandLabel = "export|import")
final class RelaysCommand implements Callable<Integer> {
  @Mixin Common common;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "relays takes export FILE or import FILE");
  }
}
