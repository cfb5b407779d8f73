package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class TariffPropertyTest {

    private static final int BOOKS = 500;
    private static final int USAGES = 20;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void costs_the_same_as_by_a_slow_calculation_in_fractions() {
        Map<String, Integer> met = new TreeMap<>();
        for (int i = 0; i < BOOKS; i++) {
            RandomBook made = RandomBook.next(random);
            PriceBook book = made.read();
            for (int m = 0; m < made.models().size(); m++) {
                RandomPrices prices = made.models().get(m);
                Tariff tariff = tariff(book, m);
                for (int j = 0; j < USAGES; j++) {
                    Usage usage = RandomUsage.next(random);
                    Optional<BigInteger> expected = new SlowTariff(prices).nanos(usage);
                    met.merge(form(prices) + (expected.isEmpty() ? ", refused" : ""), 1, Integer::sum);
                    compare(tariff, usage, expected, prices, made.yaml());
                }
            }
        }
        System.out.println("Tariff against fractions: seed " + seed + ", " + BOOKS + " books, usages " + met);
        assertThat(met.keySet())
                .contains("tokens", "tiers", "bands", "per_1K", "counted", "units", "units, refused", "flat");
        assertThat(met.values()).allMatch(count -> count > USAGES);
    }

    private void compare(Tariff tariff, Usage usage, Optional<BigInteger> expected, RandomPrices prices, String yaml) {
        if (expected.isEmpty()) {
            assertThatThrownBy(() -> tariff.price(usage))
                    .as(() -> "seed " + seed + "\n" + yaml + "\n" + usage)
                    .isInstanceOf(UnpricedUsageException.class);
            return;
        }
        if (expected.get().bitLength() >= Long.SIZE) {
            assertThatThrownBy(() -> tariff.price(usage)).isInstanceOf(ArithmeticException.class);
            return;
        }
        Charge charge = tariff.price(usage);
        assertThat(BigInteger.valueOf(charge.credits().nanos()))
                .as(() -> "seed " + seed + "\n" + tariff.model().name() + " of\n" + yaml + "\n" + usage)
                .isEqualTo(expected.get());
        assertLinesAddUp(charge, prices, yaml);
    }

    private static String form(RandomPrices prices) {
        if (!prices.tokens().isEmpty()) {
            return prices.tiers().isEmpty() ? "tokens" : "tiers";
        }
        if (!prices.bands().isEmpty()) {
            return "bands";
        }
        if (!prices.per1K().isEmpty()) {
            return "per_1K";
        }
        if (prices.counted()) {
            return "counted";
        }
        return prices.units().isEmpty() ? "flat" : "units";
    }

    private void assertLinesAddUp(Charge charge, RandomPrices prices, String yaml) {
        ChargeLines.assertAddUp(charge, "seed " + seed + "\n" + yaml);
        assertThat(charge.usd().map(BigDecimal::stripTrailingZeros))
                .isEqualTo(prices.terms().worth().map(worth -> charge.credits()
                        .toDecimal()
                        .multiply(new BigDecimal(worth))
                        .stripTrailingZeros()));
    }

    @Test
    void the_dearest_usage_costs_at_least_as_much_as_any_usage_within_it() {
        int compared = 0;
        int refused = 0;
        for (int i = 0; i < BOOKS; i++) {
            RandomBook made = RandomBook.next(random);
            String yaml = made.yaml();
            Tariff tariff = tariff(made.read(), random.nextInt(made.models().size()));
            for (int j = 0; j < 5; j++) {
                Usage real = RandomUsage.next(random);
                UsageBounds bounds = around(real);
                try {
                    Usage worst = tariff.dearest(bounds);
                    assertThat(tariff.price(worst).credits())
                            .as(() -> "seed " + seed + "\n" + yaml + "\n" + real + "\n" + worst)
                            .isGreaterThanOrEqualTo(tariff.price(real).credits());
                    assertThat(worst.inputTokens()).isEqualTo(bounds.input());
                    assertThat(worst.outputTokens()).isEqualTo(bounds.output());
                    compared++;
                } catch (UnpricedUsageException | ArithmeticException unpricedOrTooMuch) {
                    refused++;
                }
            }
        }
        System.out.println("Dearest usage: seed " + seed + ", " + compared + " compared, " + refused + " refused");
        assertThat(compared).isGreaterThan(BOOKS * 2);
    }

    /** Bounds that a real usage keeps to. Its tier of service is the one asked for, or the provider has chosen. */
    private UsageBounds around(Usage real) {
        Map<String, Long> units = new HashMap<>();
        real.units().forEach((unit, count) -> units.put(unit, count + random.nextInt(2)));
        List<Optional<String>> asked = List.of(Optional.empty(), Optional.of("auto"), real.serviceTier());
        return UsageBounds.of(
                        kinds(real, true),
                        real.inputTokens() + random.nextInt(1000),
                        kinds(real, false),
                        real.outputTokens() + random.nextInt(1000),
                        real.tools())
                .withUnits(units)
                .withServiceTier(asked.get(random.nextInt(3)));
    }

    private static Set<TokenKind> kinds(Usage usage, boolean input) {
        Set<TokenKind> kinds = EnumSet.noneOf(TokenKind.class);
        usage.tokens().keySet().stream().filter(kind -> kind.isInput() == input).forEach(kinds::add);
        return kinds;
    }

    private static Tariff tariff(PriceBook book, int model) {
        return book.tariff(book.model("m" + model).orElseThrow(), book.firstPlan());
    }
}
