package dev.tollgate.filter.dialect.json;

/**
 * Hears of every value of a document, in order. A path names the objects down to a place, joined by dots; arrays add
 * nothing to it: {@code choices.delta} is each delta of each choice. The root's path is empty.
 */
public interface JsonVisitor {

    /**
     * A string, number, boolean or null.
     *
     * @param path the object it stands in
     * @param key its name there; an array's elements bear the array's name
     */
    void value(String path, String key, JsonScalar value);

    /**
     * An object or array begins; an array of objects is announced itself and then element by element.
     *
     * @param start where its bracket stands, in bytes
     */
    default void open(String path, boolean array, long start) {}

    /**
     * An element of an array comes next.
     *
     * @param path the array's
     * @param index from 0
     */
    default void element(String path, int index) {}

    /** An object ends. */
    default void close(String path) {}

    /** Another one hears everything too, behind this one. */
    default JsonVisitor and(JsonVisitor other) {
        return new BothVisitors(this, other);
    }
}
