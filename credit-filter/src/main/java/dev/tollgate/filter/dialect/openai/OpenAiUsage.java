package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.answer.Counts;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.VendorUsage;
import dev.tollgate.pricing.VendorUsage.Reasoning;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Turns a usage object of OpenAI or a vendor like it into disjoint counts. Cached, written, audio and picture tokens
 * are parts of the input, reasoning and audio parts of the output; a part that is larger than what is left of its whole
 * is cut to it.
 */
final class OpenAiUsage {

    private static final String[] INPUT = {"prompt_tokens", "input_tokens"};
    private static final String[] OUTPUT = {"completion_tokens", "output_tokens"};
    private static final String[] CACHED = {
        "prompt_tokens_details.cached_tokens",
        "input_tokens_details.cached_tokens",
        "input_tokens_details.cache_read_input_tokens",
        "prompt_cache_hit_tokens",
        "cached_tokens"
    };
    private static final String[] WRITTEN = {
        "prompt_tokens_details.cache_write_tokens",
        "input_tokens_details.cache_write_tokens",
        "input_tokens_details.cache_creation_input_tokens"
    };
    private static final String[] REASONING = {
        "completion_tokens_details.reasoning_tokens", "output_tokens_details.reasoning_tokens", "reasoning_tokens"
    };
    private static final String[] SEARCHES = {
        "server_tool_use_details.web_search_requests", "server_tool_use.web_search_requests"
    };

    private final Counts counts;
    private final VendorUsage vendor;
    private final Reasoning rule;

    /** @param rule how reasoning relates to the told output */
    OpenAiUsage(Counts counts, VendorUsage vendor, Reasoning rule) {
        this.counts = counts;
        this.vendor = vendor;
        this.rule = rule;
    }

    /** Whether an object tells anything of the kind. */
    static boolean tells(Counts counts) {
        return counts.first(INPUT).isPresent() || counts.first(OUTPUT).isPresent();
    }

    boolean tellsInput() {
        return counts.first(INPUT).isPresent();
    }

    /** A total and an input tell the output too. */
    boolean tellsOutput() {
        return counts.first(OUTPUT).isPresent() || counts.has("total_tokens") && tellsInput();
    }

    /**
     * @param inputElse the input where the provider tells none
     * @param outputElse the output where the provider tells none
     * @param outputMore output that came after the provider's count
     */
    Usage.Builder disjoint(long inputElse, long outputElse, long outputMore) {
        Usage.Builder usage = Usage.builder();
        long input = counts.first(INPUT).orElse(inputElse);
        long told = counts.first(OUTPUT).orElse(tellsOutput() ? 0 : outputElse);
        input(usage, input, told);
        output(usage, output(input, told) + outputMore);
        long searches = vendor.searches().map(counts::orZero).orElse(0L) + counts.orZero(SEARCHES);
        return searches > 0 ? usage.tool(OpenAiTools.WEB_SEARCH, searches) : usage;
    }

    /**
     * xAI's chat leaves reasoning out of its completion tokens, Gemini's likeness its thoughts: where the total is more
     * than input and output, what is missing was written too, and the larger is charged.
     */
    private long output(long input, long told) {
        OptionalLong total = counts.first("total_tokens");
        long byRule = byRule(told);
        if (total.isEmpty() || !tellsInput() || cachedStandBeside(input, told)) {
            return byRule;
        }
        return Math.max(byRule, total.getAsLong() - input);
    }

    private long byRule(long told) {
        return rule == Reasoning.ADDED ? told + counts.orZero(REASONING) : told;
    }

    /** That the total is not what the vendor's rule makes of the other counts; null if it is, or none is told. */
    @Nullable
    String oddity() {
        OptionalLong total = counts.first("total_tokens");
        OptionalLong input = counts.first(INPUT);
        OptionalLong output = counts.first(OUTPUT);
        if (rule == Reasoning.TOTAL || total.isEmpty() || input.isEmpty() || output.isEmpty()) {
            return null;
        }
        long rest = total.getAsLong() - input.getAsLong();
        long told = output.getAsLong();
        if (rest == told || rest == byRule(told) || cachedStandBeside(input.getAsLong(), told)) {
            return null;
        }
        return rest == told + counts.orZero(REASONING)
                ? "its reasoning tokens stand beside its output, and are charged; set 'usage.reasoning: added'"
                : "input " + input.getAsLong() + " and output " + told + " are not the total " + total.getAsLong()
                        + "; the larger is charged";
    }

    private long cached() {
        return vendor.cached().map(counts::first).orElse(OptionalLong.empty()).orElseGet(() -> counts.orZero(CACHED));
    }

    private void input(Usage.Builder usage, long input, long output) {
        long cached = cached();
        long left = input;
        if (!cachedStandBeside(input, output)) {
            cached = Math.min(cached, input);
            left -= cached;
        }
        long written = Math.min(counts.orZero(WRITTEN), left);
        left -= written;
        long audio = Math.min(inputDetail("audio_tokens"), left);
        left -= audio;
        long pictures = Math.min(inputDetail("image_tokens"), left);
        long cited = vendor.citations().map(counts::orZero).orElse(0L);
        usage.tokens(TokenKind.INPUT, left - pictures + cited)
                .tokens(TokenKind.INPUT_CACHED, cached)
                .tokens(TokenKind.INPUT_CACHE_WRITE, written)
                .tokens(TokenKind.INPUT_AUDIO, audio)
                .tokens(TokenKind.INPUT_IMAGE, pictures);
    }

    /** xAI may report more cached tokens than input: then, if the total agrees, they are not part of it. */
    private boolean cachedStandBeside(long input, long output) {
        long cached = cached();
        if (cached <= input || !counts.has("total_tokens")) {
            return false;
        }
        long rest = counts.orZero("total_tokens") - input - cached - output;
        return rest == 0 || rest == counts.orZero(REASONING);
    }

    private void output(Usage.Builder usage, long output) {
        long reasoning = Math.min(counts.orZero(REASONING), output);
        long left = output - reasoning;
        long audio = Math.min(outputDetail("audio_tokens"), left);
        left -= audio;
        long pictures = Math.min(outputDetail("image_tokens"), left);
        usage.tokens(TokenKind.OUTPUT, left - pictures)
                .tokens(TokenKind.OUTPUT_REASONING, reasoning)
                .tokens(TokenKind.OUTPUT_AUDIO, audio)
                .tokens(TokenKind.OUTPUT_IMAGE, pictures);
    }

    private long inputDetail(String name) {
        return counts.orZero(
                "prompt_tokens_details." + name, "input_tokens_details." + name, "input_token_details." + name);
    }

    private long outputDetail(String name) {
        return counts.orZero("completion_tokens_details." + name, "output_tokens_details." + name);
    }
}
