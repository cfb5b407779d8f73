package dev.tollgate.pricing.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.importer.TableCalculator.OnPurpose;
import dev.tollgate.pricing.importer.TableTariffs.Imported;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Imported price books charge what the table's own rules charge, to the billionth of a dollar. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PriceTableParityTest {

    private static final int USAGES = 40;
    private static final long[] EDGES = {32_000, 128_000, 200_000, 256_000, 272_000, 512_000};

    /** Why a priced model is left out unless it is asked for as it stands, as the file itself says. */
    private static final Set<String> LEFT_OUT = Set.of(
            "a class of sizes, not a model",
            "looks mistyped",
            "no price for input tokens",
            "it searches the web for every request, and the table has no fee for that",
            "named twice");

    /** The priced chat models of the table that is kept beside the project, as all figures here; another has others. */
    private static final int MODELS = 2_201;

    /** How many of them LiteLLM would charge otherwise for. */
    private static final Map<OnPurpose, Integer> DIFFERENCES = Map.of(
            OnPurpose.A_KIND_WITHOUT_A_PRICE_IS_NOT_FREE, 2_078,
            OnPurpose.A_PRICE_OF_ZERO_IS_NONE, 47,
            OnPurpose.PICTURES_IN_A_LARGE_REQUEST_ARE_ITS_TEXT, 121,
            OnPurpose.A_TIER_IS_NEVER_CHEAPER, 9,
            OnPurpose.A_SEARCH_COSTS_AS_THE_DEAREST, 7);

    /** Those that price some kind of tokens, and do not search unasked by a size that nobody names. */
    private static final int TO_THE_LETTER = 2_194;

    /** How many chat models have a price and none for tokens, by the reason for which they are left out. */
    private static final Map<String, Integer> OTHERWISE =
            Map.of("no price for input tokens", 29, "not a name that can be asked for", 4);

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private @Nullable TableTariffs imported;

    @BeforeAll
    void readTheTable() {
        imported = TableTariffs.of(PriceTable.read(PublicTable.find()));
    }

    private TableTariffs imported() {
        return Objects.requireNonNull(imported);
    }

    @Test
    void every_priced_chat_model_costs_the_same_by_our_book_as_by_the_table() {
        Map<OnPurpose, Integer> differences = new EnumMap<>(OnPurpose.class);
        int tiered = 0;
        for (Imported model : imported().all()) {
            TableEntry entry = model.entry();
            TableCalculator calculator = new TableCalculator(entry.key(), entry.fields());
            calculator.differences().forEach(difference -> differences.merge(difference, 1, Integer::sum));
            for (int i = 0; i < USAGES; i++) {
                Usage usage = usage();
                assertSame(model, usage, calculator.nanos(usage));
                tiered += calculator.hasTiers() && usage.inputTokens() > 272_000 ? 1 : 0;
            }
        }
        Map<String, List<String>> leftOut = imported().leftOut();
        System.out.println("Our books against the public table: seed " + seed + ", "
                + imported().all().size() + " priced chat models, " + tiered
                + " usages in a tier; models that LiteLLM itself charges otherwise for: " + differences
                + "; compared as they stand, since an import leaves them out otherwise: " + leftOut);
        assertThat(leftOut.keySet()).isSubsetOf(LEFT_OUT);
        assertThat(imported().all().size()).isEqualTo(MODELS);
        assertThat(imported().all().stream().filter(Imported::callable).count()).isGreaterThan(600);
        assertThat(tiered).isGreaterThan(1000);
        assertThat(differences).isEqualTo(DIFFERENCES);
    }

    @Test
    void what_an_entry_prices_itself_costs_that_to_the_letter() {
        Map<TokenKind, Integer> kinds = new EnumMap<>(TokenKind.class);
        int compared = 0;
        int searched = 0;
        int tiered = 0;
        for (Imported model : imported().all()) {
            TableEntry entry = model.entry();
            LiteralCalculator literal = new LiteralCalculator(entry.key(), entry.fields());
            if (literal.kinds().isEmpty() || literal.searchesUnasked()) {
                continue;
            }
            compared++;
            literal.kinds().forEach(kind -> kinds.merge(kind, 1, Integer::sum));
            searched += literal.searchesAlike() ? 1 : 0;
            tiered += literal.sizes().isEmpty() ? 0 : 1;
            for (int i = 0; i < USAGES; i++) {
                Usage.Builder usage = tokens(literal.kinds());
                if (literal.searchesAlike()) {
                    usage.tool("webSearch", random.nextInt(4));
                }
                assertSame(model, usage.build(), literal.nanos(usage.build()));
            }
        }
        System.out.println("To the letter of the table: seed " + seed + ", " + compared + " of "
                + imported().all().size() + " models, with searches " + searched + ", in tiers " + tiered + ", by kind "
                + kinds);
        assertThat(compared).isEqualTo(TO_THE_LETTER);
        assertThat(searched).as("models with a fee for searches").isEqualTo(163);
        assertThat(tiered).as("models with prices for large requests").isEqualTo(102);
        assertThat(kinds).hasSize(TokenKind.values().length - 1).doesNotContainKey(TokenKind.OUTPUT_IMAGE);
    }

    /** They are named with the reason, and never sold for nothing. */
    @Test
    void what_the_table_prices_otherwise_than_by_tokens_is_left_out() {
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, Set<String>> byReason = TableTariffs.pricedOtherwise(PriceTable.read(PublicTable.find()));
        System.out.println("Chat models that are priced otherwise than by tokens: " + byReason);
        byReason.forEach((reason, models) -> counts.put(reason, models.size()));
        assertThat(counts).isEqualTo(OTHERWISE);
    }

    private void assertSame(Imported model, Usage usage, BigInteger nanos) {
        assertThat(BigInteger.valueOf(model.tariff().price(usage).credits().nanos()))
                .as(() -> "seed " + seed + " " + model.entry() + "\n" + usage + "\n"
                        + model.tariff().prices())
                .isEqualTo(nanos);
    }

    private Usage usage() {
        return tokens(EnumSet.allOf(TokenKind.class))
                .tool("webSearch", random.nextInt(4))
                .build();
    }

    /** Small and large, some to the token at the edge of a tier. */
    private Usage.Builder tokens(Set<TokenKind> kinds) {
        Usage.Builder usage = Usage.builder();
        long input = 0;
        int most = random.nextBoolean() ? 3_000 : 300_000;
        for (TokenKind kind : kinds) {
            if (random.nextInt(kinds.size()) < 3) {
                long count = random.nextInt(most);
                input += kind.isInput() ? count : 0;
                usage.tokens(kind, count);
            }
        }
        if (kinds.contains(TokenKind.INPUT) && random.nextInt(4) == 0) {
            long edge = EDGES[random.nextInt(EDGES.length)] + random.nextInt(3) - 1;
            long rest = edge - input;
            Usage before = usage.build();
            if (rest + before.count(TokenKind.INPUT) > 0) {
                usage.tokens(TokenKind.INPUT, rest + before.count(TokenKind.INPUT));
            }
        }
        return usage;
    }
}
