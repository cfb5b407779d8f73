package dev.tollgate.app.cli;

import dev.tollgate.ledger.pricing.Activation;
import dev.tollgate.ledger.pricing.PriceStanding;
import dev.tollgate.ledger.pricing.PriceVersions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tollgate pricing history}: which prices counted when, and who wanted it. */
@Command(
        name = "history",
        description = {
            "Tells which prices counted when, newest first; changes nothing.",
            "Without --db and --data: of the gateway in ./data."
        },
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE,
        footer = {"", "Exit codes: 0 told, 1 the database cannot be read, 64 wrong usage."})
final class HistoryCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST = 10_000;

    @ArgGroup
    private GatewayDatabase database = new GatewayDatabase();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many changes at most (${DEFAULT-VALUE}).")
    private int limit;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (limit < 1 || limit > MOST) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--limit is a number from 1 to " + MOST + ".");
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.print(database.prices(this::table));
        out.flush();
        return 0;
    }

    /** One row more than is shown tells whether there are older ones. */
    private String table(PriceVersions versions) {
        List<Activation> rows = Objects.requireNonNull(
                versions.history(Long.MAX_VALUE, limit + 1).block(PATIENCE));
        PriceStanding standing = Objects.requireNonNull(versions.standing().block(PATIENCE));
        List<Activation> shown = rows.subList(0, Math.min(limit, rows.size()));
        return HistoryTable.of(shown, standing)
                + (rows.size() > limit ? "There are older ones; --limit=N shows more." + System.lineSeparator() : "");
    }
}
