package dev.tollgate.app.cli;

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

    static final String RESOURCE = "pricing.schema.json";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .println(PricingSource.resource(RESOURCE).strip());
        return 0;
    }
}
