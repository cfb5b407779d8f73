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
    private static final String OPTIONS = "stream_options";
    private static final String ASK = "\"include_usage\":true";

    private static final Set<String> PLAIN = Set.of(BOUND, OLD_BOUND, "n", "service_tier");
    private static final Set<String> KNOWN_PARTS =
            Set.of("text", "image_url", "input_audio", "file", "refusal", "thinking");

    private final RequestFacts facts;
    private boolean hasOptions;
    private @Nullable Slot afterOptionsBrace;
    private boolean optionsHaveFields;

    ChatRequest(RequestFacts facts) {
        super(facts, PLAIN, BOUND);
        this.facts = facts;
        facts.outputKinds(Set.of(TokenKind.OUTPUT, TokenKind.OUTPUT_REASONING));
        facts.inputKind(TokenKind.INPUT_CACHED);
        facts.inputKind(TokenKind.INPUT_CACHE_WRITE);
    }

    @Override
    protected void top(String key, JsonScalar value) {
        switch (key) {
            case BOUND, OLD_BOUND -> facts.outputBound(key, value);
            case "n" -> facts.answers(key, value, MOST_ANSWERS);
            case "service_tier" -> facts.serviceTier(ServiceTier.asked(value));
            case "modalities" -> modality(value);
            case OPTIONS -> throw new MalformedRequest(
                    "'stream_options' must be an object, but is " + value.shown() + ".");
            default -> {}
        }
    }

    @Override
    protected void nulled(String key, JsonScalar value) {
        super.nulled(key, value);
        if (key.equals(OPTIONS)) {
            hasOptions = true;
            facts.usageSlot(facts.slotOf(value), '{' + ASK + '}');
        }
    }

    @Override
    protected void inner(String path, String key, JsonScalar value) {
        switch (path) {
            case OPTIONS -> option(key, value);
            case "messages.content" -> part(key, value);
            case "messages.content.image_url" -> Pictures.at(facts, key.equals("url"), value);
            case "tools" -> OpenAiTools.offered(facts, key, value);
            default -> {}
        }
    }

    @Override
    public void open(String path, boolean array, long start) {
        super.open(path, array, start);
        switch (path) {
            case OPTIONS -> options(array, start);
            case OPTIONS + ".include_usage" -> throw new MalformedRequest(
                    "'stream_options.include_usage' must be true or false, but is an object or array.");
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
            default -> optionsHaveFields |= path.startsWith(OPTIONS + '.');
        }
    }

    @Override
    protected void finished() {
        if (facts.modelOrEmpty().contains("-search-") && facts.tools().isEmpty()) {
            facts.tool(OpenAiTools.WEB_SEARCH, 1);
            facts.refersElsewhere();
        }
        if (!facts.isStreaming()) {
            facts.noUsageSlot();
            return;
        }
        if (!hasOptions) {
            facts.usageSlot(newKey(OPTIONS), '{' + ASK + '}');
        } else if (afterOptionsBrace != null) {
            facts.usageSlot(afterOptionsBrace, optionsHaveFields ? ASK + ',' : ASK);
        }
    }

    private void options(boolean array, long start) {
        if (array) {
            throw new MalformedRequest("'stream_options' must be an object, but is an array.");
        }
        hasOptions = true;
        afterOptionsBrace = Slot.insertion(Math.toIntExact(start) + 1, "", "");
    }

    private void option(String key, JsonScalar value) {
        optionsHaveFields = true;
        if (!key.equals("include_usage")) {
            return;
        }
        afterOptionsBrace = null;
        if (RequestFacts.flag("stream_options.include_usage", value)) {
            facts.asksForUsage();
        } else {
            facts.usageSlot(facts.slotOf(value), "true");
        }
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
