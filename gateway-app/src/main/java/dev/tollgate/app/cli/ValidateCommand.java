package dev.tollgate.app.cli;

import dev.tollgate.app.pricing.NodeKeys;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.PricingFile;
import dev.tollgate.pricing.yaml.PricingProblems;
import dev.tollgate.pricing.yaml.Problem;
import dev.tollgate.pricing.yaml.ReadPricing;
import dev.tollgate.pricing.yaml.Surroundings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code tollgate pricing validate}: all that is wrong with a file, and what is probably not meant, at once. */
@Command(
        name = "validate",
        description = "Tells all that is wrong with a pricing file, and warns of what is probably not meant.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE,
        footer = {
            "",
            "Exit codes: 0 it can be used, though there may be warnings, 1 it cannot, or there are warnings (with"
                    + " --strict), 64 wrong usage."
        })
final class ValidateCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "Pricing file.")
    private @Nullable Path file;

    @Option(names = "--strict", description = "Take warnings for problems.")
    private boolean strict;

    @ParentCommand
    private @Nullable PricingCommand pricing;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try {
            ReadPricing read = PricingFile.check(Objects.requireNonNull(file), here());
            warn(out, read.warnings());
            boolean good = read.warnings().isEmpty() || !strict;
            out.println((good ? "The file can be used: " : "The file has warnings: ") + contents(read.book()));
            return good ? 0 : PricingCommand.INVALID;
        } catch (PricingProblems problems) {
            warn(out, problems.warnings());
            throw problems;
        }
    }

    /** The variables of a gateway are looked for where this command runs. */
    private Surroundings here() {
        return new NodeKeys(Objects.requireNonNull(pricing).environment(), Optional.empty()).surroundings();
    }

    private static void warn(PrintWriter out, List<Problem> warnings) {
        warnings.forEach(warning -> out.println("warning: " + warning));
    }

    private static String contents(PriceBook book) {
        return "version " + book.version() + ", "
                + Tables.count(book.models().size(), "model") + ", "
                + Tables.count(book.services().size(), "service") + ", "
                + Tables.count(book.plans().size(), "plan") + ".";
    }
}
