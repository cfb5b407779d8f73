package dev.tollgate.app.cli;

import picocli.CommandLine.Command;

/** {@code tollgate usage …}: the sums of the usage log. */
@Command(
        name = "usage",
        description = "Works on the sums of a gateway's usage log.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "rebuild",
        subcommands = RebuildCommand.class,
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE)
final class UsageCommand {}
