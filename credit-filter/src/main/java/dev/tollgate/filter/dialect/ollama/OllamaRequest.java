package dev.tollgate.filter.dialect.ollama;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.NestedKey;
import dev.tollgate.filter.dialect.request.PictureTokens;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.RequestReader;
import dev.tollgate.pricing.TokenKind;
import java.util.Set;

/** Reads {@code POST /api/chat} and {@code /api/generate}, whose answers are streams unless {@code stream} is false. */
final class OllamaRequest extends RequestReader {

    /** Of the models that see, the most for a picture of any size are the 2,880 of LLaVA 1.6; most take 256 to 1,024. */
    static final PictureTokens PICTURE = new PictureTokens(4_000, 1_000);

    private static final String OPTIONS = "options";
    private static final String BOUND = "num_predict";
    private static final String IMAGES = "images";

    /** Ollama reads the names of keys whatever their case, and the last one counts. */
    static final Set<String> LOOSE = Set.of("model", "stream", OPTIONS, "template");

    private final RequestFacts facts;
    private final NestedKey bound = new NestedKey(BOUND);

    OllamaRequest(RequestFacts facts) {
        super(facts, Set.of("keep_alive", "raw", "template"), null);
        this.facts = facts;
        facts.streaming(true);
        facts.outputKinds(Set.of(TokenKind.OUTPUT));
    }

    @Override
    protected Set<String> looseNames() {
        return LOOSE;
    }

    @Override
    protected void top(String key, JsonScalar value) {
        if (key.equals("template") && !value.text().isEmpty()) {
            throw new MalformedRequest(
                    "'template' is not taken here: it can make a long prompt of a short one, which nobody could price."
                            + " Send the prompt as it shall be read, with \"raw\": true if need be.");
        }
        if (key.equals(OPTIONS)) {
            throw new MalformedRequest("'options' must be an object, but is " + value.shown() + ".");
        }
        picture(key, value);
    }

    @Override
    protected void nulled(String key, JsonScalar value) {
        if (key.equals(OPTIONS)) {
            bound.nullObject(facts.text().slotOf(value));
        }
    }

    @Override
    protected void inner(String path, String key, JsonScalar value) {
        if (path.equals("messages")) {
            picture(key, value);
        } else if (path.equals(OPTIONS)) {
            bound.hasFields();
            if (key.equals(BOUND)) {
                bound(value);
            }
        }
    }

    private void picture(String key, JsonScalar value) {
        if (key.equals(IMAGES) && value.isString()) {
            facts.picture(facts.text().rawLength(value));
        }
    }

    /** -1 and -2 ask for as much as there is: that is no bound, and one is written in its place. */
    private void bound(JsonScalar value) {
        if (value.isNull() || value.text().equals("-1") || value.text().equals("-2")) {
            bound.nullKey(facts.text().slotOf(value));
        } else {
            facts.outputBound(OPTIONS + '.' + BOUND, value);
        }
    }

    @Override
    public void open(String path, boolean array, long start) {
        super.open(path, array, start);
        if (path.equals(OPTIONS)) {
            if (array) {
                throw new MalformedRequest("'options' must be an object, but is an array.");
            }
            bound.object(start);
        } else if (path.equals(OPTIONS + '.' + BOUND)) {
            throw new MalformedRequest("'options.num_predict' must be a whole number, but is an object or array.");
        } else if (path.startsWith(OPTIONS + '.')) {
            bound.hasFields();
        }
    }

    @Override
    protected void finished() {
        if (!facts.hasOutputBound()) {
            facts.boundSlot(bound.slot(newKey(OPTIONS)));
        }
    }
}
