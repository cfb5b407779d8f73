package dev.tollgate.filter.dialect.request;

import org.jspecify.annotations.Nullable;

/** Where a key of an object of the body can be written, if the body has no such key, has a null for it, or has no object. */
public final class NestedKey {

    private final String key;
    private @Nullable Slot nullObject;
    private @Nullable Slot inObject;
    private boolean hasFields;
    private @Nullable Slot nullKey;

    public NestedKey(String key) {
        this.key = '"' + key + "\":";
    }

    /** The object is null. */
    public void nullObject(Slot slot) {
        nullObject = slot;
    }

    /** @param start where the object's brace stands */
    public void object(long start) {
        inObject = Slot.insertion(Math.toIntExact(start) + 1, key, "");
    }

    /** The object is not empty. */
    public void hasFields() {
        hasFields = true;
    }

    /** The key has a value that says nothing. */
    public void nullKey(Slot slot) {
        nullKey = slot;
    }

    /** @param missing where the object can be written, if the body has none */
    public Slot slot(Slot missing) {
        if (nullKey != null) {
            return nullKey;
        }
        if (inObject != null) {
            return hasFields ? new Slot(inObject.from(), inObject.to(), inObject.before(), ",") : inObject;
        }
        Slot place = nullObject == null ? missing : nullObject;
        return new Slot(place.from(), place.to(), place.before() + '{' + key, '}' + place.after());
    }
}
