package dev.tollgate.filter.dialect.anthropic;

import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.json.JsonVisitor;
import dev.tollgate.filter.dialect.request.OwnJson;
import dev.tollgate.filter.dialect.request.References;
import java.util.Set;

/** Finds what a request names that Anthropic keeps: containers, files, skills that somebody has made. */
final class AnthropicReferences implements JsonVisitor {

    private static final String SKILLS = "container.skills";

    /** What functions take and give, schemas, notes. */
    private static final Set<String> OWN = Set.of("input", "input_schema", "input_examples", "schema", "metadata");

    private final References references;
    private final OwnJson own = new OwnJson(OWN);
    private String skill = "";
    private boolean isAnthropics;

    AnthropicReferences(References references) {
        this.references = references;
    }

    @Override
    public void value(String path, String key, JsonScalar value) {
        if (key.equals("file_id") && !own.holds()) {
            references.add(path, key, value);
        } else if (path.isEmpty() && key.equals("container") || path.equals("container") && key.equals("id")) {
            references.add(path, key, value);
        } else if (path.equals(SKILLS) && value.isString()) {
            skill(key, value.text());
        }
    }

    private void skill(String key, String text) {
        if (key.equals("skill_id")) {
            skill = text;
        } else if (key.equals("type")) {
            isAnthropics = text.equals("anthropic");
        }
    }

    @Override
    public void open(String path, boolean array, long start) {
        if (!array) {
            own.open(path);
        }
        if (path.equals(SKILLS)) {
            skill = "";
            isAnthropics = false;
        }
    }

    /** Anthropic's own skills are everybody's. */
    @Override
    public void close(String path) {
        own.close();
        if (path.equals(SKILLS) && !isAnthropics) {
            references.add(SKILLS + ".skill_id", skill);
        }
    }
}
