package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A rate for each kind of token, all in one currency and for as many tokens. Which is dearer is worked out once. */
final class KindRates {

    private static final int RANK_BITS = Long.SIZE / TokenKind.ALL.size();

    private final Rate[] rates = new Rate[TokenKind.ALL.size()];
    private final Set<TokenKind> said;

    /** The place of each kind among the prices, the cheapest at zero: in one word, since every call asks for some. */
    private long ranks;

    KindRates(Rates prices, long per, Currency currency, Rating rating) {
        said = prices.said();
        // Kinds without a price of their own share their relation's: a book of thousands of models stays small, and
        // near.
        Map<BigDecimal, Rate> made = new HashMap<>();
        for (TokenKind kind : TokenKind.ALL) {
            rates[kind.ordinal()] =
                    made.computeIfAbsent(prices.of(kind), price -> rating.tokens(new Price(price, per, currency)));
        }
        List<TokenKind> cheapestFirst =
                TokenKind.ALL.stream().sorted(Comparator.comparing(prices::of)).toList();
        long rank = 0;
        for (int i = 1; i < cheapestFirst.size(); i++) {
            TokenKind kind = cheapestFirst.get(i);
            rank += prices.of(kind).compareTo(prices.of(cheapestFirst.get(i - 1))) > 0 ? 1 : 0;
            ranks |= rank << kind.ordinal() * RANK_BITS;
        }
    }

    private long rank(TokenKind kind) {
        return ranks >>> kind.ordinal() * RANK_BITS & (1L << RANK_BITS) - 1;
    }

    /** Whether the kind has a price of its own. */
    boolean say(TokenKind kind) {
        return said.contains(kind);
    }

    Rate of(TokenKind kind) {
        return rates[kind.ordinal()];
    }

    /** The dearest of the kinds and the usual one; the usual one if none is dearer. */
    TokenKind dearest(Set<TokenKind> kinds, TokenKind usual) {
        TokenKind dearest = usual;
        for (TokenKind kind : kinds) {
            if (rank(kind) > rank(dearest)) {
                dearest = kind;
            }
        }
        return dearest;
    }

    /** @param above the size from which they count; 0: any */
    void addTo(List<UnitPrice> prices, long above) {
        String suffix = above == 0 ? "" : ">" + above;
        for (TokenKind kind : TokenKind.ALL) {
            prices.add(of(kind).of(kind.jsonName() + suffix));
        }
    }
}
