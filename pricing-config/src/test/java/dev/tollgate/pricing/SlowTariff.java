package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The arithmetic of docs/pricing.md once more, in whole numbers and fractions and with nothing of the real one, to
 * compare with.
 */
final class SlowTariff {

    private static final BigInteger SCALE = BigInteger.TEN.pow(18);
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

    /** A request in a usage's own words: tokens by kind, and calls by tool. */
    private static final Map<String, String> TOOLS =
            Map.of("webSearch", "web_search", "fileSearch", "file_search", "codeSession", "code_session");

    private final RandomPrices prices;

    SlowTariff(RandomPrices prices) {
        this.prices = prices;
    }

    /** Nano-credits. */
    BigInteger nanos(Usage usage) {
        // All money in units of 10^-18 dollars for a million: numerator over (SCALE * MILLION).
        BigInteger sum = BigInteger.ZERO;
        Map<String, BigDecimal> rates = rates(usage);
        for (TokenKind kind : TokenKind.values()) {
            BigInteger price = scaled(price(kind.name().toLowerCase(Locale.ROOT), rates));
            sum = sum.add(price.multiply(BigInteger.valueOf(usage.count(kind))));
        }
        for (Map.Entry<String, Long> tool : usage.tools().entrySet()) {
            String word = TOOLS.getOrDefault(tool.getKey(), "");
            sum = sum.add(fee(word, tool.getValue()));
        }
        sum = sum.add(fee("each", usage.units().getOrDefault("request", 1L)));
        // Markup in hundredths of a percent; the most specific one counts.
        BigDecimal percent = prices.markups()
                .get(2)
                .or(() -> prices.markups().get(1))
                .or(() -> prices.markups().get(0))
                .orElse(BigDecimal.ZERO);
        BigInteger factor =
                BigInteger.valueOf(10_000).add(percent.movePointRight(2).toBigIntegerExact());
        BigInteger numerator = sum.multiply(factor).multiply(NANOS).multiply(SCALE);
        BigInteger denominator = SCALE.multiply(MILLION)
                .multiply(BigInteger.valueOf(10_000))
                .multiply(scaled(new BigDecimal(prices.worth())));
        BigInteger[] parts = numerator.divideAndRemainder(denominator);
        return parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
    }

    private BigInteger fee(String word, long count) {
        BigDecimal fee = Optional.ofNullable(prices.request().get(word)).orElse(BigDecimal.ZERO);
        return scaled(fee).multiply(MILLION).multiply(BigInteger.valueOf(count));
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

    private static BigInteger scaled(BigDecimal amount) {
        return amount.movePointRight(18).toBigIntegerExact();
    }
}
