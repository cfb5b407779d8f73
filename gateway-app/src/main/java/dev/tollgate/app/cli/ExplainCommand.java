package dev.tollgate.app.cli;

import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.compare.Explanation;
import dev.tollgate.pricing.compare.UsageNotation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tollgate pricing explain}: why a call costs what it costs. */
@Command(
        name = "explain",
        description = "Tells what a call costs by a pricing file, line by line, and what is set aside for it.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE,
        footer = {"", "Exit codes: 0 told, 1 the file or the call cannot be priced, 64 wrong usage."})
final class ExplainCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "Pricing file.")
    private @Nullable Path file;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "NAME",
            description = "Model or service, as a caller names it.")
    private String model = "";

    @Option(
            names = "--usage",
            required = true,
            paramLabel = "COUNTS",
            description = "in=1200,cached=800,out=300, each token counted once; of a service unit=3.")
    private String usage = "";

    @Option(names = "--plan", paramLabel = "NAME", description = "Plan of the caller; the file's first.")
    private @Nullable String plan;

    @Option(
            names = "--bound",
            paramLabel = "TOKENS",
            description = "Output bound of the request (what Tollgate writes into requests without one).")
    private @Nullable Long bound;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PriceBook book = PricingSource.file(Objects.requireNonNull(file));
        if (bound != null && bound < 0) {
            throw new IllegalArgumentException("--bound is a number of tokens, not negative");
        }
        Explanation call = Explanation.of(
                book,
                model,
                plan(book),
                UsageNotation.parse(usage),
                bound == null ? OptionalLong.empty() : OptionalLong.of(bound));
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.print(ExplanationTable.of(call, book));
        out.flush();
        return 0;
    }

    private Plan plan(PriceBook book) {
        if (plan == null) {
            return book.firstPlan();
        }
        String named = plan;
        return book.plan(named)
                .orElseThrow(() -> new IllegalArgumentException("No plan is called '" + named + "'; there are "
                        + book.plans().stream().map(Plan::name).collect(Collectors.joining(", ")) + "."));
    }
}
