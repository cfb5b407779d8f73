package dev.tollgate.filter.dialect.gemini;

import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.RequestReader;
import java.util.Set;

/** Reads {@code :countTokens}, which Google takes nothing for. */
final class CountRequest extends RequestReader {

    private static final String NAME = "models/";

    private final RequestFacts facts;

    CountRequest(RequestFacts facts) {
        super(facts, Set.of(), null);
        this.facts = facts;
        facts.free();
    }

    @Override
    protected void top(String key, JsonScalar value) {
        if (key.equals("model")) {
            facts.modelAgain(key, value, NAME);
        }
    }

    @Override
    protected void inner(String path, String key, JsonScalar value) {
        if (key.equals("model") && Camel.of(path).equals("generateContentRequest")) {
            facts.modelAgain("generateContentRequest.model", value, NAME);
        }
    }
}
