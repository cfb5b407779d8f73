package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The arithmetic of docs/pricing.md once more, in fractions of whole numbers and with nothing of the real one, to compare
 * with.
 */
final class SlowTariff {

    /** A request in a usage's own words: tokens by kind, and calls by tool. */
    private static final Map<String, String> TOOLS =
            Map.of("webSearch", "web_search", "fileSearch", "file_search", "codeSession", "code_session");

    private final RandomPrices prices;

    SlowTariff(RandomPrices prices) {
        this.prices = prices;
    }

    /** Numerator and denominator, not reduced. */
    record Fraction(BigInteger over, BigInteger under) {
        static final Fraction ZERO = of(BigDecimal.ZERO);

        static Fraction of(BigDecimal amount) {
            return amount.scale() > 0
                    ? new Fraction(amount.unscaledValue(), BigInteger.TEN.pow(amount.scale()))
                    : new Fraction(amount.toBigIntegerExact(), BigInteger.ONE);
        }

        static Fraction of(long count) {
            return new Fraction(BigInteger.valueOf(count), BigInteger.ONE);
        }

        Fraction plus(Fraction other) {
            return new Fraction(
                    over.multiply(other.under).add(other.over.multiply(under)), under.multiply(other.under));
        }

        Fraction times(Fraction other) {
            return new Fraction(over.multiply(other.over), under.multiply(other.under));
        }

        Fraction by(Fraction other) {
            return new Fraction(over.multiply(other.under), under.multiply(other.over));
        }

        BigInteger roundedUp() {
            BigInteger[] parts = over.divideAndRemainder(under);
            return parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
        }
    }

    /** Nano-credits; empty for a usage that has no price. */
    Optional<BigInteger> nanos(Usage usage) {
        if (usage.serviceTier().filter("priority"::equals).isPresent()
                && !prices.serviceTiers().containsKey("priority")) {
            return Optional.empty();
        }
        Map<String, Long> units = new TreeMap<>(usage.units());
        long requests = Optional.ofNullable(units.remove("request")).orElse(1L);
        boolean byUnits = !prices.units().isEmpty();
        boolean works = !usage.tokens().isEmpty() || !usage.tools().isEmpty();
        if (!prices.byTokens() && byUnits && units.isEmpty() && works) {
            return Optional.empty();
        }
        Fraction dollars = tokenDollars(usage).times(tier(usage));
        Fraction credits = tokenCredits(usage).times(tier(usage));
        for (Map.Entry<String, Long> unit : units.entrySet()) {
            Optional<Fraction> price = unit(unit.getKey());
            boolean otherSize = unit.getKey().startsWith("image:")
                    && prices.units().keySet().stream().anyMatch(name -> name.startsWith("image"));
            if (price.isEmpty() && (!prices.byTokens() && byUnits || otherSize)) {
                return Optional.empty();
            }
            dollars = dollars.plus(price.orElse(Fraction.ZERO).times(Fraction.of(unit.getValue())));
        }
        for (Map.Entry<String, Long> tool : usage.tools().entrySet()) {
            dollars = dollars.plus(fee(TOOLS.getOrDefault(tool.getKey(), ""), tool.getValue()));
        }
        dollars = dollars.plus(fee("each", requests));
        credits = credits.plus(
                Fraction.of(prices.creditsEach().orElse(BigDecimal.ZERO)).times(Fraction.of(requests)));
        if (prices.worth().isPresent()) {
            credits = credits.plus(dollars.times(markup())
                    .by(Fraction.of(new BigDecimal(prices.worth().get()))));
        }
        return Optional.of(credits.times(Fraction.of(1_000_000_000)).roundedUp());
    }

