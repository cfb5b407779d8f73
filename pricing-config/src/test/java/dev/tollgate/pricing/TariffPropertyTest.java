package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.yaml.PricingFile;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TariffPropertyTest {

    private static final int BOOKS = 400;
    private static final int USAGES = 50;
    private static final BigDecimal NANO = new BigDecimal("0.000000001");

    private static final List<String> TOOLS = List.of("webSearch", "fileSearch", "codeSession", "unheardOf");

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void costs_the_same_as_by_a_slow_calculation_in_fractions() {
        int charged = 0;
        int tiered = 0;
        for (int i = 0; i < BOOKS; i++) {
            RandomPrices prices = RandomPrices.next(random);
            String yaml = prices.yaml(random);
            Tariff tariff = tariff(yaml);
            SlowTariff slow = new SlowTariff(prices);
            for (int j = 0; j < USAGES; j++) {
                Usage usage = usage();
                Charge charge = tariff.price(usage);
                assertThat(BigInteger.valueOf(charge.credits().nanos()))
                        .as(() -> "seed " + seed + "\n" + yaml + "\n" + usage)
                        .isEqualTo(slow.nanos(usage));
                assertLinesAddUp(charge, prices, yaml);
                charged += charge.credits().isZero() ? 0 : 1;
                tiered += !prices.tiers().isEmpty()
                                && usage.inputTokens() > prices.tiers().firstKey()
                        ? 1
                        : 0;
            }
        }
        System.out.println("Tariff against fractions: seed " + seed + ", " + BOOKS * USAGES + " usages of " + BOOKS
                + " books, " + charged + " above zero, " + tiered + " in a tier");
        assertThat(charged).isGreaterThan(BOOKS * USAGES / 2);
        assertThat(tiered).isGreaterThan(BOOKS);
    }

    /** Lines fall short of the credits by less than the one rounding, and never pass them. */
    private void assertLinesAddUp(Charge charge, RandomPrices prices, String yaml) {
        BigDecimal sum = charge.lines().stream().map(Charge.Line::credits).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal rest = charge.credits().toDecimal().subtract(sum);
        assertThat(rest.signum()).as(() -> "seed " + seed + "\n" + yaml).isNotNegative();
        assertThat(rest).as(() -> "seed " + seed + "\n" + yaml).isLessThanOrEqualTo(NANO);
        assertThat(charge.usd().orElseThrow())
                .isEqualByComparingTo(charge.credits().toDecimal().multiply(new BigDecimal(prices.worth())));
    }

    @Test
    void the_dearest_usage_costs_at_least_as_much_as_any_usage_within_it() {
        int compared = 0;
        for (int i = 0; i < BOOKS; i++) {
            String yaml = RandomPrices.next(random).yaml(random);
            Tariff tariff = tariff(yaml);
            Usage real = usage();
            Set<TokenKind> inputs = kinds(real, true);
            Set<TokenKind> outputs = kinds(real, false);
            long input = real.inputTokens() + random.nextInt(1000);
            long output = real.outputTokens() + random.nextInt(1000);
            Usage worst = tariff.dearest(inputs, input, outputs, output, real.tools());
            assertThat(tariff.price(worst).credits())
                    .as(() -> "seed " + seed + "\n" + yaml + "\n" + real + "\n" + worst)
                    .isGreaterThanOrEqualTo(tariff.price(real).credits());
            compared++;
        }
        System.out.println("Dearest usage: seed " + seed + ", " + compared + " compared");
        assertThat(compared).isEqualTo(BOOKS);
    }

    private static Set<TokenKind> kinds(Usage usage, boolean input) {
        Set<TokenKind> kinds = EnumSet.noneOf(TokenKind.class);
        usage.tokens().keySet().stream().filter(kind -> kind.isInput() == input).forEach(kinds::add);
        return kinds;
    }

    private static Tariff tariff(String yaml) {
        PriceBook book = PricingFile.read("random.yaml", yaml);
        return book.tariff(book.model("m").orElseThrow(), book.firstPlan());
    }

    private Usage usage() {
        Usage.Builder usage = Usage.builder();
        for (TokenKind kind : TokenKind.values()) {
            if (random.nextInt(3) == 0) {
                usage.tokens(kind, random.nextInt(random.nextBoolean() ? 300 : 300_000));
            }
        }
        Map<String, Integer> most = Map.of("webSearch", 20, "fileSearch", 3, "codeSession", 2, "unheardOf", 2);
        for (String tool : TOOLS) {
            usage.tool(tool, random.nextInt(4) == 0 ? random.nextInt(most.getOrDefault(tool, 1)) : 0);
        }
        return usage.build();
    }
}
