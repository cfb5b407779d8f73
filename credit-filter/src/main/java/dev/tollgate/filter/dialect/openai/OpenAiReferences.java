package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.json.JsonVisitor;
import dev.tollgate.filter.dialect.request.OwnJson;
import dev.tollgate.filter.dialect.request.References;
import java.util.Set;

/**
 * Finds what a request names that OpenAI, or a vendor that speaks its format, keeps. A key that means an object does so
 * wherever it stands, because vendors find new places for them; but not in what is the caller's own JSON.
 */
final class OpenAiReferences implements JsonVisitor {

    private static final Set<String> KEYS = Set.of(
            "previous_response_id",
            "conversation",
            "container",
            "container_id",
            "file_id",
            "file_ids",
            "skill_id",
            "vector_store_id",
            "vector_store_ids",
            // xAI, Mistral, and Gemini where it is called as OpenAI.
            "collection_ids",
            "library_ids",
            "cached_content",
            "cachedContent");

    /** Objects whose {@code id} is that of one the provider keeps. */
    private static final Set<String> OBJECTS =
            Set.of("conversation", "prompt", "messages.audio", "voice", "audio.voice");

    /** Azure looks into these with what the operator may see there. */
    private static final Set<String> INDEXES = Set.of("data_sources", "dataSources");

    /** What functions take and give, schemas, notes. */
    private static final Set<String> OWN = Set.of(
            "parameters",
            "arguments",
            "input_schema",
            "schema",
            "json_schema",
            "output_schema",
            "metadata",
            "annotations",
            "headers",
            "env");

    /** vLLM gives a response the id that the request has for it, and would write over another account's. */
    private static final String CHOSEN_ID = "request_id";

    /** OpenAI's own skills are everybody's. */
    private static final String FIRST_PARTY = "openai-";

    private final References references;
    private final boolean responses;
    private final OwnJson own = new OwnJson(OWN);
    private final InputItem item;

    /** @param responses whether it is for responses, where {@code prompt} and {@code input} are not texts alone */
    OpenAiReferences(References references, boolean responses) {
        this.references = references;
        this.responses = responses;
        this.item = new InputItem(references);
    }

    @Override
    public void value(String path, String key, JsonScalar value) {
        if (KEYS.contains(key)) {
            kept(path, key, value);
        } else if (path.isEmpty() && responses && (key.equals("prompt") || key.equals(CHOSEN_ID))) {
            references.add(path, key, value);
        } else if (key.equals("id") && OBJECTS.contains(path) || key.equals("type") && INDEXES.contains(path)) {
            references.add(path, key, value);
        } else if (path.equals("input") && responses) {
            item.field(key, value);
        }
        if (value.isString() && KeptAddress.mayBeAt(path, key) && KeptAddress.isKept(key, value.text())) {
            references.add(path, key, value);
        }
    }

    private void kept(String path, String key, JsonScalar value) {
        boolean everybodys = value.isNull()
                || key.equals("skill_id") && value.isString() && value.text().startsWith(FIRST_PARTY);
        if (!everybodys && !isOwn(path)) {
            references.add(path, key, value);
        }
    }

    @Override
    public void open(String path, boolean array, long start) {
        if (!array) {
            own.open(path);
        }
        if (path.equals("input")) {
            item.begin();
        } else if (path.equals("input.content")) {
            item.parts();
        }
    }

    @Override
    public void close(String path) {
        own.close();
        if (path.equals("input")) {
            item.end();
        }
    }

    /** The names of a prompt's variables are the caller's, and their values are not. */
    private boolean isOwn(String path) {
        return own.holds() && !path.startsWith("prompt");
    }
}
