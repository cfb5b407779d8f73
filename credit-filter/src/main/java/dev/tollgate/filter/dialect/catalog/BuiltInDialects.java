package dev.tollgate.filter.dialect.catalog;

import dev.tollgate.filter.dialect.Dialects;
import dev.tollgate.filter.dialect.anthropic.AnthropicDialect;
import dev.tollgate.filter.dialect.cohere.CohereDialect;
import dev.tollgate.filter.dialect.gemini.GeminiDialect;
import dev.tollgate.filter.dialect.openai.OpenAiDialect;
import java.util.List;
import java.util.Map;

/** The dialects that Tollgate brings along. A new wire format is a new package and one more name here. */
public final class BuiltInDialects {

    private static final Dialects ALL = new Dialects(
            List.of(new OpenAiDialect(), new AnthropicDialect(), new GeminiDialect(), new CohereDialect()),
            Map.of(
                    "/v1beta/openai/chat/completions", "/v1/chat/completions",
                    "/v1beta/openai/embeddings", "/v1/embeddings"));

    private BuiltInDialects() {}

    /** OpenAI, at the paths too that Google has for OpenAI's clients, Anthropic, Gemini and Cohere. */
    public static Dialects all() {
        return ALL;
    }
}
