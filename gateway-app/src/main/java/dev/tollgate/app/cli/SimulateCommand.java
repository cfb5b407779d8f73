package dev.tollgate.app.cli;

import dev.tollgate.pricing.compare.Simulation;
import dev.tollgate.pricing.compare.SimulationResult;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tollgate pricing simulate}: what the calls of the past would have brought by a new file. */
@Command(
        name = "simulate",
        description = "Prices the calls of the past by a new pricing file; changes nothing.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE,
        footer = {
            "",
            "Exit codes: 0 told, 1 the file or the calls cannot be read, 3 a model is sold under its cost or the whole"
                    + " leaves less than --min-margin, 64 wrong usage."
        })
final class SimulateCommand implements Callable<Integer> {

    private static final Pattern PERCENT = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,9})?%");
    private static final String USUAL = "7d";

    @Parameters(paramLabel = "NEW", description = "Pricing file.")
    private @Nullable Path file;

    @Option(names = "--last", paramLabel = "TIME", description = "How far back: 24h, 7d (the default), 4w.")
    private @Nullable String last;

    @ArgGroup
    private Source source = new Source();

    @Option(
            names = "--min-margin",
            paramLabel = "PERCENT",
            defaultValue = "0%",
            description = "What must be left of the whole behind the cost (${DEFAULT-VALUE}).")
    private String minMargin = "0%";

    @Option(
            names = "--write-csv",
            paramLabel = "FILE",
            description = "Write the calls there too, to be read by --csv later.")
    private @Nullable Path copy;

    @Spec
    private @Nullable CommandSpec spec;

    /** Where the calls are; one of them. */
    static final class Source {
        @ArgGroup
        private GatewayDatabase database = new GatewayDatabase();

        @Option(
                names = "--csv",
                paramLabel = "FILE",
                description = "Calls in a file; docs/pricing.md tells the columns.")
        private @Nullable Path csv;
    }

    @Override
    public Integer call() {
        BigDecimal least = percent(minMargin);
        Simulation simulation = new Simulation(PricingSource.file(Objects.requireNonNull(file)));
        PastCalls calls = calls();
        if (copy == null) {
            calls.each(simulation::add);
        } else {
            calls.copiedTo(copy, simulation::add);
        }
        SimulationResult result = simulation.result();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.print(SimulationTable.of(result, calls.words()));
        out.flush();
        return result.losesMoney(least) ? PricingCommand.LOSES_MONEY : 0;
    }

    private PastCalls calls() {
        if (source.csv != null) {
            if (last != null) {
                throw new IllegalArgumentException("--last is for databases; all calls of a --csv file are read");
            }
            return PastCalls.file(source.csv);
        }
        return PastCalls.of(source.database, Objects.requireNonNullElse(last, USUAL));
    }

    private static BigDecimal percent(String text) {
        if (!PERCENT.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a percentage; write --min-margin=15%");
        }
        return new BigDecimal(text.substring(0, text.length() - 1));
    }
}
