package dev.tollgate.app.cli;

import dev.tollgate.app.startup.StartupProblem;
import dev.tollgate.ledger.database.DatabaseUnreachable;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.pricing.UnpricedUsageException;
import dev.tollgate.pricing.importer.ImportProblem;
import dev.tollgate.pricing.yaml.PricingProblems;
import io.r2dbc.spi.R2dbcException;
import java.util.List;
import picocli.CommandLine;

/**
 * Words what a subcommand refuses: a sentence for whoever typed it, and no stack trace. Everything else is a bug. The
 * gateway itself words its own.
 */
final class Refusals implements CommandLine.IExecutionExceptionHandler {

    private static final int INVALID = 1;

    /** What is thrown with a message made to be shown. */
    private static final List<Class<? extends Exception>> SENTENCES = List.of(
            PricingProblems.class,
            ImportProblem.class,
            StartupProblem.class,
            DatabaseUnreachable.class,
            LedgerUnavailable.class,
            UnpricedUsageException.class,
            IllegalArgumentException.class);

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, CommandLine.ParseResult given)
            throws Exception {
        if (command.getParent() == null) {
            throw failure;
        }
        if (failure instanceof ArithmeticException) {
            command.getErr()
                    .println("That would cost more credits than can be counted; lower the usage or the prices.");
            return INVALID;
        }
        if (failure instanceof R2dbcException refused) {
            command.getErr()
                    .println("The database refuses this: " + refused.getMessage()
                            + ". Name one that a gateway has run on, and a user who may read it.");
            return INVALID;
        }
        if (SENTENCES.stream().noneMatch(type -> type.isInstance(failure))) {
            throw failure;
        }
        command.getErr().println(failure.getMessage());
        return INVALID;
    }
}
