package dev.tollgate.filter.dialect.json;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;

/** Turns the tokens of one document into calls of a visitor. */
public final class JsonWalk {

    /** Stands for an object's name that is empty or has a dot in it, and could pass for another path. */
    private static final String UNNAMEABLE = "?";

    private final JsonParser parser;
    private final JsonScalar scalar;
    private final JsonVisitor visitor;
    private final int longestPath;
    private final ArrayDeque<Place> open = new ArrayDeque<>();
    private Place place = new Place("", "", false);

    /** An object or array that is open, and the name that stands before its next value. */
    private static final class Place {
        private final String path;
        private final boolean array;
        private String key;
        private @Nullable String below;
        private int elements;

        Place(String path, String key, boolean array) {
            this.path = path;
            this.key = key;
            this.array = array;
        }

        void key(String name) {
            key = name;
            below = null;
        }

        /** Built once for all elements of an array: there may be millions. */
        String below(int longest) {
            if (below == null) {
                below = built(longest);
            }
            return below;
        }

        private String built(int longest) {
            String name = key.isEmpty() || key.indexOf('.') >= 0 ? UNNAMEABLE : key;
            if ((long) path.length() + name.length() >= longest) {
                throw new StreamConstraintsException("the names of the objects around a value are too long together");
            }
            return path.isEmpty() ? name : path + '.' + name;
        }
    }

    /** Without a bound on paths: an answer's end is looked for in any case. */
    public JsonWalk(JsonParser parser, JsonVisitor visitor) {
        this(parser, visitor, Integer.MAX_VALUE);
    }

    /** @param longestPath in characters; a document with a longer one cannot be read */
    public JsonWalk(JsonParser parser, JsonVisitor visitor, int longestPath) {
        this.longestPath = longestPath;
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
            visitor.element(place.below(longestPath), place.elements++);
        }
        switch (token) {
            case START_OBJECT -> begin(false);
            case START_ARRAY -> begin(true);
            case END_OBJECT, END_ARRAY -> end();
            case PROPERTY_NAME -> place.key(parser.currentName());
            default -> visitor.value(place.path, place.key, scalar);
        }
        return open.isEmpty();
    }

    /** Elements of an array stand where the array stands, under its name. */
    private void begin(boolean array) {
        String below = open.isEmpty() ? "" : place.below(longestPath);
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
