package dev.tollgate.filter.dialect.ollama;

import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.RequestReader;
import java.util.Set;

/** Reads {@code POST /api/embed}. */
final class EmbedRequest extends RequestReader {

    EmbedRequest(RequestFacts facts) {
        super(facts, Set.of("truncate", "keep_alive", "dimensions"), null);
    }

    @Override
    protected Set<String> looseNames() {
        return OllamaRequest.LOOSE;
    }

    @Override
    protected void top(String key, JsonScalar value) {}

    @Override
    protected void inner(String path, String key, JsonScalar value) {}
}
