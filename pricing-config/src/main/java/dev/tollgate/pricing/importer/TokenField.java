package dev.tollgate.pricing.importer;

import dev.tollgate.pricing.TokenKind;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A kind of tokens: its word in our file, and its fields in the table, the first one that is there counts. */
enum TokenField {
    INPUT(TokenKind.INPUT, "input", "input_cost_per_token"),
    /** Older entries, such as DeepSeek's, call it a cache hit. */
    CACHED(TokenKind.INPUT_CACHED, "cached", "cache_read_input_token_cost", "input_cost_per_token_cache_hit"),
    CACHE_WRITE(TokenKind.INPUT_CACHE_WRITE, "cache_write", "cache_creation_input_token_cost"),
    CACHE_WRITE_1H(TokenKind.INPUT_CACHE_WRITE_1H, "cache_write_1h", "cache_creation_input_token_cost_above_1hr"),
    AUDIO_INPUT(TokenKind.INPUT_AUDIO, "audio_input", "input_cost_per_audio_token"),
    IMAGE_INPUT(TokenKind.INPUT_IMAGE, "image_input", "input_cost_per_image_token"),
    OUTPUT(TokenKind.OUTPUT, "output", "output_cost_per_token"),
    REASONING(TokenKind.OUTPUT_REASONING, "reasoning", "output_cost_per_reasoning_token"),
    AUDIO_OUTPUT(TokenKind.OUTPUT_AUDIO, "audio_output", "output_cost_per_audio_token"),
    IMAGE_OUTPUT(TokenKind.OUTPUT_IMAGE, "image_output", "output_cost_per_image_token");

    private final TokenKind kind;
    private final String word;
    private final List<String> fields;

    TokenField(TokenKind kind, String word, String... fields) {
        this.kind = kind;
        this.word = word;
        this.fields = List.of(fields);
    }

    TokenKind kind() {
        return kind;
    }

    String word() {
        return word;
    }

    List<String> fields() {
        return fields;
    }

    static String word(TokenKind kind) {
        return values()[kind.ordinal()].word;
    }

    /**
     * The prices for a million tokens of the kinds that the entry prices.
     *
     * @param suffix of the fields, such as {@code _above_200k_tokens}; empty for those of any request
     */
    static Map<TokenKind, BigDecimal> perMillion(TableEntry entry, String suffix) {
        Map<TokenKind, BigDecimal> prices = new EnumMap<>(TokenKind.class);
        for (TokenField field : values()) {
            field.fields.stream()
                    .flatMap(name -> entry.price(name + suffix).stream())
                    .findFirst()
                    .ifPresent(price -> prices.put(field.kind, price.movePointRight(6)));
        }
        return prices;
    }
}
