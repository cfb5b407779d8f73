package dev.tollgate.filter.dialect.request;

import dev.tollgate.filter.dialect.json.JsonScalar;

/** Values as they stand in the bytes of a body: where an edit may write, and how long they are without decoding them. */
public final class BodyText {

    private final byte[] body;

    BodyText(byte[] body) {
        this.body = body;
    }

    /** Where a value stands. */
    public Slot slotOf(JsonScalar value) {
        return Slot.replacement(value.start(), endOf(value));
    }

    /** Where the key of a plain value and the value stand, to be written under another key. */
    public Slot renamed(JsonScalar value, String key) {
        int end = value.start() - 1;
        while (body[end] != '"') {
            end--;
        }
        int start = end - 1;
        while (body[start] != '"') {
            start--;
        }
        return new Slot(start, endOf(value), '"' + key + "\":", "");
    }

    /** The bytes of the body between the quotes of a string. */
    public long rawLength(JsonScalar string) {
        return endOf(string) - string.start() - 2L;
    }

    /** Whether a string begins with plain characters, without decoding it. */
    public boolean startsWith(JsonScalar string, String prefix) {
        int start = string.start() + 1;
        for (int i = 0; i < prefix.length(); i++) {
            if (start + i >= body.length || body[start + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Where a string, number, boolean or null ends. */
    private int endOf(JsonScalar value) {
        int start = value.start();
        if (!value.isString()) {
            return start + value.text().length();
        }
        int position = start + 1;
        while (body[position] != '"') {
            position += body[position] == '\\' ? 2 : 1;
        }
        return position + 1;
    }
}
