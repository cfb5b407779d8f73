package dev.tollgate.app.cli;

import dev.tollgate.pricing.PriceBook;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tollgate pricing validate}: all that is wrong with a file, at once. */
@Command(
        name = "validate",
        description = "Tells all that is wrong with a pricing file.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE,
        footer = {"", "Exit codes: 0 it can be used, 1 it cannot, 64 wrong usage."})
final class ValidateCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "Pricing file.")
    private @Nullable Path file;

    @Option(names = "--strict", description = "Take warnings for problems.")
    private boolean strict;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PricingSource read = PricingSource.file(Objects.requireNonNull(file));
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        read.warnings().forEach(warning -> out.println("warning: " + warning));
        PriceBook book = read.book();
        boolean good = read.warnings().isEmpty() || !strict;
        out.println((good ? "The file can be used" : "The file has warnings") + ": version " + book.version() + ", "
                + Tables.count(book.models().size(), "model") + ", "
                + Tables.count(book.services().size(), "service") + ", "
                + Tables.count(book.plans().size(), "plan") + ".");
        return good ? 0 : PricingCommand.INVALID;
    }
}
