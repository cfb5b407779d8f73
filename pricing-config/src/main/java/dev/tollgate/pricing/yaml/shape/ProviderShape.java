package dev.tollgate.pricing.yaml.shape;

import java.util.Map;

/** The keys of one of {@code providers}. Keys and passwords are never written in the file. */
@Key.When(
        key = "auth",
        is = "header",
        needs = {"auth_name", "key_env"},
        without = "user_env")
@Key.When(
        key = "auth",
        is = "basic",
        needs = {"user_env", "key_env"},
        without = "auth_name")
@Key.When(
        key = "auth",
        is = {"bearer", "token"},
        without = {"auth_name", "user_env"})
@Key.When(
        key = "auth",
        is = "none",
        without = {"auth_name", "user_env", "key_env"})
@Key.When(key = "user_env", needs = "auth")
@Key.When(
        key = "auth_name",
        absent = {"auth", "dialect"},
        needs = "auth")
@Key.When(
        key = "dialect",
        is = {"openai", "cohere", "ollama"},
        absent = "auth",
        without = "auth_name")
@Key.When(
        key = "dialect",
        is = {"anthropic", "cohere", "ollama"},
        without = "service_tiers")
@Key.When(
        key = "dialect",
        is = {"anthropic", "gemini", "cohere", "ollama"},
        without = {"usage", "output_bound"})
public record ProviderShape(
        @Key(value = "Any http or https address, used as it stands.", as = Form.URL, required = true) String url,
        @Key("The wire format it speaks; left out: openai.") Dialect dialect,
        @Key(value = "The environment variable with your key; never the key itself.", as = Form.VARIABLE) String keyEnv,
        @Key(value = "The environment variable with the user of basic authentication.", as = Form.VARIABLE)
                String userEnv,
        @Key("How the key is sent; left out: as the dialect does it.") Auth auth,
        @Key(value = "The header that carries the key.", as = Form.KEY_HEADER) String authName,
        @Key(value = "Headers that every call is sent with; no secrets.", as = Form.HEADER_TEXT)
                @Key.Names(Form.FIXED_HEADER)
                Map<String, String> headers,
        @Key("How long to wait.") Timeouts timeouts,
        @Key("What happens to an answer whose client has left: drain reads it to its end, stop ends it.")
                OnDisconnect onDisconnect,
        @Key("What a call costs that ran when its gateway died: charge, what its client had got by then; or free.")
                OnCrash onCrash,
        @Key(
                        "A call that went out and was not answered: stop tells its caller, fall_back asks the model's next fallback.")
                OnSilence onSilence,
        @Key("Whether streams are asked for their token counts; left out: true for openai.") boolean forceUsage,
        @Key("The field that bounds the output of chats; left out: max_completion_tokens.") OutputBound outputBound,
        @Key(value = "What a service tier's tokens cost of the standard price, such as flex: 50%.", as = Form.SHARE)
                @Key.Names(Form.TIER)
                Map<String, String> serviceTiers,
        @Key("What is peculiar to the usage that it tells.") Usage usage,
        @Key("Where operations are called, in the place of the usual paths.") Paths paths,
        @Key(value = "What the provider calls models, by their names here.", as = Form.MODEL_NAME)
                @Key.Names(Form.MODEL_NAME)
                Map<String, String> deployments,
        @Key(value = "Sent as api-version with calls that name none.", as = Form.API_VERSION) String apiVersion) {

    /** The values of {@code dialect}. */
    public enum Dialect {
        OPENAI,
        ANTHROPIC,
        GEMINI,
        COHERE,
        OLLAMA
    }

    /** The values of {@code auth}. */
    public enum Auth {
        BEARER,
        TOKEN,
        HEADER,
        BASIC,
        NONE
    }

    /** The values of {@code on_disconnect}. */
    public enum OnDisconnect {
        DRAIN,
        STOP
    }

    /** The values of {@code on_crash}. */
    public enum OnCrash {
        CHARGE,
        FREE
    }

    /** The values of {@code on_silence}. */
    public enum OnSilence {
        STOP,
        FALL_BACK
    }

    /** The values of {@code output_bound}. */
    public enum OutputBound {
        MAX_TOKENS,
        MAX_COMPLETION_TOKENS
    }

    /** The keys of {@code timeouts}. */
    public record Timeouts(
            @Key(value = "Until a connection stands, such as 5s.", as = Form.DURATION) String connect,
            @Key(value = "Until an answer begins, such as 60s.", as = Form.DURATION) String firstByte,
            @Key(value = "Between two pieces of an answer, such as 60s.", as = Form.DURATION) String idle,
            @Key(value = "For a whole answer, such as 10m.", as = Form.DURATION) String total) {}

    /** The keys of {@code usage}. */
    @Key.When(key = "cost_per_dollar", needs = "cost")
    public record Usage(
            @Key(value = "Where the usage object stands, beside the usual place.", as = Form.FIELD) String at,
            @Key("Reasoning tokens: inside the output, added to it, or told by the total alone.") Reasoning reasoning,
            @Key(value = "The field with the cached part of the input.", as = Form.FIELD) String cached,
            @Key(value = "The field with input tokens that are added to the prompt.", as = Form.FIELD) String citations,
            @Key(value = "The field with the number of web searches.", as = Form.FIELD) String searches,
            @Key("true: each request has a fee by its search context.") boolean searchSizes,
            @Key(value = "The field with what you are billed.", as = Form.FIELD) String cost,
            @Key(value = "How much of it is a US dollar; left out: 1.", as = Form.POSITIVE) String costPerDollar) {}

    /** The values of {@code reasoning}. */
    public enum Reasoning {
        INSIDE,
        ADDED,
        TOTAL
    }

    /** The keys of {@code paths}: operations. */
    public record Paths(
            @Key(value = "Chat completions.", as = Form.OPERATION_PATH) String chat,
            @Key(value = "Completions of before chats.", as = Form.OPERATION_PATH) String completions,
            @Key(value = "Responses.", as = Form.PATH_OF_ALL_MODELS) String responses,
            @Key(value = "Embeddings.", as = Form.OPERATION_PATH) String embeddings,
            @Key(value = "Moderations.", as = Form.OPERATION_PATH) String moderations,
            @Key(value = "Pictures from words.", as = Form.OPERATION_PATH) String images,
            @Key(value = "Pictures from pictures.", as = Form.OPERATION_PATH) String imageEdits,
            @Key(value = "Words from sound.", as = Form.OPERATION_PATH) String transcriptions,
            @Key(value = "English words from sound.", as = Form.OPERATION_PATH) String translations,
            @Key(value = "Sound from words.", as = Form.OPERATION_PATH) String speech) {}
}
