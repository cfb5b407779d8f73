package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.RequestReader;
import java.util.Set;

/** Reads {@code POST /v1/embeddings}: input only. */
final class EmbeddingsRequest extends RequestReader {

    private final RequestFacts facts;

    EmbeddingsRequest(RequestFacts facts) {
        super(facts, Set.of(), null);
        this.facts = facts;
    }

    @Override
    protected void top(String key, JsonScalar value) {}

    @Override
    protected void inner(String path, String key, JsonScalar value) {}

    @Override
    protected void finished() {
        if (facts.isStreaming()) {
            throw new MalformedRequest("Embeddings cannot be streamed. Leave 'stream' out.");
        }
    }
}
