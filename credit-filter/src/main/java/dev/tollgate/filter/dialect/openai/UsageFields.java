package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.answer.Counts;
import dev.tollgate.filter.dialect.json.JsonScalar;
import org.jspecify.annotations.Nullable;

/** Follows the usage objects of an answer: the last one that tells anything counts, and none is ever added. */
final class UsageFields {

    private final String path;
    private @Nullable Counts latest;
    private @Nullable Counts open;

    /** @param path where the object stands */
    UsageFields(String path) {
        this.path = path;
    }

    void open(String at) {
        if (at.equals(path)) {
            open = new Counts();
        }
    }

    void value(String at, String key, JsonScalar value) {
        if (open == null || !at.startsWith(path)) {
            return;
        }
        if (at.length() == path.length()) {
            open.take(key, value);
        } else if (at.charAt(path.length()) == '.') {
            open.take(at.substring(path.length() + 1) + '.' + key, value);
        }
    }

    /** @return whether a usage object has ended that tells something */
    boolean close(String at) {
        if (open == null || !at.equals(path)) {
            return false;
        }
        boolean tells = OpenAiUsage.tells(open);
        if (tells) {
            latest = open;
        }
        open = null;
        return tells;
    }

    @Nullable
    Counts latest() {
        return latest;
    }
}
