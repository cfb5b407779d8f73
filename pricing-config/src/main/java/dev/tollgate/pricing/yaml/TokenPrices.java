package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.Rates;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.TokenPrice;
import dev.tollgate.pricing.TokenPrice.Tier;
import dev.tollgate.pricing.yaml.shape.Form;
import dev.tollgate.pricing.yaml.shape.TokensShape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads {@code tokens} and {@code tokens_above_N} of a model.
 *
 * <p>A tier says only what changes: a kind that it leaves out keeps the price that the smaller tier, or the base, says.
 * A kind that none of them says follows its relation within the tier, so a dearer output makes reasoning dearer too.
 * A tier may not be cheaper than what is below it: a request is held at its largest possible size, and would then cost
 * more than its hold if it turned out smaller.
 */
final class TokenPrices {

    static final String TOKENS = "tokens";
    static final String TIER = "tokens_above_";

    private TokenPrices() {}

    static boolean isTier(String key) {
        return Form.ABOVE.fits(key);
    }

    /**
     * Empty if there is no usable base price; then a problem says so.
     *
     * @param confirmed whether unlikely prices are meant
     */
    static Optional<TokenPrice> read(Section model, boolean confirmed) {
        model.require(
                TOKENS, "tokens: { input: 2.50, output: 10.00 }, or free: true; without a price it cannot be sold");
        Optional<Section.Entry> entry = model.entry(TOKENS);
        Optional<Section> tokens = model.section(TOKENS);
        if (entry.isEmpty() || tokens.isEmpty()) {
            return Optional.empty();
        }
        Map<TokenKind, BigDecimal> given = TokenWords.prices(tokens.get(), !confirmed, TokensShape.class);
        TokenWords.requireInputAndOutput(tokens.get());
        if (!given.containsKey(TokenKind.INPUT)) {
            return Optional.empty();
        }
        Rates base = new Rates(given);
        PriceChecks.cached(entry.get(), base, model.findings());
        return Optional.of(TokenPrice.Tiered.usd(base, tiers(model, given, base, confirmed)));
    }

    private static List<Tier> tiers(
            Section model, Map<TokenKind, BigDecimal> base, Rates baseRates, boolean confirmed) {
        List<Tier> tiers = new ArrayList<>();
        Map<TokenKind, BigDecimal> given = new EnumMap<>(base);
        Rates below = baseRates;
        for (Map.Entry<Long, Section.Entry> tier : byThreshold(model).entrySet()) {
            Section.Entry entry = tier.getValue();
            Section changed = model.section(entry);
            Map<TokenKind, BigDecimal> said = TokenWords.prices(changed, !confirmed, TokensShape.class);
            if (!confirmed) {
                PriceChecks.keptPrices(entry, said, given, model.findings());
            }
            given.putAll(said);
            Rates rates = new Rates(given);
            checkNotCheaper(rates, below, entry.key(), changed);
            PriceChecks.cached(entry, rates, model.findings());
            tiers.add(new Tier(tier.getKey(), rates));
            below = rates;
        }
        return tiers;
    }

    /** A kind that the tier leaves out is cheaper only by one that it names, and that one is told. */
    private static void checkNotCheaper(Rates rates, Rates below, String tier, Section changed) {
        TokenWords.places(changed).forEach((kind, price) -> {
            if (rates.of(kind).compareTo(below.of(kind)) < 0) {
                changed.findings()
                        .add(
                                price.value(),
                                quoted(tier) + " makes " + quoted(price.key()) + " cheaper ("
                                        + rates.of(kind).toPlainString() + ") than smaller requests pay; write "
                                        + below.of(kind).toPlainString() + " or more");
            }
        });
    }

    private static Map<Long, Section.Entry> byThreshold(Section model) {
        Map<Long, Section.Entry> tiers = new TreeMap<>();
        for (Section.Entry entry : model.entries()) {
            if (!isTier(entry.key())) {
                continue;
            }
            long above = Notation.positive(entry.key().substring(TIER.length()));
            Section.Entry before = tiers.putIfAbsent(above, entry);
            if (before != null) {
                model.findings()
                        .add(
                                entry.keyNode(),
                                quoted(entry.key()) + " and " + quoted(before.key())
                                        + " are the same tier; keep one of them");
            }
        }
        return tiers;
    }
}
