package dev.tollgate.pricing.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Tariff;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.importer.KnownProvider.Address;
import dev.tollgate.pricing.importer.KnownProvider.Ways;
import dev.tollgate.pricing.importer.LiteLlmImport.Options;
import dev.tollgate.pricing.importer.TableCalculator.OnPurpose;
import dev.tollgate.pricing.yaml.PricingFile;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An imported price book charges what the table's own rules charge, to the billionth of a dollar. */
final class PriceTableParityTest {

    private static final int USAGES = 40;
    private static final Set<String> CHAT = Set.of("chat", "responses", "completion");
    private static final long[] EDGES = {32_000, 128_000, 200_000, 256_000, 272_000, 512_000};

    /** Why a priced model is left out unless it is asked for as it stands, as the file itself says. */
    private static final Set<String> LEFT_OUT = Set.of(
            "a class of sizes, not a model",
            "looks mistyped",
            "no price for input tokens",
            "it searches the web for every request, and the table has no fee for that",
            "named twice");

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<String, List<String>> leftOut = new TreeMap<>();
    private final Map<OnPurpose, Integer> differences = new EnumMap<>(OnPurpose.class);
    private int usages;
    private int compared;
    private int tiered;

    /**
     * Providers that the gateway cannot call yet are compared too, at a made-up address: it is the arithmetic that is
     * tried here, and every priced model of the table tries it.
     */
    @Test
    void every_priced_chat_model_costs_the_same_by_our_book_as_by_the_table() {
        PriceTable table = PriceTable.read(PublicTable.find());
        List<TableEntry> priced = table.entries().stream()
                .filter(entry -> CHAT.contains(entry.mode()))
                .filter(entry -> entry.price("input_cost_per_token").isPresent()
                        || entry.price("output_cost_per_token").isPresent()
                        || entry.fields().has("tiered_pricing"))
                .toList();
        KnownProviders everyone = everyone(table);
        Map<KnownProvider, List<TableEntry>> byProvider = priced.stream()
                .collect(Collectors.groupingBy(
                        entry -> everyone.find(entry.provider()).orElseThrow()));
        int callable = 0;
        for (KnownProvider provider : everyone.all()) {
            List<TableEntry> entries = byProvider.getOrDefault(provider, List.of());
            if (!entries.isEmpty()) {
                int models = compare(provider, entries, table, everyone);
                callable += KnownProviders.TODAY.all().contains(provider) ? models : 0;
            }
        }
        System.out.println("Our books against the public table: seed " + seed + ", " + compared + " of " + priced.size()
                + " priced chat models (" + callable + " of providers that can be called), " + usages + " usages, "
                + tiered + " of them in a tier; models that LiteLLM itself charges otherwise for: " + differences
                + "; compared as they stand, since an import leaves them out otherwise: " + leftOut);
        assertThat(leftOut.keySet()).isSubsetOf(LEFT_OUT);
        assertThat(compared).isEqualTo(priced.size());
        assertThat(callable).isGreaterThan(600);
        assertThat(tiered).isGreaterThan(1000);
    }

    private int compare(KnownProvider provider, List<TableEntry> entries, PriceTable table, KnownProviders everyone) {
        Options options = Options.asOf(LocalDate.EPOCH).only(provider.name()).withDeprecated();
        String yaml = LiteLlmImport.write(table, options, everyone);
        PriceBook book = PricingFile.read(provider.name() + ".yaml", yaml);
        int before = compared;
        for (TableEntry entry : entries) {
            Optional<Model> model = model(book, provider, entry);
            Optional<String> reason = leftOut(yaml, entry.key());
            if (model.isEmpty() || reason.isPresent()) {
                assertThat(reason)
                        .as(entry.key() + " is missing without a word")
                        .isPresent();
                leftOut.computeIfAbsent(reason.get(), why -> new ArrayList<>()).add(entry.key());
                compareAsItStands(provider, entry, table, everyone);
            } else {
                compare(book.tariff(model.get(), book.firstPlan()), entry);
            }
        }
        return compared - before;
    }

    /** In a book of its own, without another model that has its name. */
    private void compareAsItStands(
            KnownProvider provider, TableEntry entry, PriceTable table, KnownProviders everyone) {
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
        compare(book.tariff(book.model(own).orElseThrow(), book.firstPlan()), entry);
    }

    private void compare(Tariff tariff, TableEntry entry) {
        TableCalculator calculator = new TableCalculator(entry.key(), entry.fields());
        calculator.differences().forEach(difference -> differences.merge(difference, 1, Integer::sum));
        for (int i = 0; i < USAGES; i++) {
            Usage usage = usage();
            assertThat(BigInteger.valueOf(tariff.price(usage).credits().nanos()))
                    .as(() -> "seed " + seed + " " + entry + "\n" + usage + "\n" + tariff.prices())
                    .isEqualTo(calculator.nanos(usage));
            usages++;
            compared += i == 0 ? 1 : 0;
            tiered += calculator.hasTiers() && usage.inputTokens() > 272_000 ? 1 : 0;
        }
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

    /** Of all kinds, small and large, some to the token at the edge of a tier. */
    private Usage usage() {
        Usage.Builder usage = Usage.builder();
        long input = 0;
        int most = random.nextBoolean() ? 3_000 : 300_000;
        for (TokenKind kind : TokenKind.values()) {
            if (random.nextInt(3) == 0) {
                long count = random.nextInt(most);
                input += kind.isInput() ? count : 0;
                usage.tokens(kind, count);
            }
        }
        if (random.nextInt(4) == 0) {
            long edge = EDGES[random.nextInt(EDGES.length)] + random.nextInt(3) - 1;
            long rest = edge - input;
            Usage before = usage.build();
            if (rest + before.count(TokenKind.INPUT) > 0) {
                usage.tokens(TokenKind.INPUT, rest + before.count(TokenKind.INPUT));
            }
        }
        return usage.tool("webSearch", random.nextInt(4)).build();
    }
}
