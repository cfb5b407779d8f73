package dev.tollgate.filter.dialect.anthropic;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.PictureTokens;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.RequestReader;
import dev.tollgate.pricing.TokenKind;
import java.util.Set;

/** Reads {@code POST /v1/messages}. */
final class MessagesRequest extends RequestReader {

    /**
     * Width times height over 750: the largest picture that older models take unscaled is about 1,600 tokens, and
     * about 4,800 with the newer ones' higher resolution.
     */
    static final PictureTokens PICTURE = new PictureTokens(5_000, 1_600);

    /** Anthropic writes a system prompt of its own where tools are offered: 290 to 530 tokens, by model and choice. */
    static final long TOOL_PROMPT = 600;

    private static final String BOUND = "max_tokens";
    private static final Set<String> CONTENT = Set.of("messages.content", "messages.content.content");
    private static final Set<String> SOURCE = Set.of("messages.content.source", "messages.content.content.source");

    private final RequestFacts facts;
    private final OfferedTool tool;
    private final Source source;
    private String partType = "";

    MessagesRequest(RequestFacts facts) {
        super(facts, Set.of(BOUND, "speed", "inference_geo"), BOUND);
        this.facts = facts;
        this.tool = new OfferedTool(facts);
        this.source = new Source(facts);
        facts.outputKinds(Set.of(TokenKind.OUTPUT, TokenKind.OUTPUT_REASONING));
        facts.inputKind(TokenKind.INPUT_CACHED);
    }

    @Override
    protected void top(String key, JsonScalar value) {
        switch (key) {
            case BOUND -> facts.outputBound(key, value);
            case "container" -> facts.refersElsewhere();
            case "speed" -> refuseFast(value);
            case "inference_geo" -> refuseSurcharge(value);
            default -> {}
        }
    }

    @Override
    protected void inner(String path, String key, JsonScalar value) {
        if (path.equals("tools")) {
            tool.field(key, value);
        } else if (SOURCE.contains(path)) {
            source.field(key, value);
        } else if (CONTENT.contains(path) && key.equals("type")) {
            partType = value.text();
        } else if (key.equals("ttl")
                && path.endsWith("cache_control")
                && value.text().equals("1h")) {
            facts.inputKind(TokenKind.INPUT_CACHE_WRITE_1H);
        } else if (key.equals("type") && path.endsWith(".source")) {
            source.elsewhere(value);
        }
    }

    @Override
    public void open(String path, boolean array, long start) {
        super.open(path, array, start);
        if (path.equals("tools")) {
            tool.begin(array);
        } else if (SOURCE.contains(path)) {
            source.begin();
        } else if (CONTENT.contains(path)) {
            partType = "";
            source.forget();
        } else if (path.equals("mcp_servers") || path.equals("container")) {
            facts.refersElsewhere();
        } else if (path.endsWith("cache_control")) {
            facts.inputKind(TokenKind.INPUT_CACHE_WRITE);
        }
    }

    @Override
    public void close(String path) {
        if (path.equals("tools")) {
            tool.end();
        } else if (CONTENT.contains(path)) {
            source.end(partType);
        }
    }

    private static void refuseFast(JsonScalar value) {
        if (value.text().equals("fast")) {
            throw new MalformedRequest("The speed \"fast\" has no price here. Leave 'speed' out.");
        }
    }

    /** Anthropic adds a tenth for answers that are made in the United States only. */
    private static void refuseSurcharge(JsonScalar value) {
        if (!value.isNull() && !value.text().equals("global")) {
            throw new MalformedRequest("The inference_geo " + value.shown() + " has no price here. Leave it out.");
        }
    }
}
