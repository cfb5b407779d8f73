package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.RequestReader;
import dev.tollgate.pricing.TokenKind;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code POST /v1/responses}. */
final class ResponsesRequest extends RequestReader {

    private static final String BOUND = "max_output_tokens";
    /** Of bounds that OpenAI takes. */
    private static final long LEAST_BOUND = 16;

    private static final String TOOL_CALLS = "max_tool_calls";
    private static final long MOST_TOOL_CALLS = 1_000_000;

    private static final Set<String> PLAIN =
            Set.of(BOUND, TOOL_CALLS, "background", "previous_response_id", "service_tier");
    private static final Set<String> KNOWN_PARTS = Set.of(
            "input_text",
            "output_text",
            "text",
            "input_image",
            "input_audio",
            "refusal",
            "summary_text",
            "reasoning_text",
            "computer_screenshot");

    private final RequestFacts facts;
    private OptionalLong toolCalls = OptionalLong.empty();
    private boolean itemHasRole;
    private boolean itemHasType;
    private boolean itemIsReference;

    ResponsesRequest(RequestFacts facts) {
        this(facts, BOUND);
    }

    /** Reads {@code POST /v1/responses/compact}, which takes no bound of its output. */
    static ResponsesRequest compact(RequestFacts facts) {
        return new ResponsesRequest(facts, null);
    }

    private ResponsesRequest(RequestFacts facts, @Nullable String writtenBound) {
        super(facts, PLAIN, writtenBound);
        this.facts = facts;
        facts.outputKinds(Set.of(TokenKind.OUTPUT, TokenKind.OUTPUT_REASONING));
        facts.leastOutput(LEAST_BOUND);
        facts.stored(true);
        facts.inputKind(TokenKind.INPUT_CACHED);
        facts.inputKind(TokenKind.INPUT_CACHE_WRITE);
    }

    @Override
    protected void top(String key, JsonScalar value) {
        switch (key) {
            case BOUND -> facts.outputBound(key, value);
            case TOOL_CALLS -> toolCalls = OptionalLong.of(RequestFacts.positive(key, value, MOST_TOOL_CALLS));
            case "store" -> facts.stored(!value.isFalse());
            case "background" -> facts.background(RequestFacts.flag(key, value));
            case "service_tier" -> facts.serviceTier(ServiceTier.asked(value));
            case "previous_response_id", "conversation", "prompt" -> keptByProvider();
            default -> {}
        }
    }

    @Override
    protected void inner(String path, String key, JsonScalar value) {
        switch (path) {
            case "input" -> item(key, value);
            case "input.content", "input.output" -> part(key, value);
            case "tools" -> OpenAiTools.offered(facts, key, value);
            default -> {}
        }
    }

    @Override
    public void open(String path, boolean array, long start) {
        super.open(path, array, start);
        switch (path) {
            case "input" -> {
                itemHasRole = false;
                itemHasType = false;
                itemIsReference = false;
            }
            case "input.content.input_audio" -> facts.inputKind(TokenKind.INPUT_AUDIO);
            case "conversation", "prompt" -> keptByProvider();
            default -> {}
        }
    }

    /** An item with neither type nor role is a reference to one that the provider keeps; null is neither. */
    @Override
    public void close(String path) {
        if (path.equals("input") && (itemIsReference || !itemHasType && !itemHasRole)) {
            keptByProvider();
        }
    }

    @Override
    protected void finished() {
        toolCalls.ifPresent(calls -> facts.tools().stream()
                .filter(tool -> !tool.equals(OpenAiTools.CODE_SESSION))
                .forEach(tool -> facts.toolBound(tool, calls)));
    }

    private void item(String key, JsonScalar value) {
        if (key.equals("role")) {
            itemHasRole |= value.isString();
        } else if (key.equals("type") && value.isString()) {
            itemHasType = true;
            itemIsReference |= value.text().equals("item_reference");
        }
    }

    private void part(String key, JsonScalar value) {
        switch (key) {
            case "image_url" -> Pictures.at(facts, true, value);
            case "file_id", "file_url", "file_data" -> facts.refersElsewhere();
            case "type" -> {
                if (!KNOWN_PARTS.contains(value.text())) {
                    facts.refersElsewhere();
                }
            }
            default -> {}
        }
    }

    /** What is kept may hold pictures and sound. */
    private void keptByProvider() {
        facts.refersElsewhere();
        facts.inputKind(TokenKind.INPUT_IMAGE);
        facts.inputKind(TokenKind.INPUT_AUDIO);
    }
}
