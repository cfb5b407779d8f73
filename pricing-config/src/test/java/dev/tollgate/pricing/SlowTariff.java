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
    private static final Map<String, String> TOOLS = Map.of(
            "webSearch", "web_search",
            "searchLow", "search_low",
            "searchMedium", "search_medium",
            "searchHigh", "search_high",
            "fileSearch", "file_search",
            "codeSession", "code_session",
            "imageGeneration", "image_generation");

    private final RandomPrices prices;

    SlowTariff(RandomPrices prices) {
        this.prices = prices;
    }

    /** Nano-credits; empty for a usage that has no price. */
    Optional<BigInteger> nanos(Usage usage) {
        return credits(usage, requests(usage), this).map(Fraction::nanos);
    }

    static long requests(Usage usage) {
        return usage.units().getOrDefault("request", 1L);
    }

    /** Whether the request's fee is all that it costs. */
    boolean isFlat() {
        return !prices.byTokens() && prices.units().isEmpty();
    }

    /**
     * What is not rounded yet; empty for a usage that has no price.
     *
     * @param quoted whose fees count for tools that have none here
     */
    Optional<Fraction> credits(Usage usage, long requests, SlowTariff quoted) {
        Map<String, BigDecimal> serviceTiers = prices.terms().serviceTiers();
        if (usage.serviceTier().filter("priority"::equals).isPresent() && !serviceTiers.containsKey("priority")) {
            return Optional.empty();
        }
        Map<String, Long> units = new TreeMap<>(usage.units());
        units.remove("request");
        boolean byUnits = !prices.units().isEmpty();
        boolean works = !usage.tokens().isEmpty() || !usage.tools().isEmpty();
        if (!prices.byTokens() && byUnits && units.isEmpty() && works) {
            return Optional.empty();
        }
        Fraction dollars = tokenDollars(usage).times(tier(usage)).plus(fee("each", requests));
        for (Map.Entry<String, Long> unit : units.entrySet()) {
            Optional<Fraction> price = unit(unit.getKey());
            boolean otherSize = unit.getKey().startsWith("image:")
                    && prices.units().keySet().stream().anyMatch(name -> name.startsWith("image"));
            if (price.isEmpty() && (!prices.byTokens() && byUnits || otherSize)) {
                return Optional.empty();
            }
            dollars = dollars.plus(price.orElse(Fraction.ZERO).times(Fraction.of(unit.getValue())));
        }
        Fraction each =
                Fraction.of(prices.creditsEach().orElse(BigDecimal.ZERO)).times(Fraction.of(requests));
        return Optional.of(tokenCredits(usage)
                .times(tier(usage))
                .plus(each)
                .plus(inCredits(dollars))
                .plus(tools(usage, quoted)));
    }

    private Fraction tools(Usage usage, SlowTariff quoted) {
        Fraction sum = Fraction.ZERO;
        for (Map.Entry<String, Long> tool : usage.tools().entrySet()) {
            String word = TOOLS.getOrDefault(tool.getKey(), "");
            SlowTariff asking = prices.request().containsKey(word) ? this : quoted;
            sum = sum.plus(asking.inCredits(asking.fee(word, tool.getValue())));
        }
        return sum;
    }

    /** With the markup. Without a worth there are no dollars. */
    private Fraction inCredits(Fraction dollars) {
        return prices.terms()
                .worth()
                .map(worth -> dollars.times(markup()).by(Fraction.of(new BigDecimal(worth))))
                .orElse(Fraction.ZERO);
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
                sum = sum.plus(count.by(Fraction.of(prices.terms().perCredit().getAsLong())));
            }
        }
        return sum;
    }

    private Fraction tier(Usage usage) {
        BigDecimal percent =
                usage.serviceTier().map(prices.terms().serviceTiers()::get).orElse(BigDecimal.valueOf(100));
        return Fraction.percent(percent);
    }

    /** The most specific one counts. */
    private Fraction markup() {
        RandomTerms terms = prices.terms();
        BigDecimal percent =
                terms.planMarkup().or(prices::own).or(terms::markup).orElse(BigDecimal.ZERO);
        return Fraction.percent(percent.add(BigDecimal.valueOf(100)));
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
