package dev.tollgate.pricing.importer;

import dev.tollgate.pricing.NearNames;
import dev.tollgate.pricing.Wildcard;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes the {@code providers} and {@code models} of a {@code pricing.yaml} from LiteLLM's public price table. The same
 * table and options always give the same text. docs/pricing.md, "Import public prices", tells how to use it.
 */
public final class LiteLlmImport {

    private LiteLlmImport() {}

    /**
     * What to import.
     *
     * @param only providers by the table's names, in the order in which they get a name that two have; empty for all
     *     that are known
     * @param models names or wildcards of the models, as the table or the provider writes them, those with {@code !} in
     *     front taken out; empty for all
     * @param deprecated whether to take models in whose last day has passed
     * @param asItStands whether to take in what is left out for its prices: far from usual ones, none for input, no fee for
     *     searches that every request makes; and classes of sizes, by their names
     * @param webSearch US dollars for a web search, for models that can search and have no fee for it in the table
     * @param today tells which days have passed
     * @param tableDate the day of the table, which it does not say itself
     */
    public record Options(
            List<String> only,
            List<String> models,
            boolean deprecated,
            boolean asItStands,
            Optional<BigDecimal> webSearch,
            LocalDate today,
            Optional<LocalDate> tableDate) {

        public Options {
            only = List.copyOf(new LinkedHashSet<>(only));
            models = List.copyOf(models);
        }

        /** Everything that can be imported as of this day. */
        public static Options asOf(LocalDate today) {
            return new Options(List.of(), List.of(), false, false, Optional.empty(), today, Optional.empty());
        }

        public Options only(String... providers) {
            return new Options(List.of(providers), models, deprecated, asItStands, webSearch, today, tableDate);
        }

        public Options models(String... names) {
            return new Options(only, List.of(names), deprecated, asItStands, webSearch, today, tableDate);
        }

        public Options withDeprecated() {
            return new Options(only, models, true, asItStands, webSearch, today, tableDate);
        }

        public Options asTheyStand() {
            return new Options(only, models, deprecated, true, webSearch, today, tableDate);
        }

        public Options webSearch(BigDecimal usd) {
            return new Options(only, models, deprecated, asItStands, Optional.of(usd), today, tableDate);
        }

        public Options tableOf(LocalDate day) {
            return new Options(only, models, deprecated, asItStands, webSearch, today, Optional.of(day));
        }

        boolean selects(String key, String ownName) {
            boolean any = models.stream().allMatch(Options::takesOut);
            return (any || models.stream().anyMatch(name -> !takesOut(name) && matches(name, key, ownName)))
                    && models.stream().noneMatch(name -> takesOut(name) && matches(name.substring(1), key, ownName));
        }

        private static boolean takesOut(String name) {
            return name.startsWith("!");
        }

        private static boolean matches(String pattern, String key, String ownName) {
            Wildcard wildcard = new Wildcard(pattern);
            return wildcard.matches(key) || wildcard.matches(ownName);
        }
    }

    /**
     * The text of the file.
     *
     * @throws ImportProblem if the file is no such table, or has nothing of what is asked for
     */
    public static String write(Path table, Options options) {
        return write(PriceTable.read(table), options, KnownProviders.TODAY);
    }

    static String write(PriceTable table, Options options, KnownProviders known) {
        List<ProviderImport> imports = new ArrayList<>();
        for (KnownProvider provider : chosen(table, options, known)) {
            ProviderImport found = ProviderImport.of(provider, table, options);
            found.withoutNamesOf(imports);
            imports.add(found);
        }
        if (imports.stream().allMatch(found -> found.models().isEmpty())) {
            throw new ImportProblem("There is nothing to import: " + table.fileName() + " has no priced model"
                    + (options.models().isEmpty() ? "" : " called " + String.join(" or ", options.models()))
                    + (options.only().isEmpty() ? "" : " of " + String.join(" or ", options.only()))
                    + "; check the names, and whether they are deprecated.");
        }
        return new ImportedFile(table, options, imports, unknown(table, options, known)).text();
    }

    private static List<KnownProvider> chosen(PriceTable table, Options options, KnownProviders known) {
        Set<String> there =
                table.entries().stream().map(TableEntry::provider).collect(Collectors.toCollection(TreeSet::new));
        if (options.only().isEmpty()) {
            return known.all().stream()
                    .filter(provider -> there.stream().anyMatch(provider::isCalled))
                    .toList();
        }
        for (String name : options.only()) {
            if (!there.contains(name) && known.find(name).isEmpty()) {
                throw new ImportProblem("The table has no provider '" + name + "'; " + instead(name, there, known));
            }
        }
        List<KnownProvider> chosen = options.only().stream()
                .flatMap(name -> known.find(name).stream())
                .distinct()
                .toList();
        if (chosen.isEmpty()) {
            throw new ImportProblem("The gateway cannot call " + String.join(" or ", options.only())
                    + " yet; it can import " + String.join(", ", known.names()) + ".");
        }
        return chosen;
    }

    private static String instead(String wrong, Set<String> there, KnownProviders known) {
        List<String> near = NearNames.of(wrong, there, 1);
        return near.isEmpty()
                ? "it can import " + String.join(", ", known.names()) + "."
                : "did you mean '" + near.get(0) + "'?";
    }

    /** Providers that were asked for and cannot be called. */
    private static List<String> unknown(PriceTable table, Options options, KnownProviders known) {
        return table.entries().stream()
                .map(TableEntry::provider)
                .filter(name -> known.find(name).isEmpty())
                .filter(name -> options.only().isEmpty() || options.only().contains(name))
                .distinct()
                .sorted()
                .toList();
    }
}
