package dev.tollgate.filter.dialect.anthropic;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.PictureTokens;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.RequestReader;
import dev.tollgate.pricing.TokenKind;
import java.util.Map;
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
    private static final String THINKING = "thinking";
    private static final String THINKING_BUDGET = "budget_tokens";
    private static final String CONTENT = "messages.content";
    private static final String NESTED = "messages.content.content";
    private static final String SOURCE = ".source";

    private final RequestFacts facts;
    private final OfferedTool tool;

    /** The parts that are being read, by their path: a tool's result has parts of its own. */
    private final Map<String, Part> parts;

    MessagesRequest(RequestFacts facts) {
        super(facts, Set.of(BOUND, "speed", "inference_geo"), BOUND);
        this.facts = facts;
        this.tool = new OfferedTool(facts);
        this.parts = Map.of(CONTENT, new Part(facts), NESTED, new Part(facts));
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
        Part part = parts.get(path);
        Part sourceOf = parts.get(owner(path));
        if (path.equals(THINKING) && key.equals(THINKING_BUDGET)) {
            // The bound must be larger, says Anthropic.
            facts.leastOutput(Math.min(value.count().orElse(0), RequestFacts.MOST_TOKENS) + 1);
        } else if (path.equals("tools")) {
            tool.field(key, value);
        } else if (sourceOf != null) {
            sourceOf.source().field(key, value);
        } else if (part != null && key.equals("type")) {
            part.type(value.text());
        } else if (key.equals("ttl")
                && path.endsWith("cache_control")
                && value.text().equals("1h")) {
            facts.inputKind(TokenKind.INPUT_CACHE_WRITE_1H);
        } else if (key.equals("type") && path.endsWith(SOURCE)) {
            Source.elsewhere(facts, value);
        }
    }

    @Override
    public void open(String path, boolean array, long start) {
        super.open(path, array, start);
        Part part = parts.get(path);
        Part sourceOf = parts.get(owner(path));
        if (path.equals("tools")) {
            tool.begin(array);
        } else if (sourceOf != null) {
            sourceOf.source().begin();
        } else if (part != null) {
            part.begin();
        } else if (path.equals("mcp_servers") || path.equals("container")) {
            facts.refersElsewhere();
        } else if (path.endsWith("cache_control")) {
            facts.inputKind(TokenKind.INPUT_CACHE_WRITE);
        }
    }

    @Override
    public void close(String path) {
        Part part = parts.get(path);
        if (path.equals("tools")) {
            tool.end();
        } else if (part != null) {
            part.end();
        }
    }

    /** The path of what has its source at this path; empty: this is no source. */
    private static String owner(String path) {
        return path.endsWith(SOURCE) ? path.substring(0, path.length() - SOURCE.length()) : "";
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
