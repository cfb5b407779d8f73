package dev.tollgate.filter.dialect.catalog;

import dev.tollgate.filter.dialect.Dialects;
import dev.tollgate.filter.dialect.anthropic.AnthropicDialect;
import dev.tollgate.filter.dialect.openai.OpenAiDialect;
import java.util.List;

/** The dialects that Tollgate brings along. A new wire format is a new package and one more name here. */
public final class BuiltInDialects {

    private static final Dialects ALL = new Dialects(List.of(new OpenAiDialect(), new AnthropicDialect()));

    private BuiltInDialects() {}

    /** OpenAI and Anthropic. */
    public static Dialects all() {
        return ALL;
    }
}
