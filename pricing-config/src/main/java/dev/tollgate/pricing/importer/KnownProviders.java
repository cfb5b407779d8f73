package dev.tollgate.pricing.importer;

import dev.tollgate.pricing.importer.KnownProvider.Address;
import dev.tollgate.pricing.importer.KnownProvider.Ways;
import java.util.List;
import java.util.Optional;

/**
 * The providers whose models can be imported: those that speak OpenAI's or Anthropic's dialect at an address that their
 * own documentation gives. The others of the table (Bedrock, Vertex, Azure, …) are left out with a comment.
 */
record KnownProviders(List<KnownProvider> all) {

    /** Makers first, sellers of other makers' models after them: where two have a name, the first one gets it. */
    static final KnownProviders TODAY = new KnownProviders(List.of(
            openAiLike(
                    "openai",
                    "https://api.openai.com",
                    "OPENAI_API_KEY",
                    "OpenAI API reference",
                    Ways.alsoCalled("text-completion-openai").searching("*-search-preview*", "*-search-api*")),
            new KnownProvider(
                    "anthropic",
                    new Address(
                            "https://api.anthropic.com",
                            "anthropic",
                            "ANTHROPIC_API_KEY",
                            false,
                            "Claude API reference"),
                    Ways.USUAL),
            openAiLike(
                    "gemini",
                    "https://generativelanguage.googleapis.com/v1beta/openai",
                    "GEMINI_API_KEY",
                    "Gemini API: OpenAI compatibility",
                    Ways.USUAL),
            withoutAsking(
                    "perplexity",
                    "https://api.perplexity.ai",
                    "PERPLEXITY_API_KEY",
                    "Perplexity: OpenAI SDK compatibility",
                    Ways.USUAL.searching("sonar", "sonar-pro", "sonar-reasoning*")),
            withoutAsking(
                    "mistral",
                    "https://api.mistral.ai/v1",
                    "MISTRAL_API_KEY",
                    "Mistral AI API: chat completions",
                    Ways.alsoCalled("codestral")),
            openAiLike(
                    "deepseek",
                    "https://api.deepseek.com/v1",
                    "DEEPSEEK_API_KEY",
                    "DeepSeek API docs: your first API call",
                    Ways.USUAL),
            openAiLike(
                    "xai",
                    "https://api.x.ai/v1",
                    "XAI_API_KEY",
                    "xAI docs: chat completions",
                    Ways.USUAL.withTiersFromThreshold()),
            withoutAsking(
                    "cohere",
                    "https://api.cohere.ai/compatibility/v1",
                    "COHERE_API_KEY",
                    "Cohere: compatibility API",
                    Ways.alsoCalled("cohere_chat")),
            openAiLike(
                    "moonshot",
                    "https://api.moonshot.ai/v1",
                    "MOONSHOT_API_KEY",
                    "Kimi API platform: API overview",
                    Ways.USUAL),
            openAiLike(
                    "groq",
                    "https://api.groq.com/openai/v1",
                    "GROQ_API_KEY",
                    "GroqDocs: OpenAI compatibility",
                    Ways.USUAL),
            openAiLike(
                    "cerebras",
                    "https://api.cerebras.ai/v1",
                    "CEREBRAS_API_KEY",
                    "Cerebras inference docs: OpenAI compatibility",
                    Ways.USUAL),
            openAiLike(
                    "together_ai",
                    "https://api.together.ai/v1",
                    "TOGETHER_API_KEY",
                    "Together AI docs: OpenAI compatibility",
                    Ways.USUAL.sizeClasses("together-ai-*")),
            openAiLike(
                    "fireworks_ai",
                    "https://api.fireworks.ai/inference/v1",
                    "FIREWORKS_API_KEY",
                    "Fireworks docs: OpenAI compatibility",
                    Ways.alsoCalled("fireworks_ai-embedding-models").sizeClasses("fireworks-ai-*")),
            withoutAsking(
                    "openrouter",
                    "https://openrouter.ai/api/v1",
                    "OPENROUTER_API_KEY",
                    "OpenRouter: quickstart",
                    Ways.USUAL)));

    private static KnownProvider openAiLike(String name, String url, String keyEnv, String documentation, Ways ways) {
        return new KnownProvider(name, new Address(url, "openai", keyEnv, true, documentation), ways);
    }

    /** One that refuses to be asked for the token counts of a stream, or sends them unasked. */
    private static KnownProvider withoutAsking(
            String name, String url, String keyEnv, String documentation, Ways ways) {
        return new KnownProvider(name, new Address(url, "openai", keyEnv, false, documentation), ways);
    }

    Optional<KnownProvider> find(String tableName) {
        return all.stream().filter(known -> known.isCalled(tableName)).findFirst();
    }

    List<String> names() {
        return all.stream().map(KnownProvider::name).toList();
    }
}
