package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A rate for each kind of token, all in one currency and for as many tokens. Which is dearer is worked out once. */
final class KindRates {

    private static final TokenKind[] KINDS = TokenKind.values();

    private final Rate[] rates = new Rate[KINDS.length];
    private final int[] dearness = new int[KINDS.length];

    KindRates(Rates prices, long per, Currency currency, Rating rating) {
        // Kinds without a price of their own share their relation's: a book of thousands of models stays small, and
        // near.
        Map<BigDecimal, Rate> made = new HashMap<>();
        for (TokenKind kind : KINDS) {
            rates[kind.ordinal()] =
                    made.computeIfAbsent(prices.of(kind), price -> rating.tokens(new Price(price, per, currency)));
        }
        List<TokenKind> cheapestFirst =
                Stream.of(KINDS).sorted(Comparator.comparing(prices::of)).toList();
        for (int i = 1; i < KINDS.length; i++) {
            TokenKind kind = cheapestFirst.get(i);
            TokenKind before = cheapestFirst.get(i - 1);
            int step = prices.of(kind).compareTo(prices.of(before)) > 0 ? 1 : 0;
            dearness[kind.ordinal()] = dearness[before.ordinal()] + step;
        }
    }

    Rate of(TokenKind kind) {
        return rates[kind.ordinal()];
    }

    /** The dearest of the kinds and the usual one; the usual one if none is dearer. */
    TokenKind dearest(Set<TokenKind> kinds, TokenKind usual) {
        TokenKind dearest = usual;
        for (TokenKind kind : kinds) {
            if (dearness[kind.ordinal()] > dearness[dearest.ordinal()]) {
                dearest = kind;
            }
        }
        return dearest;
    }

    /** @param above the size from which they count; 0: any */
    void addTo(List<UnitPrice> prices, long above) {
        String suffix = above == 0 ? "" : ">" + above;
        for (TokenKind kind : KINDS) {
            prices.add(of(kind).of(kind.jsonName() + suffix));
        }
    }
}
