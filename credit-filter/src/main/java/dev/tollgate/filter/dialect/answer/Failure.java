package dev.tollgate.filter.dialect.answer;

import dev.tollgate.filter.dialect.json.JsonScalar;
import org.jspecify.annotations.Nullable;

/** The provider's own error inside an answer that began well. */
public final class Failure {

    private static final int LENGTH = 500;

    private boolean met;
    private @Nullable String message;
    private @Nullable String code;
    private @Nullable String type;

    /** An error object was met, whatever it says. */
    public void met() {
        met = true;
    }

    /** A field of the error object. */
    public void field(String key, JsonScalar value) {
        if (!value.isString()) {
            return;
        }
        switch (key) {
            case "message" -> message = cut(value.text());
            case "code" -> code = cut(value.text());
            case "type" -> type = cut(value.text());
            default -> {}
        }
    }

    /** The error is a bare text. */
    public void text(String text) {
        message = cut(text);
    }

    /** The best there is: its message, its code, its type; null: there was no error. */
    public @Nullable String message() {
        if (message != null) {
            return message;
        }
        if (code != null) {
            return code;
        }
        return type == null && met ? "The provider ended the answer with an error." : type;
    }

    private static String cut(String text) {
        return text.length() > LENGTH ? text.substring(0, LENGTH) + "…" : text;
    }
}
