package dev.tollgate.filter.dialect.gemini;

import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.RequestReader;
import java.util.Set;

/** Reads {@code :embedContent} and {@code :batchEmbedContents}, where each request names the model once more. */
final class EmbedRequest extends RequestReader {

    private static final String NAME = "models/";

    private final RequestFacts facts;
    private final Media media;

    EmbedRequest(RequestFacts facts) {
        super(facts, Set.of(), null);
        this.facts = facts;
        this.media = new Media(facts);
    }

    @Override
    protected void top(String key, JsonScalar value) {
        if (key.equals("model")) {
            facts.modelAgain(key, value, NAME);
        }
    }

    @Override
    protected void inner(String path, String key, JsonScalar value) {
        if (path.equals("requests") && key.equals("model")) {
            facts.modelAgain("requests.model", value, NAME);
        } else {
            media.value(Camel.of(path), Camel.of(key), value);
        }
    }

    @Override
    public void open(String path, boolean array, long start) {
        super.open(path, array, start);
        media.open(Camel.of(path));
    }

    @Override
    public void close(String path) {
        media.close(Camel.of(path));
    }
}
