package dev.tollgate.filter.dialect.catalog;

import dev.tollgate.filter.dialect.Dialects;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.dialect.anthropic.AnthropicDialect;
import dev.tollgate.filter.dialect.cohere.CohereDialect;
import dev.tollgate.filter.dialect.gemini.GeminiDialect;
import dev.tollgate.filter.dialect.ollama.OllamaDialect;
import dev.tollgate.filter.dialect.openai.OpenAiDialect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The dialects that Tollgate brings along. A new wire format is a new package and one more name here. */
public final class BuiltInDialects {

    private static final Dialects ALL = new Dialects(
            List.of(
                    new OpenAiDialect(),
                    new AnthropicDialect(),
                    new GeminiDialect(),
                    new CohereDialect(),
                    new OllamaDialect()),
            alsoAt());

    /** Paths of OpenAI's operations with those who have them elsewhere: Google, and Azure, whose body names the model here. */
    private static Map<String, String> alsoAt() {
        Map<String, String> paths = new HashMap<>();
        paths.put("/v1beta/openai/chat/completions", "/v1/chat/completions");
        paths.put("/v1beta/openai/embeddings", "/v1/embeddings");
        for (Operation operation : new OpenAiDialect().operations()) {
            if (operation.path().startsWith("/v1/")) {
                paths.put("/openai" + operation.path(), operation.path());
            }
        }
        return paths;
    }

    private BuiltInDialects() {}

    /** OpenAI, at the paths too that Google and Azure have for OpenAI's clients, Anthropic, Gemini, Cohere and Ollama. */
    public static Dialects all() {
        return ALL;
    }
}
