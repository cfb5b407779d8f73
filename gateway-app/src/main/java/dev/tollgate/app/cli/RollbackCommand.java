package dev.tollgate.app.cli;

import dev.tollgate.ledger.database.DatabaseUnreachable;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.pricing.PriceChange;
import dev.tollgate.ledger.pricing.PriceChangeResult;
import dev.tollgate.ledger.pricing.PriceVersions;
import dev.tollgate.pricing.yaml.PricingFile;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tollgate pricing rollback}: back to prices that were stored before, on all nodes. */
@Command(
        name = "rollback",
        description = {
            "Brings a version of the history in force again, and takes back all that is scheduled. Running gateways"
                    + " follow by themselves.",
            "Without --db and --data: of the gateway in ./data."
        },
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE,
        footer = {"", "Exit codes: 0 it is in force, 1 there is no such version or no database, 64 wrong usage."})
final class RollbackCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Parameters(paramLabel = "VERSION", description = "Version as the history tells it.")
    private String version = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; kept in the history.")
    private String reason = "";

    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "cli:${sys:user.name}",
            description = "Who wants it; kept in the history (${DEFAULT-VALUE}).")
    private String by = "";

    @ArgGroup
    private GatewayDatabase database = new GatewayDatabase();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PriceChange change = PriceChange.rollback(version, by, reason);
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        PriceChangeResult result = database.prices(versions -> changed(versions, change, line.getErr()));
        if (result.status() == PriceChangeResult.Status.NEVER_IN_FORCE) {
            throw new IllegalArgumentException(
                    "Version '" + version + "' was not in force before, so there is no going back to it; apply it.");
        }
        line.getOut()
                .println(
                        result.status() == PriceChangeResult.Status.UNCHANGED
                                ? "Version " + version
                                        + " is in force already, and nothing is scheduled; nothing was changed."
                                : "Version " + version + " is in force; running gateways follow within seconds.");
        return 0;
    }

    /** A text that this program cannot read would be in force, and no node could sell by it. */
    private static PriceChangeResult changed(PriceVersions versions, PriceChange change, PrintWriter err) {
        String version = change.version();
        String text = versions.text(version)
                .blockOptional(PATIENCE)
                .orElseThrow(() -> new IllegalArgumentException("No prices are stored as version '" + version
                        + "'; './tollgate pricing history' lists what is."));
        PricingFile.stored(version, text).outdated().forEach(problem -> err.println("warning: " + problem));
        try {
            return Objects.requireNonNull(versions.change(change).block(PATIENCE));
        } catch (LedgerUnavailable away) {
            throw new DatabaseUnreachable(
                    "The database did not answer: the rollback may have happened or not. Try again, it counts once.",
                    away);
        }
    }
}
