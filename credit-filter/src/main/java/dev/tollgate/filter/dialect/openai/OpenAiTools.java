package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.RequestFacts;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tools that OpenAI runs itself: each call has a fee, and what it finds becomes input. */
final class OpenAiTools {

    static final String WEB_SEARCH = "webSearch";
    static final String FILE_SEARCH = "fileSearch";
    static final String CODE_SESSION = "codeSession";
    static final String IMAGE_GENERATION = "imageGeneration";

    /** Calls of one tool that a request may make if it names no bound: an assumption, since OpenAI names none. */
    static final long DEFAULT_CALLS = 10;

    /** Tools that the caller runs: nothing but their descriptions reaches the provider. */
    private static final Set<String> RUN_BY_CALLER =
            Set.of("function", "custom", "local_shell", "apply_patch", "computer_use_preview", "computer");

    /** Run by OpenAI, or by somebody else for it, without a fee: what they find becomes input. */
    private static final Set<String> FREE = Set.of("mcp", "namespace");

    private OpenAiTools() {}

    static void offered(RequestFacts facts, String key, JsonScalar value) {
        if (!key.equals("type") || RUN_BY_CALLER.contains(value.text())) {
            return;
        }
        facts.refersElsewhere();
        String type = value.text();
        if (type.contains("web_search")) {
            facts.tool(WEB_SEARCH, DEFAULT_CALLS);
        } else if (!FREE.contains(type)) {
            String tool = fee(type + "_call");
            // One that nobody knows here may have a fee: it needs a price, and so is refused.
            facts.tool(tool == null ? type : tool, CODE_SESSION.equals(tool) ? 1 : DEFAULT_CALLS);
        }
    }

    /** Whether a chat searches the web as a whole, for one fee, and not by calls of a tool. */
    static boolean searchesOnce(Intent intent) {
        return intent.toolBounds().getOrDefault(WEB_SEARCH, 0L) == 1;
    }

    /** The tool whose fee an output item stands for; null: none. */
    static @Nullable String fee(String itemType) {
        return switch (itemType) {
            case "web_search_call" -> WEB_SEARCH;
            case "file_search_call" -> FILE_SEARCH;
            case "code_interpreter_call" -> CODE_SESSION;
            case "image_generation_call" -> IMAGE_GENERATION;
            default -> null;
        };
    }
}
