package dev.tollgate.filter.dialect.gemini;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.NestedKey;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.RequestReader;
import dev.tollgate.pricing.ServiceTiers;
import dev.tollgate.pricing.TokenKind;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads {@code :generateContent} and {@code :streamGenerateContent}. */
final class GenerateRequest extends RequestReader {

    /** Answers that one request may ask for; Google takes 8. */
    static final long MOST_ANSWERS = 128;

    private static final String CONFIG = "generationConfig";
    private static final String THINKING = "generationConfig.thinkingConfig";
    private static final String BOUND = "maxOutputTokens";

    private final RequestFacts facts;
    private final Media media;
    private final OfferedTools tools = new OfferedTools();
    private boolean hasContents;
    private final NestedKey bound = new NestedKey(BOUND);
    private long answers;
    private long thinking;

    GenerateRequest(RequestFacts facts) {
        super(facts, Set.of("cachedContent", "cached_content", "serviceTier", "service_tier"), null);
        this.facts = facts;
        this.media = new Media(facts);
        facts.inputKind(TokenKind.INPUT_CACHED);
        // Which of them a model makes unasked is the model's own; where they have no price they cost as text.
        facts.outputKinds(
                Set.of(TokenKind.OUTPUT, TokenKind.OUTPUT_REASONING, TokenKind.OUTPUT_IMAGE, TokenKind.OUTPUT_AUDIO));
    }

    @Override
    protected void top(String key, JsonScalar value) {
        switch (Camel.of(key)) {
            case "model" -> facts.modelAgain(key, value, "models/");
            case "contents" -> hasContents = true;
            case "cachedContent" -> facts.refersElsewhere();
            case "serviceTier" -> facts.serviceTier(tier(value));
            case CONFIG -> throw new MalformedRequest("'" + key + "' must be an object, but is " + value.shown() + ".");
            default -> {}
        }
    }

    @Override
    protected void nulled(String key, JsonScalar value) {
        if (Camel.of(key).equals(CONFIG)) {
            bound.nullObject(facts.text().slotOf(value));
        }
    }

    @Override
    protected void inner(String path, String key, JsonScalar value) {
        String place = Camel.of(path);
        switch (place) {
            case CONFIG -> config(key, value);
            case THINKING -> {
                if (Camel.of(key).equals("thinkingBudget")) {
                    thinking = Math.max(thinking, value.count().orElse(0));
                }
            }
            case "tools" -> {
                if (!value.isNull()) {
                    tools.offered("tools." + Camel.of(key));
                }
            }
            default -> media.value(place, Camel.of(key), value);
        }
    }

    private void config(String key, JsonScalar value) {
        bound.hasFields();
        switch (Camel.of(key)) {
            case BOUND -> {
                if (value.isNull()) {
                    bound.nullKey(facts.text().slotOf(value));
                } else {
                    facts.outputBound(key, value);
                }
            }
            case "candidateCount" -> {
                if (!value.isNull()) {
                    answers = Math.max(answers, RequestFacts.positive(key, value, MOST_ANSWERS));
                    facts.answers(answers);
                }
            }
            default -> {}
        }
    }

    @Override
    public void open(String path, boolean array, long start) {
        super.open(path, array, start);
        String place = Camel.of(path);
        switch (place) {
            case "contents" -> hasContents = true;
            case CONFIG -> {
                refuseArray(path, array);
                bound.object(start);
            }
            case CONFIG + "." + BOUND, CONFIG + ".candidateCount" -> throw new MalformedRequest(
                    "'" + path + "' must be a whole number above 0, but is an object or array.");
            default -> {
                if (place.startsWith(CONFIG + '.')) {
                    bound.hasFields();
                }
                if (place.startsWith("tools.")) {
                    tools.offered(place);
                }
                media.open(place);
            }
        }
    }

    @Override
    public void close(String path) {
        media.close(Camel.of(path));
    }

    @Override
    protected void finished() {
        if (!hasContents) {
            throw new MalformedRequest("'contents' is missing. Send what the model shall answer.");
        }
        if (facts.hasOutputBound()) {
            // Thoughts count towards the bound, but a larger budget for them may be heeded instead.
            facts.outputBoundAtLeast(Math.min(thinking, RequestFacts.MOST_TOKENS));
        } else {
            facts.boundSlot(bound.slot(newKey(CONFIG)));
        }
        facts.leastOutput(Math.min(thinking, RequestFacts.MOST_TOKENS));
        tools.tell(facts);
    }

    private static void refuseArray(String path, boolean array) {
        if (array) {
            throw new MalformedRequest("'" + path + "' must be an object, but is an array.");
        }
    }

    private static Optional<String> tier(JsonScalar value) {
        String asked = value.text().toLowerCase(Locale.ROOT);
        return ServiceTiers.STANDARD.contains(asked) || asked.endsWith("unspecified")
                ? Optional.empty()
                : Optional.of(asked);
    }
}
