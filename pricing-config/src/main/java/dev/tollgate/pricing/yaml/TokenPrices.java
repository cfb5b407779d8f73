package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.PricedModel.Tier;
import dev.tollgate.pricing.Rates;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.yaml.shape.Form;
import dev.tollgate.pricing.yaml.shape.TokensShape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads {@code tokens} and {@code tokens_above_N} of a model.
 *
 * <p>A tier says only what changes: a kind that it leaves out keeps the price that the smaller tier, or the base, says.
 * A kind that none of them says follows its relation within the tier, so a dearer output makes reasoning dearer too.
 * A tier may not be cheaper than what is below it: a request is held at its largest possible size, and would then cost
 * more than its hold if it turned out smaller.
 */
record TokenPrices(Rates base, List<Tier> tiers) {

    static final String TIER = "tokens_above_";

    private static final Map<String, TokenKind> WORDS = words();

    /** What an embedding model may have: it writes nothing. */
    private static final Set<TokenKind> WITHOUT_OUTPUT =
            EnumSet.of(TokenKind.INPUT, TokenKind.INPUT_AUDIO, TokenKind.INPUT_IMAGE);

    private static Map<String, TokenKind> words() {
        Map<String, TokenKind> words = new HashMap<>();
        for (TokenKind kind : TokenKind.values()) {
            words.put(kind.name().toLowerCase(Locale.ROOT), kind);
        }
        // The shorter words that price lists use.
        words.put("cached", TokenKind.INPUT_CACHED);
        words.put("cache_write", TokenKind.INPUT_CACHE_WRITE);
        words.put("cache_write_1h", TokenKind.INPUT_CACHE_WRITE_1H);
        words.put("audio_input", TokenKind.INPUT_AUDIO);
        words.put("image_input", TokenKind.INPUT_IMAGE);
        words.put("reasoning", TokenKind.OUTPUT_REASONING);
        words.put("audio_output", TokenKind.OUTPUT_AUDIO);
        words.put("image_output", TokenKind.OUTPUT_IMAGE);
        return Map.copyOf(words);
    }

    static boolean isTier(String key) {
        return Form.ABOVE.fits(key);
    }

    /** Empty if there is no usable base price; then a problem says so. */
    static Optional<TokenPrices> read(Section model) {
        model.require(
                "tokens", "tokens: { input: 2.50, output: 10.00 }, or free: true; without a price it cannot be sold");
        Optional<Section> tokens = model.section("tokens");
        if (tokens.isEmpty()) {
            return Optional.empty();
        }
        Map<TokenKind, BigDecimal> given = prices(tokens.get());
        tokens.get().require("input", "input: 2.50, in US dollars for a million tokens");
        if (!tokens.get().has("output") && !WITHOUT_OUTPUT.containsAll(given.keySet())) {
            tokens.get().require("output", "output: 10.00; only a model that writes nothing goes without");
        }
        if (!given.containsKey(TokenKind.INPUT)) {
            return Optional.empty();
        }
        Rates base = new Rates(given);
        return Optional.of(new TokenPrices(base, tiers(model, given, base)));
    }

    private static Map<TokenKind, BigDecimal> prices(Section tokens) {
        Map<TokenKind, BigDecimal> prices = new EnumMap<>(TokenKind.class);
        Map<TokenKind, String> said = new EnumMap<>(TokenKind.class);
        tokens.allow(TokensShape.class);
        for (Section.Entry entry : tokens.entries()) {
            TokenKind kind = WORDS.get(entry.key());
            if (kind == null) {
                continue;
            }
            String before = said.putIfAbsent(kind, entry.key());
            if (before != null) {
                tokens.findings()
                        .add(
                                entry.keyNode(),
                                quoted(entry.key()) + " and " + quoted(before)
                                        + " are the same kind; keep one of them");
            }
            tokens.parsed(entry, Notation::decimal).ifPresent(price -> prices.put(kind, price));
        }
        return prices;
    }

    private static List<Tier> tiers(Section model, Map<TokenKind, BigDecimal> base, Rates baseRates) {
        List<Tier> tiers = new ArrayList<>();
        Map<TokenKind, BigDecimal> given = new EnumMap<>(base);
        Rates below = baseRates;
        for (Map.Entry<Long, Section.Entry> tier : byThreshold(model).entrySet()) {
            Section.Entry entry = tier.getValue();
            given.putAll(prices(model.section(entry)));
            Rates rates = new Rates(given);
            checkNotCheaper(rates, below, entry, model.findings());
            tiers.add(new Tier(tier.getKey(), rates));
            below = rates;
        }
        return tiers;
    }

    private static void checkNotCheaper(Rates rates, Rates below, Section.Entry entry, Findings findings) {
        for (TokenKind kind : TokenKind.values()) {
            if (rates.of(kind).compareTo(below.of(kind)) < 0) {
                findings.add(
                        entry.keyNode(),
                        quoted(entry.key()) + " makes " + quoted(kind.name().toLowerCase(Locale.ROOT)) + " cheaper ("
                                + rates.of(kind).toPlainString() + ") than smaller requests pay; write "
                                + below.of(kind).toPlainString() + " or more");
                return;
            }
        }
    }

    private static Map<Long, Section.Entry> byThreshold(Section model) {
        Map<Long, Section.Entry> tiers = new TreeMap<>();
        for (Section.Entry entry : model.entries()) {
            if (!isTier(entry.key())) {
                continue;
            }
            try {
                long above = Notation.positive(entry.key().substring(TIER.length()));
                Section.Entry before = tiers.putIfAbsent(above, entry);
                if (before != null) {
                    model.findings()
                            .add(
                                    entry.keyNode(),
                                    quoted(entry.key()) + " and " + quoted(before.key())
                                            + " are the same tier; keep one of them");
                }
            } catch (IllegalArgumentException wrong) {
                model.findings().add(entry.keyNode(), quoted(entry.key()) + " is not a tier; write tokens_above_200K");
            }
        }
        return tiers;
    }
}
