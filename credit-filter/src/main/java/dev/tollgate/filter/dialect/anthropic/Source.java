package dev.tollgate.filter.dialect.anthropic;

import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.RequestFacts;

/**
 * Where a part of a message has its picture or document from. A picture costs by its pixels; a document that is not
 * plain text (pages of a PDF are read and looked at) can cost more tokens than it has bytes.
 */
final class Source {

    private final RequestFacts facts;
    private boolean present;
    private String type = "";
    private String mediaType = "";
    private long dataBytes;

    Source(RequestFacts facts) {
        this.facts = facts;
    }

    void begin() {
        forget();
        present = true;
    }

    void forget() {
        present = false;
        type = "";
        mediaType = "";
        dataBytes = 0;
    }

    void field(String key, JsonScalar value) {
        switch (key) {
            case "type" -> type = value.text();
            case "media_type" -> mediaType = value.text();
            case "data" -> dataBytes = value.isString() ? facts.text().rawLength(value) : 0;
            default -> {}
        }
    }

    /** The part that the source belongs to ends. */
    void end(String partType) {
        if (present && partType.equals("image")) {
            boolean here = type.equals("base64") && mediaType.startsWith("image/");
            facts.picture(here ? dataBytes : 0);
        } else if (present && !isText(type) || partType.equals("container_upload")) {
            facts.refersElsewhere();
        }
        forget();
    }

    /** A source in a place where only its type is looked at. */
    static void elsewhere(RequestFacts facts, JsonScalar value) {
        if (value.isString() && !isText(value.text())) {
            facts.refersElsewhere();
        }
    }

    private static boolean isText(String type) {
        return type.equals("text") || type.equals("content");
    }
}