    private Fraction tokenDollars(Usage usage) {
        Fraction sum = Fraction.ZERO;
        Map<String, BigDecimal> rates = rates(usage);
        for (TokenKind kind : TokenKind.values()) {
            String word = kind.name().toLowerCase(Locale.ROOT);
            if (!prices.tokens().isEmpty()) {
                sum = sum.plus(Fraction.of(price(word, rates)).times(Fraction.of(usage.count(kind))));
            }
            long done = 0;
            for (Map.Entry<Long, Map<String, BigDecimal>> band : prices.bands().entrySet()) {
                long upTo = Math.min(usage.count(kind), band.getKey());
                if (upTo > done) {
                    sum = sum.plus(Fraction.of(price(word, band.getValue())).times(Fraction.of(upTo - done)));
                    done = upTo;
                }
            }
        }
        return sum.by(Fraction.of(1_000_000));
    }

    private Fraction tokenCredits(Usage usage) {
        Fraction sum = Fraction.ZERO;
        for (TokenKind kind : TokenKind.values()) {
            Fraction count = Fraction.of(usage.count(kind));
            if (!prices.per1K().isEmpty()) {
                BigDecimal price = price(kind.name().toLowerCase(Locale.ROOT), prices.per1K());
                sum = sum.plus(Fraction.of(price).times(count).by(Fraction.of(1_000)));
            }
            if (prices.counted()) {
                sum = sum.plus(count.by(Fraction.of(prices.perCredit().getAsLong())));
            }
        }
        return sum;
    }

    private Fraction tier(Usage usage) {
        BigDecimal percent = usage.serviceTier().map(prices.serviceTiers()::get).orElse(BigDecimal.valueOf(100));
        return Fraction.of(percent).by(Fraction.of(100));
    }

    /** Markup in percent; the most specific one counts. */
    private Fraction markup() {
        BigDecimal percent = prices.markups()
                .get(2)
                .or(() -> prices.markups().get(1))
                .or(() -> prices.markups().get(0))
                .orElse(BigDecimal.ZERO);
        return Fraction.of(percent.add(BigDecimal.valueOf(100))).by(Fraction.of(100));
    }

    /** Dollars for one. */
    private Optional<Fraction> unit(String unit) {
        Map<String, BigDecimal> units = prices.units();
        if (unit.equals("image")) {
            return units.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith("image:"))
                    .map(Map.Entry::getValue)
                    .max(BigDecimal::compareTo)
                    .map(Fraction::of);
        }
        if (unit.startsWith("image:")) {
            return Optional.ofNullable(units.getOrDefault(unit, units.get("image:other")))
                    .map(Fraction::of);
        }
        if (unit.equals("character")) {
            return Optional.ofNullable(units.get("characters"))
                    .map(price -> Fraction.of(price).by(Fraction.of(1_000_000)));
        }
        Optional<Fraction> second = Optional.ofNullable(units.get("second"))
                .map(Fraction::of)
                .or(() -> Optional.ofNullable(units.get("minute"))
                        .map(minute -> Fraction.of(minute).by(Fraction.of(60))));
        return switch (unit) {
            case "second" -> second;
            case "minute" -> second.map(price -> price.times(Fraction.of(60)));
            default -> Optional.empty();
        };
    }

    private Fraction fee(String word, long count) {
        BigDecimal fee = Optional.ofNullable(prices.request().get(word)).orElse(BigDecimal.ZERO);
        return Fraction.of(fee).times(Fraction.of(count));
    }

    private Map<String, BigDecimal> rates(Usage usage) {
        BigInteger input = BigInteger.ZERO;
        for (TokenKind kind : TokenKind.values()) {
            if (kind.name().startsWith("INPUT")) {
                input = input.add(BigInteger.valueOf(usage.count(kind)));
            }
        }
        Map<String, BigDecimal> rates = new HashMap<>(prices.tokens());
        for (Map.Entry<Long, Map<String, BigDecimal>> tier : prices.tiers().entrySet()) {
            if (input.compareTo(BigInteger.valueOf(tier.getKey())) > 0) {
                rates.putAll(tier.getValue());
            }
        }
        return rates;
    }

    private static BigDecimal price(String word, Map<String, BigDecimal> rates) {
        BigDecimal own = rates.get(word);
        if (own != null) {
            return own;
        }
        if (word.equals("input_cache_write_1h")) {
            return price("input_cache_write", rates);
        }
        if (word.startsWith("input_") || word.equals("output")) {
            return price("input", rates);
        }
        return price("output", rates);
    }
}
