package dev.tollgate.app.cli;

import picocli.CommandLine.Command;

/** {@code tollgate pricing …}: what a pricing file means, before it is used. */
@Command(
        name = "pricing",
        description = "Checks, compares and explains pricing files; changes nothing.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(validate | diff | explain | simulate | schema)",
        subcommands = {
            ValidateCommand.class,
            DiffCommand.class,
            ExplainCommand.class,
            SimulateCommand.class,
            SchemaCommand.class
        },
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE)
final class PricingCommand {

    static final int INVALID = 1;
    static final int DIFFERENCES = 2;
    static final int LOSES_MONEY = 3;
}
