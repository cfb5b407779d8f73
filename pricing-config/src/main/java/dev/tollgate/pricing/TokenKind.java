package dev.tollgate.pricing;

import java.util.List;

/**
 * The disjoint kinds of tokens that are billed apart. A token belongs to exactly one kind, so the input kinds add up to
 * every input token billed once, whatever the provider's own totals include.
 */
public enum TokenKind {
    /** Uncached text. */
    INPUT("input", true),
    INPUT_CACHED("inputCached", true),
    /** Written to a cache that lives five minutes, or for an unspecified time. */
    INPUT_CACHE_WRITE("inputCacheWrite", true),
    INPUT_CACHE_WRITE_1H("inputCacheWrite1h", true),
    INPUT_AUDIO("inputAudio", true),
    INPUT_IMAGE("inputImage", true),
    /** Visible text. */
    OUTPUT("output", false),
    OUTPUT_REASONING("outputReasoning", false),
    OUTPUT_AUDIO("outputAudio", false),
    OUTPUT_IMAGE("outputImage", false);

    /** In their order. */
    static final List<TokenKind> ALL = List.of(values());

    private final String jsonName;
    private final boolean input;

    TokenKind(String jsonName, boolean input) {
        this.jsonName = jsonName;
        this.input = input;
    }

    /** The name in answers of the API. */
    public String jsonName() {
        return jsonName;
    }

    public boolean isInput() {
        return input;
    }
}
