package dev.tollgate.pricing.yaml;

import dev.tollgate.pricing.CreditUnit;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.Rates;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.TokenPrice;
import dev.tollgate.pricing.yaml.shape.ModelShape;
import dev.tollgate.pricing.yaml.shape.TokensShape;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/**
 * Reads {@code credits} of a model, prices that are final: {@code 1} for each request, or {@code { each: 1, per_1K: 60 }}.
 *
 * @param each for each request
 * @param tokens for tokens
 */
record CreditPrices(Optional<Price> each, Optional<TokenPrice> tokens) {

    static final String CREDITS = "credits";
    static final String PER_1K = "per_1K";

    private static final long THOUSAND = 1_000;

    static CreditPrices read(Section model) {
        Section.Entry entry = model.entry(CREDITS).orElse(null);
        if (entry == null) {
            return new CreditPrices(Optional.empty(), Optional.empty());
        }
        if (!(entry.value() instanceof MappingNode)) {
            return new CreditPrices(model.parsed(entry, Notation::aboveZero).map(Price::credits), Optional.empty());
        }
        Section credits = model.section(entry);
        credits.allow(ModelShape.Flat.class);
        if (!credits.has(PER_1K)) {
            credits.require("each", "each: 1 for a credit a request, or per_1K: 60 for 60 credits for 1,000 tokens");
        }
        return new CreditPrices(credits.parsed("each", Notation::aboveZero).map(Price::credits), per1K(credits));
    }

    /** One price for tokens of all kinds, or one for each kind. */
    private static Optional<TokenPrice> per1K(Section credits) {
        Section.Entry entry = credits.entry(PER_1K).orElse(null);
        if (entry == null) {
            return Optional.empty();
        }
        if (!(entry.value() instanceof MappingNode)) {
            return credits.parsed(entry, Notation::aboveZero).map(price -> inCredits(Rates.alike(price)));
        }
        Section kinds = credits.section(entry);
        Map<TokenKind, BigDecimal> prices = TokenWords.prices(kinds, false, TokensShape.class);
        kinds.require("input", "input: 30, in credits for 1,000 tokens");
        kinds.require("output", "output: 60, in credits for 1,000 tokens");
        if (!prices.containsKey(TokenKind.INPUT)) {
            return Optional.empty();
        }
        PriceChecks.cached(entry, new Rates(prices), credits.findings());
        return Optional.of(inCredits(new Rates(prices)));
    }

    /** By what its tokens cost in money: most likely a price from a file whose credits have another worth. */
    void warnOfMagnitude(Section model, CreditUnit credit) {
        if (tokens.isEmpty() || credit.worth().isEmpty()) {
            return;
        }
        Section.Entry place =
                model.section(CREDITS).flatMap(credits -> credits.entry(PER_1K)).orElseThrow();
        PriceChecks.magnitudeOfCredits(
                place,
                PriceChecks.lowest(tokens.get(), TokenKind.INPUT, BigDecimal.ZERO, credit)
                        .stripTrailingZeros(),
                model.findings());
    }

    private static TokenPrice inCredits(Rates prices) {
        return TokenPrice.Tiered.credits(prices, THOUSAND);
    }
}
