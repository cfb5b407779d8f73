package dev.tollgate.pricing.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Tariff;
import dev.tollgate.pricing.importer.KnownProvider.Address;
import dev.tollgate.pricing.importer.KnownProvider.Ways;
import dev.tollgate.pricing.importer.LiteLlmImport.Options;
import dev.tollgate.pricing.yaml.PricingFile;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tariffs of all priced chat models of a table, by books that are imported from it.
 *
 * <p>Providers that the gateway cannot call yet have one too, at a made-up address: it is the arithmetic that is tried
 * with them, and every priced model of the table tries it.
 */
final class TableTariffs {

    private static final Set<String> CHAT = Set.of("chat", "responses", "completion");

    /** @param callable whether its provider can be called today */
    record Imported(TableEntry entry, Tariff tariff, boolean callable) {}

    private final PriceTable table;
    private final KnownProviders everyone;
    private final List<Imported> all = new ArrayList<>();
    private final Map<String, List<String>> leftOut = new TreeMap<>();

    private TableTariffs(PriceTable table) {
        this.table = table;
        this.everyone = everyone(table);
    }

    static TableTariffs of(PriceTable table) {
        TableTariffs tariffs = new TableTariffs(table);
        Map<KnownProvider, List<TableEntry>> byProvider = priced(table)
                .collect(Collectors.groupingBy(
                        entry -> tariffs.everyone.find(entry.provider()).orElseThrow()));
        byProvider.forEach(tariffs::add);
        assertThat(tariffs.all).hasSize((int) priced(table).count());
        return tariffs;
    }

    private static Stream<TableEntry> priced(PriceTable table) {
        return table.entries().stream()
                .filter(entry -> CHAT.contains(entry.mode()))
                .filter(TableTariffs::isPriced);
    }

    private static boolean isPriced(TableEntry entry) {
        return entry.price("input_cost_per_token").isPresent()
                || entry.price("output_cost_per_token").isPresent()
                || entry.fields().has("tiered_pricing");
    }

    /**
     * The chat models that have a price, and none for tokens, by the reason for which an import leaves them out; those that
     * it does not leave out under no reason.
     */
    static Map<String, Set<String>> pricedOtherwise(PriceTable table) {
        TableTariffs tariffs = new TableTariffs(table);
        Map<String, Set<String>> byReason = new TreeMap<>();
        table.entries().stream()
                .filter(entry -> CHAT.contains(entry.mode()) && !isPriced(entry) && hasPrice(entry))
                .forEach(entry -> {
                    String yaml = tariffs.imported(
                            tariffs.everyone.find(entry.provider()).orElseThrow());
                    byReason.computeIfAbsent(leftOut(yaml, entry.key()).orElse(""), why -> new TreeSet<>())
                            .add(entry.key());
                });
        return byReason;
    }

    private static boolean hasPrice(TableEntry entry) {
        return entry.properties()
                .map(Map.Entry::getKey)
                .filter(field -> field.contains("cost"))
                .anyMatch(field ->
                        entry.price(field).isPresent() || entry.dearest(field).isPresent());
    }

    /** One for each priced chat model. */
    List<Imported> all() {
        return List.copyOf(all);
    }

    /** The keys of models that an import leaves out unless they are asked for as they stand, by the reason that it tells. */
    Map<String, List<String>> leftOut() {
        return leftOut;
    }

    private void add(KnownProvider provider, List<TableEntry> entries) {
        String yaml = imported(provider);
        PriceBook book = PricingFile.read(provider.name() + ".yaml", yaml);
        boolean callable = KnownProviders.TODAY.all().contains(provider);
        for (TableEntry entry : entries) {
            Optional<Model> model = model(book, provider, entry);
            Optional<String> reason = leftOut(yaml, entry.key());
            if (model.isEmpty() || reason.isPresent()) {
                assertThat(reason)
                        .as(entry.key() + " is missing without a word")
                        .isPresent();
                leftOut.computeIfAbsent(reason.get(), why -> new ArrayList<>()).add(entry.key());
                all.add(new Imported(entry, asItStands(provider, entry), callable));
            } else {
                all.add(new Imported(entry, book.tariff(model.get(), book.firstPlan()), callable));
            }
        }
    }

    private String imported(KnownProvider provider) {
        return LiteLlmImport.write(
                table, Options.asOf(LocalDate.EPOCH).only(provider.name()).withDeprecated(), everyone);
    }

    /** In a book of its own, without another model that has its name. */
    private Tariff asItStands(KnownProvider provider, TableEntry entry) {
        String own = provider.ownName(entry);
        Options options = Options.asOf(LocalDate.EPOCH)
                .only(provider.name())
                .withDeprecated()
                .asTheyStand()
                .models(Stream.concat(
                                Stream.of(entry.key()),
                                table.entries().stream()
                                        .filter(other -> provider.isCalled(other.provider()))
                                        .filter(other -> provider.ownName(other).equals(own)
                                                && !other.key().equals(own))
                                        .map(TableEntry::key)
                                        .filter(key -> !key.equals(entry.key()))
                                        .map(key -> "!" + key))
                        .toArray(String[]::new));
        PriceBook book = PricingFile.read(entry.key() + ".yaml", LiteLlmImport.write(table, options, everyone));
        return book.tariff(book.model(own).orElseThrow(), book.firstPlan());
    }

    private static Optional<Model> model(PriceBook book, KnownProvider provider, TableEntry entry) {
        String own = provider.ownName(entry);
        return book.model(own.startsWith("ft:") ? own + ":acme::1" : own);
    }

    /** Why the file says that it has not got the model, without the figures. */
    private static Optional<String> leftOut(String yaml, String key) {
        String begin = "  # " + key + " left out: ";
        return yaml.lines()
                .filter(line -> line.startsWith(begin))
                .map(line -> line.substring(begin.length()).replaceAll(".* (looks mistyped).*|;.*", "$1"))
                .findFirst();
    }

    private static KnownProviders everyone(PriceTable table) {
        Stream<KnownProvider> others = table.entries().stream()
                .map(TableEntry::provider)
                .filter(name -> KnownProviders.TODAY.find(name).isEmpty())
                .distinct()
                .map(name -> new KnownProvider(
                        name, new Address("http://localhost:1", "openai", "KEY", true, "none"), Ways.USUAL));
        return new KnownProviders(
                Stream.concat(KnownProviders.TODAY.all().stream(), others).toList());
    }
}
