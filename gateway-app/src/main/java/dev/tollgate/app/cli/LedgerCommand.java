package dev.tollgate.app.cli;

import picocli.CommandLine.Command;

/** {@code tollgate ledger …}: what can be asked of the books. */
@Command(
        name = "ledger",
        description = "Works on the books of a gateway.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "verify",
        subcommands = VerifyCommand.class,
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE)
final class LedgerCommand {}
