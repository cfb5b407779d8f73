package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.pricing.yaml.PricingFile;
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

    private static final int BOOKS = 1_000;
    private static final int USAGES = 25;
    private static final BigDecimal NANO = new BigDecimal("0.000000001");

    private static final List<String> TOOLS = List.of("webSearch", "fileSearch", "codeSession", "unheardOf");
    private static final List<String> UNITS = List.of(
            "image",
            "image:1024x1024",
            "image:hd-1536x1024",
            "image:256x256",
            "second",
            "minute",
            "character",
            "request",
            "unheardOf");
    private static final List<String> SERVICE_TIERS = List.of("flex", "priority", "default", "auto", "unheardOf");

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void costs_the_same_as_by_a_slow_calculation_in_fractions() {
        Map<String, Integer> met = new TreeMap<>();
        for (int i = 0; i < BOOKS; i++) {
            RandomPrices prices = RandomPrices.next(random);
            String yaml = RandomFile.of(prices, random);
            Tariff tariff = tariff(yaml);
            SlowTariff slow = new SlowTariff(prices);
            for (int j = 0; j < USAGES; j++) {
                Usage usage = usage();
                Optional<BigInteger> expected = slow.nanos(usage);
                met.merge(form(prices) + (expected.isEmpty() ? ", refused" : ""), 1, Integer::sum);
                if (expected.isEmpty()) {
                    assertThatThrownBy(() -> tariff.price(usage))
                            .as(() -> "seed " + seed + "\n" + yaml + "\n" + usage)
                            .isInstanceOf(UnpricedUsageException.class);
                    continue;
                }
                if (expected.get().bitLength() >= Long.SIZE) {
                    assertThatThrownBy(() -> tariff.price(usage)).isInstanceOf(ArithmeticException.class);
                    continue;
                }
                Charge charge = tariff.price(usage);
                assertThat(BigInteger.valueOf(charge.credits().nanos()))
                        .as(() -> "seed " + seed + "\n" + yaml + "\n" + usage)
                        .isEqualTo(expected.get());
                assertLinesAddUp(charge, prices, yaml);
            }
        }
        System.out.println("Tariff against fractions: seed " + seed + ", " + BOOKS + " books, usages " + met);
        assertThat(met.keySet())
                .contains("tokens", "tiers", "bands", "per_1K", "counted", "units", "units, refused", "flat");
        assertThat(met.values()).allMatch(count -> count > USAGES);
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

    /** Lines fall short of the credits by less than the one rounding, and never pass them. */
    private void assertLinesAddUp(Charge charge, RandomPrices prices, String yaml) {
        BigDecimal sum = charge.lines().stream().map(Charge.Line::credits).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal rest = charge.credits().toDecimal().subtract(sum);
        assertThat(rest.signum()).as(() -> "seed " + seed + "\n" + yaml).isNotNegative();
        assertThat(rest).as(() -> "seed " + seed + "\n" + yaml).isLessThanOrEqualTo(NANO);
        assertThat(charge.usd().map(BigDecimal::stripTrailingZeros))
                .isEqualTo(prices.worth().map(worth -> charge.credits()
                        .toDecimal()
                        .multiply(new BigDecimal(worth))
                        .stripTrailingZeros()));
    }

    @Test
    void the_dearest_usage_costs_at_least_as_much_as_any_usage_within_it() {
        int compared = 0;
        int refused = 0;
        for (int i = 0; i < BOOKS; i++) {
            String yaml = RandomFile.of(RandomPrices.next(random), random);
            Tariff tariff = tariff(yaml);
            for (int j = 0; j < 5; j++) {
                Usage real = usage();
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
        for (String unit : UNITS) {
            usage.unit(unit, random.nextInt(6) == 0 ? random.nextInt(500) : 0);
        }
        if (random.nextInt(3) == 0) {
            usage.serviceTier(Optional.of(SERVICE_TIERS.get(random.nextInt(SERVICE_TIERS.size()))));
        }
        return usage.build();
    }
}
