package dev.tollgate.app.cli;

import dev.tollgate.pricing.importer.LiteLlmImport;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code tollgate pricing import litellm}: the head of what it writes names this command, so the two must agree. */
@Command(
        name = "litellm",
        description = "Writes providers and models from LiteLLM's model_prices_and_context_window.json.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE,
        footer = {"", "Exit codes: 0 written, 1 there is nothing to import or no such table, 64 wrong usage."})
final class ImportLiteLlmCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The table.")
    private @Nullable Path table;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "Providers by the table's names; of two with the same model, the first has it.")
    private List<String> only = List.of();

    @Option(
            names = "--models",
            split = ",",
            paramLabel = "GLOB",
            description = "Models by name or wildcard; those with ! in front are taken out. Quote them.")
    private List<String> models = List.of();

    @Option(names = "--deprecated", description = "Take in models whose last day has passed.")
    private boolean deprecated;

    @Option(
            names = "--as-it-stands",
            description =
                    "Take in models whose prices look mistyped or incomplete, as meant (confirmed: true), and classes of sizes.")
    private boolean asItStands;

    @Option(
            names = "--web-search",
            paramLabel = "USD",
            converter = Dollars.class,
            description = "Price of a web search for models that can search and have none in the table, such as 0.01.")
    private @Nullable BigDecimal webSearch;

    @Option(
            names = "--table-date",
            paramLabel = "DATE",
            converter = Day.class,
            description = "Day of the table, which it does not say itself, for the head of the file: 2026-11-20.")
    private @Nullable LocalDate tableDate;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "File to write, replaced as a whole if it is there; otherwise the text is printed.")
    private @Nullable Path output;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        String text = LiteLlmImport.write(Objects.requireNonNull(table), options());
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (output == null) {
            out.print(text);
        } else {
            WholeFile.write(output, text);
            out.println(output + " is written. Check its prices before you charge money for them.");
        }
        out.flush();
        return 0;
    }

    private LiteLlmImport.Options options() {
        return new LiteLlmImport.Options(
                names(only),
                names(models),
                deprecated,
                asItStands,
                Optional.ofNullable(webSearch),
                LocalDate.now(ZoneOffset.UTC),
                Optional.ofNullable(tableDate));
    }

    /** Without the blanks and commas too many that hands leave in lists. */
    private static List<String> names(List<String> typed) {
        return typed.stream().map(String::strip).filter(name -> !name.isEmpty()).toList();
    }

    static final class Dollars implements ITypeConverter<BigDecimal> {

        private static final Pattern PLAIN = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,12})?");

        @Override
        public BigDecimal convert(String typed) {
            if (!PLAIN.matcher(typed).matches()) {
                throw new TypeConversionException("'" + typed + "' is not a price in dollars; write 0.01");
            }
            return new BigDecimal(typed);
        }
    }

    static final class Day implements ITypeConverter<LocalDate> {
        @Override
        public LocalDate convert(String typed) {
            try {
                return LocalDate.parse(typed);
            } catch (DateTimeParseException wrong) {
                throw new TypeConversionException("'" + typed + "' is not a day; write 2026-11-20");
            }
        }
    }
}
