package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.TokenKind;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads a mapping of prices by kind of token. */
final class TokenWords {

    private static final Map<String, TokenKind> WORDS = words();

    /** What an embedding model may have: it writes nothing. */
    private static final Set<TokenKind> WITHOUT_OUTPUT =
            EnumSet.of(TokenKind.INPUT, TokenKind.INPUT_AUDIO, TokenKind.INPUT_IMAGE);

    private TokenWords() {}

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

    /** Whether the mapping has a price for the kind, by whichever word. */
    static boolean has(Section tokens, TokenKind kind) {
        return tokens.keys().stream().anyMatch(word -> WORDS.get(word) == kind);
    }

    /** Where the mapping says a price, by kind. A kind that it names twice is where it is named first. */
    static Map<TokenKind, Section.Entry> places(Section tokens) {
        Map<TokenKind, Section.Entry> places = new EnumMap<>(TokenKind.class);
        for (Section.Entry entry : tokens.entries()) {
            TokenKind kind = WORDS.get(entry.key());
            if (kind != null) {
                places.putIfAbsent(kind, entry);
            }
        }
        return places;
    }

    /**
     * The prices of the mapping.
     *
     * @param shape the keys that it may have
     * @param checked whether they are dollars for a million tokens, and unlikely ones are not meant
     */
    static Map<TokenKind, BigDecimal> prices(Section tokens, boolean checked, Class<? extends Record> shape) {
        tokens.allow(shape);
        Map<TokenKind, BigDecimal> prices = new EnumMap<>(TokenKind.class);
        Map<TokenKind, String> said = new EnumMap<>(TokenKind.class);
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
            tokens.parsed(entry, Notation::decimal).ifPresent(price -> {
                prices.put(kind, price);
                if (checked) {
                    PriceChecks.magnitude(entry, price, "tokens", tokens.findings());
                }
            });
        }
        return prices;
    }

    static void requireInputAndOutput(Section tokens) {
        tokens.require("input", "input: 2.50, in US dollars for a million tokens");
        boolean writes =
                tokens.keys().stream().map(WORDS::get).anyMatch(kind -> kind != null && !WITHOUT_OUTPUT.contains(kind));
        if (!tokens.has("output") && writes) {
            tokens.require("output", "output: 10.00; only a model that writes nothing goes without");
        }
    }
}
