package dev.tollgate.filter.dialect.gemini;

import dev.tollgate.filter.dialect.answer.Counts;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.pricing.ServiceTiers;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.util.Locale;
import java.util.Optional;

/**
 * Gemini's {@code usageMetadata}. Cached tokens are a part of the prompt's; what tools put before the model, and thoughts,
 * stand beside the prompt and the answer. Each chunk tells the counts of all so far, so the latest holds.
 */
final class UsageMetadata {

    static final String OBJECT = "usageMetadata";

    private static final String PROMPT = "promptTokenCount";
    private static final String CACHED = "cachedContentTokenCount";
    private static final String TOOLS = "toolUsePromptTokenCount";
    private static final String THOUGHTS = "thoughtsTokenCount";
    private static final String ANSWER = "candidatesTokenCount";
    private static final String TOTAL = "totalTokenCount";

    private static final String PROMPT_LIST = "promptTokensDetails";
    private static final String CACHED_LIST = "cacheTokensDetails";
    private static final String TOOLS_LIST = "toolUsePromptTokensDetails";
    private static final String ANSWER_LIST = "candidatesTokensDetails";

    private final Counts counts = new Counts();
    private final Modalities modalities = new Modalities();
    private Optional<String> serviceTier;

    /** @param untilTold the tier that counts while none is told; empty: the standard one */
    UsageMetadata(Optional<String> untilTold) {
        this.serviceTier = untilTold;
    }

    void open(String path, boolean array) {
        if (path.startsWith(OBJECT + '.')) {
            modalities.begin(list(path), array);
        }
    }

    void value(String path, String key, JsonScalar value) {
        if (path.length() > OBJECT.length()) {
            modalities.value(key, value);
        } else if (key.equals("serviceTier") && value.isString()) {
            String tier = value.text().toLowerCase(Locale.ROOT);
            serviceTier = ServiceTiers.STANDARD.contains(tier) ? Optional.empty() : Optional.of(tier);
        } else {
            counts.take(key, value);
        }
    }

    void close(String path) {
        if (path.startsWith(OBJECT + '.')) {
            modalities.end(list(path));
        }
    }

    private static String list(String path) {
        return path.substring(OBJECT.length() + 1);
    }

    boolean isTold() {
        return counts.has(PROMPT) || counts.has(ANSWER) || counts.has(TOTAL);
    }

    boolean tellsAnswer() {
        return counts.has(ANSWER);
    }

    Optional<String> serviceTier() {
        return serviceTier;
    }

    /**
     * The counts in disjoint kinds. A total that is larger than its parts is believed: what is missing is the answer where
     * that was not told, else input, for tools have been left out before.
     *
     * @param promptElse the prompt, where it is not told
     * @param atLeast the least output, of which text has been seen
     * @param answers whether the operation has output
     */
    Usage.Builder disjoint(long promptElse, long atLeast, boolean answers) {
        long prompt = counts.first(PROMPT).orElse(promptElse);
        long beside = counts.orZero(TOOLS);
        long thoughts = counts.orZero(THOUGHTS);
        long answer = counts.orZero(ANSWER);
        long missing = Math.max(0, counts.orZero(TOTAL) - prompt - beside - thoughts - answer);
        if (answers && !counts.has(ANSWER)) {
            answer = missing;
        } else {
            beside += missing;
        }
        answer = Math.max(answer, atLeast - thoughts);
        Usage.Builder usage = Usage.builder().serviceTier(serviceTier);
        input(usage, prompt, beside);
        return output(usage, answer, thoughts);
    }

    private void input(Usage.Builder usage, long prompt, long beside) {
        long cached = Math.min(counts.orZero(CACHED), prompt);
        long uncached = prompt - cached + beside;
        long audio = Math.min(uncached, uncached(Modalities.AUDIO));
        long image = Math.min(uncached - audio, uncached(Modalities.IMAGE));
        usage.tokens(TokenKind.INPUT, uncached - audio - image)
                .tokens(TokenKind.INPUT_CACHED, cached)
                .tokens(TokenKind.INPUT_AUDIO, audio)
                .tokens(TokenKind.INPUT_IMAGE, image);
    }

    private long uncached(String modality) {
        long ofPrompt = modalities.count(PROMPT_LIST, modality) - modalities.count(CACHED_LIST, modality);
        return Math.max(0, ofPrompt) + modalities.count(TOOLS_LIST, modality);
    }

    private Usage.Builder output(Usage.Builder usage, long answer, long thoughts) {
        long audio = Math.min(answer, modalities.count(ANSWER_LIST, Modalities.AUDIO));
        long image = Math.min(answer - audio, modalities.count(ANSWER_LIST, Modalities.IMAGE));
        return usage.tokens(TokenKind.OUTPUT, answer - audio - image)
                .tokens(TokenKind.OUTPUT_REASONING, thoughts)
                .tokens(TokenKind.OUTPUT_AUDIO, audio)
                .tokens(TokenKind.OUTPUT_IMAGE, image);
    }
}
