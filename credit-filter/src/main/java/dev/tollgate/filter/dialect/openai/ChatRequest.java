package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.RequestReader;
import dev.tollgate.filter.dialect.request.Slot;
import dev.tollgate.pricing.TokenKind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code POST /v1/chat/completions}. */
final class ChatRequest extends RequestReader {

    /** Answers that one request may ask for. */
    static final long MOST_ANSWERS = 128;

    private static final String BOUND = "max_completion_tokens";
    private static final String OLD_BOUND = "max_tokens";

    private static final Set<String> PLAIN = Set.of(BOUND, OLD_BOUND, "n", "service_tier");
    private static final Set<String> KNOWN_PARTS =
            Set.of("text", "image_url", "input_audio", "file", "refusal", "thinking");

    private final RequestFacts facts;
    private final StreamOptions options;
    private @Nullable Slot newerBound;
    private @Nullable Slot nullOlderBound;
    private boolean hasOlderBound;

    ChatRequest(RequestFacts facts) {
        super(facts, PLAIN, BOUND);
        this.facts = facts;
        this.options = new StreamOptions(facts);
        facts.outputKinds(Set.of(TokenKind.OUTPUT, TokenKind.OUTPUT_REASONING));
        facts.inputKind(TokenKind.INPUT_CACHED);
        facts.inputKind(TokenKind.INPUT_CACHE_WRITE);
    }

    @Override
    protected void top(String key, JsonScalar value) {
        switch (key) {
            case BOUND -> {
                facts.outputBound(key, value);
                newerBound = facts.text().renamed(value, OLD_BOUND);
            }
            case OLD_BOUND -> {
                facts.outputBound(key, value);
                hasOlderBound = true;
            }
            case "n" -> facts.answers(key, value, MOST_ANSWERS);
            case "service_tier" -> facts.serviceTier(ServiceTier.asked(value));
            case "modalities" -> modality(value);
            case StreamOptions.KEY -> throw StreamOptions.notAnObject(value.shown());
            default -> {}
        }
    }

    @Override
    protected void nulled(String key, JsonScalar value) {
        super.nulled(key, value);
        if (key.equals(StreamOptions.KEY)) {
            options.nulled(value);
        } else if (key.equals(BOUND)) {
            newerBound = facts.text().renamed(value, OLD_BOUND);
        } else if (key.equals(OLD_BOUND)) {
            nullOlderBound = facts.text().slotOf(value);
        }
    }

    @Override
    protected void inner(String path, String key, JsonScalar value) {
        switch (path) {
            case StreamOptions.KEY -> options.option(key, value);
            case "messages.content" -> part(key, value);
            case "messages.content.image_url" -> Pictures.at(facts, key.equals("url"), value);
            case "tools" -> OpenAiTools.offered(facts, key, value);
            case "web_search_options" -> {
                if (key.equals("search_context_size")) {
                    facts.searchSize(value);
                }
            }
            default -> {}
        }
    }

    @Override
    public void open(String path, boolean array, long start) {
        super.open(path, array, start);
        options.opened(path, array, start);
        switch (path) {
            case "messages.content.input_audio" -> facts.inputKind(TokenKind.INPUT_AUDIO);
            case "messages.content.file" -> facts.refersElsewhere();
            case "messages.audio" -> {
                facts.inputKind(TokenKind.INPUT_AUDIO);
                facts.refersElsewhere();
            }
            case "web_search_options" -> {
                facts.tool(OpenAiTools.WEB_SEARCH, 1);
                facts.refersElsewhere();
            }
            case "models" -> throw new MalformedRequest(
                    "'models' lists several models to choose from, which cannot be priced here. Send one 'model'.");
            case "plugins", "search_parameters" -> throw new MalformedRequest(
                    "'" + path + "' makes the provider search for a fee that has no price here. Leave it out.");
            default -> {}
        }
    }

    @Override
    protected void finished() {
        if (facts.modelIs(name -> name.contains("-search-")) && facts.tools().isEmpty()) {
            facts.tool(OpenAiTools.WEB_SEARCH, 1);
            facts.refersElsewhere();
        }
        options.finished(newKey(StreamOptions.KEY));
        facts.olderBoundSlot(hasOlderBound ? null : olderBoundSlot());
    }

    private Slot olderBoundSlot() {
        if (nullOlderBound != null) {
            return nullOlderBound;
        }
        return newerBound != null ? newerBound : newKey(OLD_BOUND);
    }

    private void part(String key, JsonScalar value) {
        if (key.equals("image_url")) {
            Pictures.at(facts, true, value);
        } else if (key.equals("type") && !KNOWN_PARTS.contains(value.text())) {
            facts.refersElsewhere();
        }
    }

    private void modality(JsonScalar value) {
        if (value.text().equals("audio")) {
            facts.outputKinds(Set.of(TokenKind.OUTPUT_AUDIO));
        } else if (value.text().equals("image")) {
            facts.outputKinds(Set.of(TokenKind.OUTPUT_IMAGE));
        }
    }
}
