package dev.tollgate.filter.dialect.answer;

import dev.tollgate.filter.dialect.json.JsonScalar;
import org.jspecify.annotations.Nullable;

/** The provider's own error inside an answer that began well. */
public final class Failure {

    private static final int LENGTH = 500;

    private @Nullable String message;
    private boolean named;

    /** An error object was met, whatever it says. */
    public void met() {
        if (message == null) {
            message = "The provider ended the answer with an error.";
        }
    }

    /** A field of the error object; the message is worth more than the code, and the code more than the type. */
    public void field(String key, JsonScalar value) {
        if (!value.isString()) {
            return;
        }
        if (key.equals("message")) {
            message = cut(value.text());
            named = true;
        } else if (!named && (key.equals("code") || key.equals("type") && message == null)) {
            message = cut(value.text());
        }
    }

    /** The error is a bare text. */
    public void text(String text) {
        message = cut(text);
        named = true;
    }

    public @Nullable String message() {
        return message;
    }

    private static String cut(String text) {
        return text.length() > LENGTH ? text.substring(0, LENGTH) + "…" : text;
    }
}
