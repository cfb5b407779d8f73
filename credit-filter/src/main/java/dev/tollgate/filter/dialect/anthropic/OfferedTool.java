package dev.tollgate.filter.dialect.anthropic;

import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.RequestFacts;
import java.util.Set;
import java.util.stream.Stream;

/** One of the tools that a request offers. Those that Anthropic runs have fees, and what they find becomes input. */
final class OfferedTool {

    static final String WEB_SEARCH = "webSearch";
    static final String CODE_SESSION = "codeSession";

    /** Searches of a request that names no {@code max_uses}: an assumption, since Anthropic names no bound. */
    static final long DEFAULT_USES = 10;

    /** Anthropic describes a tool of its own to the model in up to some 750 tokens (computer use, text editor). */
    static final long DESCRIPTION = 1_000;

    private static final long MOST_USES = 1_000_000;
    private static final Set<String> RUN_BY_CALLER = Set.of("bash_", "text_editor_", "computer_", "memory_");

    /** Run by Anthropic without a fee of their own: what they find becomes input, and an adviser's tokens are reported. */
    private static final Set<String> FREE = Set.of("web_fetch_", "tool_search_tool_", "mcp_toolset", "advisor_");

    private final RequestFacts facts;
    private String type = "";
    private long uses = DEFAULT_USES;

    OfferedTool(RequestFacts facts) {
        this.facts = facts;
    }

    void begin(boolean list) {
        type = "";
        uses = DEFAULT_USES;
        if (list) {
            facts.addedTokens(MessagesRequest.TOOL_PROMPT);
        }
    }

    void field(String key, JsonScalar value) {
        if (key.equals("type") && value.isString()) {
            type = value.text();
        } else if (key.equals("max_uses") && !value.isNull()) {
            uses = RequestFacts.positive("max_uses", value, MOST_USES);
        }
    }

    void end() {
        if (type.isEmpty() || type.equals("custom")) {
            return;
        }
        facts.addedTokens(DESCRIPTION);
        if (startsWithAny(RUN_BY_CALLER.stream())) {
            return;
        }
        facts.refersElsewhere();
        if (type.startsWith("web_search_")) {
            facts.tool(WEB_SEARCH, uses);
        } else if (type.startsWith("code_execution_")) {
            facts.tool(CODE_SESSION, 1);
        } else if (!startsWithAny(FREE.stream())) {
            // One that nobody knows here may have a fee: it needs a price, and so is refused.
            facts.tool(type, 1);
        }
    }

    private boolean startsWithAny(Stream<String> prefixes) {
        return prefixes.anyMatch(type::startsWith);
    }
}
