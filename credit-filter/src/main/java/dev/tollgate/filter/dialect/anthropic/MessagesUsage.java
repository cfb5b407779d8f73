package dev.tollgate.filter.dialect.anthropic;

import dev.tollgate.filter.dialect.answer.Counts;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;

/** Turns Anthropic's counts into disjoint ones: cached input stands beside the input, thinking is part of the output. */
final class MessagesUsage {

    private static final String WRITTEN = "cache_creation_input_tokens";
    private static final String WRITTEN_5M = "cache_creation.ephemeral_5m_input_tokens";
    private static final String WRITTEN_1H = "cache_creation.ephemeral_1h_input_tokens";
    private static final String OUTPUT = "output_tokens";
    private static final String INPUT = "input_tokens";

    private MessagesUsage() {}

    static boolean tellsInput(Counts counts) {
        return counts.has(INPUT);
    }

    static boolean tellsOutput(Counts counts) {
        return counts.has(OUTPUT);
    }

    static long output(Counts counts) {
        return counts.orZero(OUTPUT);
    }

    /** What was written to the cache beyond the part of an hour was written for five minutes. */
    static Usage.Builder disjoint(Counts counts, long inputElse, long output) {
        long written = counts.first(WRITTEN).orElse(counts.orZero(WRITTEN_5M) + counts.orZero(WRITTEN_1H));
        long hour = Math.min(counts.orZero(WRITTEN_1H), written);
        long thinking = Math.min(counts.orZero("output_tokens_details.thinking_tokens"), output);
        return Usage.builder()
                .tokens(TokenKind.INPUT, counts.first(INPUT).orElse(inputElse))
                .tokens(TokenKind.INPUT_CACHED, counts.orZero("cache_read_input_tokens"))
                .tokens(TokenKind.INPUT_CACHE_WRITE, written - hour)
                .tokens(TokenKind.INPUT_CACHE_WRITE_1H, hour)
                .tokens(TokenKind.OUTPUT, output - thinking)
                .tokens(TokenKind.OUTPUT_REASONING, thinking);
    }
}
