package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.RequestReader;
import dev.tollgate.pricing.TokenKind;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads {@code POST /v1/completions}. Each prompt of a list is answered {@code n} times, and written {@code best_of}
 * times.
 */
final class CompletionsRequest extends RequestReader {

    /** Tokens that OpenAI writes where a request names no bound. */
    private static final long USUAL_BOUND = 16;

    private static final long MOST_ANSWERS = 128;
    private static final long MOST_PROMPTS = 2048;
    private static final String BOUND = "max_tokens";
    private static final String PROMPT = "prompt";

    private final RequestFacts facts;
    private final StreamOptions options;
    private long answers = 1;
    private long texts;
    private long lists;
    private boolean boundIsNull;

    CompletionsRequest(RequestFacts facts) {
        super(facts, Set.of(BOUND, "n", "best_of", "echo"), BOUND);
        this.facts = facts;
        this.options = new StreamOptions(facts);
        facts.outputKinds(Set.of(TokenKind.OUTPUT, TokenKind.OUTPUT_REASONING));
        facts.inputKind(TokenKind.INPUT_CACHED);
    }

    @Override
    protected void top(String key, JsonScalar value) {
        switch (key) {
            case BOUND -> facts.outputBound(key, value);
            case "n", "best_of" -> answers = Math.max(answers, RequestFacts.positive(key, value, MOST_ANSWERS));
            case PROMPT -> texts += value.isString() ? 1 : 0;
            case StreamOptions.KEY -> throw StreamOptions.notAnObject(value.shown());
            default -> {}
        }
    }

    @Override
    protected void nulled(String key, JsonScalar value) {
        super.nulled(key, value);
        if (key.equals(StreamOptions.KEY)) {
            options.nulled(value);
        }
        boundIsNull |= key.equals(BOUND);
    }

    @Override
    protected void inner(String path, String key, JsonScalar value) {
        if (path.equals(StreamOptions.KEY)) {
            options.option(key, value);
        }
    }

    @Override
    public void open(String path, boolean array, long start) {
        super.open(path, array, start);
        options.opened(path, array, start);
        if (path.equals(PROMPT)) {
            if (!array) {
                throw new MalformedRequest("'prompt' must be a text, a list of texts, or tokens.");
            }
            lists++;
        }
    }

    /** For a null the provider may take its largest bound, so the model's own is written. */
    @Override
    protected OptionalLong defaultBound() {
        return boundIsNull ? OptionalLong.empty() : OptionalLong.of(USUAL_BOUND);
    }

    @Override
    protected void finished() {
        long prompts = Math.max(1, Math.max(texts, lists - 1));
        if (prompts > MOST_PROMPTS) {
            throw new MalformedRequest(
                    "'prompt' must have at most " + MOST_PROMPTS + " prompts, but has " + prompts + ".");
        }
        facts.answers(prompts * answers);
        options.finished(newKey(StreamOptions.KEY));
    }
}
