package dev.tollgate.filter.dialect.gemini;

import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.json.JsonVisitor;
import dev.tollgate.filter.dialect.request.OwnJson;
import dev.tollgate.filter.dialect.request.References;
import java.util.Set;

/** Finds what a request names that Google keeps: cached contents, files, stores to search in. */
final class GeminiReferences implements JsonVisitor {

    private static final String CACHED = "cachedContent";
    private static final String STORES = "fileSearchStoreNames";
    private static final String FILE = "fileUri";

    /** What functions take and give, schemas, notes. */
    private static final Set<String> OWN = Set.of(
            "args", "response", "parameters", "parametersJsonSchema", "responseSchema", "responseJsonSchema", "labels");

    private final References references;
    private final OwnJson own = new OwnJson(OWN);

    GeminiReferences(References references) {
        this.references = references;
    }

    @Override
    public void value(String path, String key, JsonScalar value) {
        String name = Camel.of(key);
        boolean file = name.equals(FILE);
        if (!file && !name.equals(CACHED) && !name.equals(STORES) || own.holds()) {
            return;
        }
        if (!file || !value.isString() || FileAddress.isKept(value.text())) {
            references.add(path, key, value);
        }
    }

    @Override
    public void open(String path, boolean array, long start) {
        if (!array) {
            own.open(Camel.of(path.substring(path.lastIndexOf('.') + 1)));
        }
    }

    @Override
    public void close(String path) {
        own.close();
    }
}
