package dev.tollgate.filter.dialect.anthropic;

import dev.tollgate.filter.dialect.request.RequestFacts;

/** A part of a message's content: a text, a picture, a document, a tool's result. */
final class Part {

    private final Source source;
    private String type = "";

    Part(RequestFacts facts) {
        source = new Source(facts);
    }

    void begin() {
        type = "";
        source.forget();
    }

    void type(String name) {
        type = name;
    }

    Source source() {
        return source;
    }

    void end() {
        source.end(type);
    }
}
