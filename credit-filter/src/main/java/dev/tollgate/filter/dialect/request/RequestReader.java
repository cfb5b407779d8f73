package dev.tollgate.filter.dialect.request;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.json.JsonVisitor;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one operation's requests. What all have in common is here (model, stream, the output bound and where an edit
 * may write it); an operation adds what it knows of its own fields.
 */
public abstract class RequestReader implements JsonVisitor {

    private final RequestFacts facts;
    private final Set<String> plain;
    private final @Nullable String writtenBound;
    private @Nullable Slot nullBound;
    private int afterBrace;
    private boolean hasKeys;

    /**
     * @param plain top-level keys, beside model and stream, that must not be objects or arrays
     * @param writtenBound the key that an output bound is written with; null: the operation has none
     */
    protected RequestReader(RequestFacts facts, Set<String> plain, @Nullable String writtenBound) {
        this.facts = facts;
        this.plain = plain;
        this.writtenBound = writtenBound;
    }

    /** A value of the body's top level, other than model, stream and a null bound. */
    protected abstract void top(String key, JsonScalar value);

    /** A value below the top level. */
    protected abstract void inner(String path, String key, JsonScalar value);

    /** The model of a body that names none; null: it must name one. */
    protected @Nullable String defaultModel() {
        return null;
    }

    /** The bound that providers keep to where the body names none; empty: there is none. */
    protected OptionalLong defaultBound() {
        return OptionalLong.empty();
    }

    /** The whole body was read. */
    protected void finished() {}

    /**
     * @param pictureTokens what a picture counts for, by model
     * @throws MalformedRequest if the body is not a request of the operation
     */
    public final Intent read(Operation operation, Function<String, PictureTokens> pictureTokens) {
        return read(operation, pictureTokens, this);
    }

    /**
     * The same for a dialect whose providers keep things.
     *
     * @param kept finds what of it the request names
     */
    public final Intent read(
            Operation operation,
            Function<String, PictureTokens> pictureTokens,
            Function<References, JsonVisitor> kept) {
        return read(operation, pictureTokens, and(kept.apply(facts.references())));
    }

    private Intent read(Operation operation, Function<String, PictureTokens> pictureTokens, JsonVisitor visitor) {
        afterBrace = firstBrace(facts.body) + 1;
        RequestBody.read(facts.body, visitor);
        if (operation.model() != null && !facts.modelInPath) {
            if (!hasKeys) {
                throw new MalformedRequest("The body is empty. Send what the path asks for.");
            }
            facts.deployment(operation.model(), newKey("model"));
        }
        String defaultModel = defaultModel();
        if (facts.model == null && defaultModel != null) {
            facts.model(defaultModel, null);
        }
        if (facts.model == null) {
            throw new MalformedRequest("'model' is missing. Name the model to call.");
        }
        finished();
        if (writtenBound != null && facts.outputBound.isEmpty()) {
            facts.boundSlot = nullBound != null ? nullBound : newKey(writtenBound);
            defaultBound().ifPresent(facts::defaultBound);
        }
        return new RequestIntent(operation, facts, pictureTokens);
    }

    /** A slot for a key that the body lacks: first in the object, which is not empty since it has a model. */
    protected final Slot newKey(String key) {
        return Slot.insertion(afterBrace, '"' + key + "\":", ",");
    }

    /**
     * Keys of the top level that a provider which reads names loosely ({@code Model} for {@code model}) would take for its own;
     * most do not.
     */
    protected Set<String> looseNames() {
        return Set.of();
    }

    private void refuseLoose(String key) {
        for (String name : looseNames()) {
            if (name.equalsIgnoreCase(key) && !name.equals(key)) {
                throw new MalformedRequest("'" + key + "' must be written '" + name + "'.");
            }
        }
    }

    @Override
    public final void value(String path, String key, JsonScalar value) {
        hasKeys = true;
        if (path.isEmpty()) {
            refuseLoose(key);
        }
        if (!path.isEmpty()) {
            inner(path, key, value);
        } else if (key.equals("model") && !facts.modelInPath) {
            facts.model(value);
        } else if (key.equals("stream") && !facts.modelInPath) {
            if (!value.isNull()) {
                facts.streaming(value);
            }
        } else if (value.isNull()) {
            nulled(key, value);
        } else {
            top(key, value);
        }
    }

    /** A null at the top level is the same as an absent key, but for edits that would write the key. */
    protected void nulled(String key, JsonScalar value) {
        if (key.equals(writtenBound)) {
            nullBound = facts.text().slotOf(value);
        }
    }

    @Override
    public void open(String path, boolean array, long start) {
        if (path.indexOf('.') < 0) {
            refuseLoose(path);
        }
        if (plain.contains(path) || path.equals("model") || path.equals("stream")) {
            throw new MalformedRequest(
                    "'" + path + "' must be a plain value, but is " + (array ? "an array." : "an object."));
        }
    }

    private static int firstBrace(byte[] body) {
        int position = 0;
        while (position < body.length && body[position] != '{') {
            position++;
        }
        return position;
    }
}
