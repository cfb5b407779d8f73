package dev.tollgate.filter.dialect.json;

import java.util.ArrayDeque;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Turns the tokens of one document into calls of a visitor. */
public final class JsonWalk {

    /** Stands for an object's name that is empty or has a dot in it, and could pass for another path. */
    private static final String UNNAMEABLE = "?";

    private final JsonParser parser;
    private final JsonScalar scalar;
    private final JsonVisitor visitor;
    private final ArrayDeque<Place> open = new ArrayDeque<>();
    private Place place = new Place("", "", false);

    /** An object or array that is open, and the name that stands before its next value. */
    private static final class Place {
        private final String path;
        private final boolean array;
        private String key;
        private int elements;

        Place(String path, String key, boolean array) {
            this.path = path;
            this.key = key;
            this.array = array;
        }

        String below() {
            String name = key.isEmpty() || key.indexOf('.') >= 0 ? UNNAMEABLE : key;
            return path.isEmpty() ? name : path + '.' + name;
        }
    }

    public JsonWalk(JsonParser parser, JsonVisitor visitor) {
        this.parser = parser;
        this.scalar = new JsonScalar(parser);
        this.visitor = visitor;
    }

    /**
     * Takes the token that the parser stands at.
     *
     * @return whether the document ends with it
     */
    public boolean accept(JsonToken token) {
        if (place.array && token != JsonToken.END_ARRAY) {
            visitor.element(place.below(), place.elements++);
        }
        switch (token) {
            case START_OBJECT -> begin(false);
            case START_ARRAY -> begin(true);
            case END_OBJECT, END_ARRAY -> end();
            case PROPERTY_NAME -> place.key = parser.currentName();
            default -> visitor.value(place.path, place.key, scalar);
        }
        return open.isEmpty();
    }

    /** Elements of an array stand where the array stands, under its name. */
    private void begin(boolean array) {
        String below = open.isEmpty() ? "" : place.below();
        open.push(place);
        visitor.open(below, array, parser.currentTokenLocation().getByteOffset());
        place = array ? new Place(place.path, place.key, true) : new Place(below, "", false);
    }

    private void end() {
        Place ended = place;
        place = open.pop();
        if (!ended.array) {
            visitor.close(ended.path);
        }
    }
}
