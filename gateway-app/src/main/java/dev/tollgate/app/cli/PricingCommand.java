package dev.tollgate.app.cli;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code tollgate pricing …}: what a pricing file means before it is used, and which prices are and were in use. */
@Command(
        name = "pricing",
        description = "Checks, compares, explains and imports pricing files; tells and takes back changes of prices.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(validate | diff | explain | simulate | import | history | rollback | schema)",
        subcommands = {
            ValidateCommand.class,
            DiffCommand.class,
            ExplainCommand.class,
            SimulateCommand.class,
            ImportCommand.class,
            HistoryCommand.class,
            RollbackCommand.class,
            SchemaCommand.class
        },
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE)
final class PricingCommand {

    static final int INVALID = 1;
    static final int DIFFERENCES = 2;
    static final int LOSES_MONEY = 3;

    @ParentCommand
    private @Nullable TollgateCommand tollgate;

    Map<String, String> environment() {
        return Objects.requireNonNull(tollgate).environment();
    }
}
