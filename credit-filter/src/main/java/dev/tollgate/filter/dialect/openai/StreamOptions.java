package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.Slot;
import org.jspecify.annotations.Nullable;

/** Follows {@code stream_options} of a request: does it ask for usage, and where could the gateway write that it does? */
final class StreamOptions {

    static final String KEY = "stream_options";

    private static final String ASK = "\"include_usage\":true";

    private final RequestFacts facts;
    private boolean present;
    private boolean hasFields;
    private @Nullable Slot afterBrace;

    StreamOptions(RequestFacts facts) {
        this.facts = facts;
    }

    /** They are no object. */
    static MalformedRequest notAnObject(String butIs) {
        return new MalformedRequest("'stream_options' must be an object, but is " + butIs + ".");
    }

    void nulled(JsonScalar value) {
        present = true;
        facts.usageSlot(facts.text().slotOf(value), '{' + ASK + '}');
    }

    void opened(String path, boolean array, long start) {
        if (path.equals(KEY + ".include_usage")) {
            throw new MalformedRequest(
                    "'stream_options.include_usage' must be true or false, but is an object or array.");
        }
        if (path.equals(KEY)) {
            if (array) {
                throw notAnObject("an array");
            }
            present = true;
            afterBrace = Slot.insertion(Math.toIntExact(start) + 1, "", "");
        } else {
            hasFields |= path.startsWith(KEY + '.');
        }
    }

    void option(String key, JsonScalar value) {
        hasFields = true;
        if (!key.equals("include_usage")) {
            return;
        }
        afterBrace = null;
        if (RequestFacts.flag("stream_options.include_usage", value)) {
            facts.asksForUsage();
        } else {
            facts.usageSlot(facts.text().slotOf(value), "true");
        }
    }

    /** @param newKey where the options can be written to a body that has none */
    void finished(Slot newKey) {
        if (!facts.isStreaming()) {
            facts.noUsageSlot();
        } else if (!present) {
            facts.usageSlot(newKey, '{' + ASK + '}');
        } else if (afterBrace != null) {
            facts.usageSlot(afterBrace, hasFields ? ASK + ',' : ASK);
        }
    }
}
