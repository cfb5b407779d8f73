package dev.tollgate.app.cli;

import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.compare.PriceDiff;
import dev.tollgate.pricing.compare.Reach;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tollgate pricing diff}: what a new pricing file changes. */
@Command(
        name = "diff",
        description =
                "Tells what a new pricing file changes: in dollars, percent and credits, for whom, and who is hit by it.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE,
        footer = {
            "",
            "Exit codes: 0 told, 1 a file or the database cannot be used, 2 there are differences (with --exit-code), 64 wrong usage."
        })
final class DiffCommand implements Callable<Integer> {

    private static final String USUAL = "7d";

    @Parameters(
            index = "0",
            paramLabel = "[OLD]",
            description =
                    "The prices before; left out: those in force in the database that is named, or else those that come"
                            + " with Tollgate.")
    private @Nullable Path first;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NEW", description = "The new pricing file.")
    private @Nullable Path second;

    @ArgGroup
    private GatewayDatabase database = new GatewayDatabase();

    @Option(
            names = "--last",
            paramLabel = "TIME",
            description = "How far back calls are looked at in the database that is named: 24h, 7d (the default), 4w.")
    private @Nullable String last;

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = "Look at the calls in this file instead; docs/pricing.md tells the columns.")
    private @Nullable Path csv;

    @Option(names = "--exit-code", description = "End with 2 if there are differences.")
    private boolean exitCode;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Path one = Objects.requireNonNull(first);
        PriceBook after = PricingSource.file(second == null ? one : second);
        Optional<PastCalls> calls = calls();
        PriceBook before = second == null ? usual() : old(one);
        PriceDiff diff = PriceDiff.of(before, after);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.print(calls.map(past -> DiffTable.of(diff, reach(past, diff, before, after)))
                .orElseGet(() -> DiffTable.of(diff)));
        out.flush();
        return exitCode && !diff.isEmpty() ? PricingCommand.DIFFERENCES : 0;
    }

    /** Calls that tell whom the change reaches, where any are named. */
    private Optional<PastCalls> calls() {
        if (csv != null) {
            if (last != null) {
                throw new IllegalArgumentException("--last is for databases; all calls of a --csv file are read");
            }
            return Optional.of(PastCalls.file(csv));
        }
        if (!database.isNamed()) {
            if (last != null) {
                throw new IllegalArgumentException("--last looks into a database; name it by --db or --data");
            }
            return Optional.empty();
        }
        return Optional.of(PastCalls.of(database, Objects.requireNonNullElse(last, USUAL)));
    }

    private static ReachText reach(PastCalls calls, PriceDiff diff, PriceBook before, PriceBook after) {
        Reach reach = new Reach(diff, before, after);
        if (!diff.isEmpty()) {
            calls.each(reach::add);
        }
        return new ReachText(reach, calls.words());
    }

    /** What is compared with where no file is named. */
    private PriceBook usual() {
        return database.isNamed() ? PricingSource.inForce(database) : PricingSource.packaged();
    }

    private PriceBook old(Path file) {
        if (database.isNamed()) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "Compare with OLD or with a database, not with both.");
        }
        return PricingSource.file(file);
    }
}
