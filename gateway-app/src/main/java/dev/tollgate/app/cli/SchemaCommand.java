package dev.tollgate.app.cli;

import dev.tollgate.pricing.yaml.PricingSchema;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tollgate pricing schema}: for editors. */
@Command(
        name = "schema",
        description = "Prints the JSON Schema of pricing files, by which editors complete and check them.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE)
final class SchemaCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(PricingSchema.json().strip());
        return 0;
    }
}
