package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.RequestReader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code POST /v1/moderations} and {@code /v1/responses/input_tokens}, which OpenAI does not bill. The model must
 * be one of the price book all the same; a fee that it has for each request counts.
 */
final class FreeRequest extends RequestReader {

    /** What OpenAI takes if a moderation names none. */
    private static final String MODERATION = "omni-moderation-latest";

    private final RequestFacts facts;
    private final @Nullable String defaultModel;

    private FreeRequest(RequestFacts facts, @Nullable String defaultModel) {
        super(facts, Set.of(), null);
        this.facts = facts;
        this.defaultModel = defaultModel;
        facts.countsNothing();
    }

    static FreeRequest moderation(RequestFacts facts) {
        return new FreeRequest(facts, MODERATION);
    }

    static FreeRequest counting(RequestFacts facts) {
        return new FreeRequest(facts, null);
    }

    @Override
    protected @Nullable String defaultModel() {
        return defaultModel;
    }

    @Override
    protected void top(String key, JsonScalar value) {}

    @Override
    protected void inner(String path, String key, JsonScalar value) {}

    @Override
    protected void finished() {
        if (facts.isStreaming()) {
            throw new MalformedRequest("This call cannot be streamed. Leave 'stream' out.");
        }
    }
}
