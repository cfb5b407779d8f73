package dev.tollgate.app.cli;

import picocli.CommandLine.Command;

/** {@code tollgate pricing import …}: pricing files from what others publish. */
@Command(
        name = "import",
        description = "Writes providers and models of a pricing file from a public price table.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "litellm",
        subcommands = ImportLiteLlmCommand.class,
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE)
final class ImportCommand {}
