package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Amounts for so many tokens (a million, unless it is said), for every kind of token. A kind that the book gives no price costs what its nearest
 * relation costs: cached, written and non-text input what text input costs (an hour's cache what a five-minute one
 * costs), reasoning and non-text output what visible output costs, and output of a model without an output price what
 * its input costs. Nothing is free by omission.
 *
 * @param said the kinds that the book gives a price of their own
 */
public record Rates(Map<TokenKind, BigDecimal> perMillion, Set<TokenKind> said) {

    /** Of the kinds that the book says; the others follow. */
    public Rates(Map<TokenKind, BigDecimal> perMillion) {
        this(perMillion, perMillion.keySet());
    }

    /** @throws IllegalArgumentException if text input has no price, or a price is negative */
    public Rates {
        EnumMap<TokenKind, BigDecimal> complete = new EnumMap<>(TokenKind.class);
        complete.putAll(perMillion);
        for (TokenKind kind : TokenKind.values()) {
            complete.computeIfAbsent(kind, missing -> complete.get(relation(missing, complete)));
        }
        complete.forEach((kind, price) -> requireNotNegative(kind.jsonName(), price));
        perMillion = Collections.unmodifiableMap(complete);
        said = Set.copyOf(said);
    }

    /** One price for tokens of any kind, which is said of all of them. */
    public static Rates alike(BigDecimal price) {
        return new Rates(Map.of(TokenKind.INPUT, price), EnumSet.allOf(TokenKind.class));
    }

    public BigDecimal of(TokenKind kind) {
        return Objects.requireNonNull(perMillion.get(kind));
    }

    boolean isZero() {
        return perMillion.values().stream().allMatch(price -> price.signum() == 0);
    }

    static void requireNotNegative(String what, BigDecimal price) {
        if (price.signum() < 0) {
            throw new IllegalArgumentException("a price cannot be negative: " + what + " " + price.toPlainString());
        }
    }

    private static TokenKind relation(TokenKind kind, Map<TokenKind, BigDecimal> given) {
        return switch (kind) {
            case INPUT -> throw new IllegalArgumentException("a price for input tokens is required");
            case INPUT_CACHE_WRITE_1H -> given.containsKey(TokenKind.INPUT_CACHE_WRITE)
                    ? TokenKind.INPUT_CACHE_WRITE
                    : TokenKind.INPUT;
            case INPUT_CACHED, INPUT_CACHE_WRITE, INPUT_AUDIO, INPUT_IMAGE, OUTPUT -> TokenKind.INPUT;
            case OUTPUT_REASONING, OUTPUT_AUDIO, OUTPUT_IMAGE -> TokenKind.OUTPUT;
        };
    }
}
