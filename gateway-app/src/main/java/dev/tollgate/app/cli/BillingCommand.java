package dev.tollgate.app.cli;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code tollgate billing …}: what can be asked of payments. */
@Command(
        name = "billing",
        description = "Works on the payments of a running gateway.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "reconcile",
        subcommands = ReconcileCommand.class,
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE)
final class BillingCommand {

    @ParentCommand
    private @Nullable TollgateCommand tollgate;

    Map<String, String> environment() {
        return Objects.requireNonNull(tollgate).environment();
    }
}
