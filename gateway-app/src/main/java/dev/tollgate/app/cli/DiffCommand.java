package dev.tollgate.app.cli;

import dev.tollgate.pricing.compare.PriceDiff;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tollgate pricing diff}: what a new pricing file changes. */
@Command(
        name = "diff",
        description = "Tells what a new pricing file changes: in dollars, percent and credits, for whom.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE,
        footer = {
            "",
            "Exit codes: 0 told, 1 a file cannot be used, 2 there are differences (with --exit-code), 64 wrong usage."
        })
final class DiffCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..2",
            paramLabel = "[OLD] NEW",
            description = "Pricing files; without the old one, the prices that come with Tollgate.")
    private List<Path> files = List.of();

    @Option(names = "--exit-code", description = "End with 2 if there are differences.")
    private boolean exitCode;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PricingSource after = PricingSource.file(files.get(files.size() - 1));
        PricingSource before = files.size() == 1 ? PricingSource.packaged() : PricingSource.file(files.get(0));
        PriceDiff diff = PriceDiff.of(before.book(), after.book());
        Objects.requireNonNull(spec).commandLine().getOut().print(DiffTable.of(diff));
        Objects.requireNonNull(spec).commandLine().getOut().flush();
        return exitCode && !diff.isEmpty() ? PricingCommand.DIFFERENCES : 0;
    }
}
