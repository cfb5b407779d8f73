package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;

/**
 * US dollars per million tokens, for every kind of token. A kind that the book gives no price costs what its nearest
 * relation costs: cached, written and non-text input what text input costs (an hour's cache what a five-minute one
 * costs), reasoning and non-text output what visible output costs, and output of a model without an output price what
 * its input costs. Nothing is free by omission.
 */
public record Rates(Map<TokenKind, BigDecimal> perMillion) {

    public Rates {
        EnumMap<TokenKind, BigDecimal> complete = new EnumMap<>(perMillion);
        for (TokenKind kind : TokenKind.values()) {
            complete.computeIfAbsent(kind, missing -> complete.get(relation(missing, complete)));
        }
        perMillion = complete;
    }

    public BigDecimal of(TokenKind kind) {
        return java.util.Objects.requireNonNull(perMillion.get(kind));
    }

    /** The rates with another factor on each. */
    Rates times(BigDecimal factor) {
        EnumMap<TokenKind, BigDecimal> scaled = new EnumMap<>(TokenKind.class);
        perMillion.forEach((kind, price) -> scaled.put(kind, price.multiply(factor).stripTrailingZeros()));
        return new Rates(scaled);
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
