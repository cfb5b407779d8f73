package dev.tollgate.pricing.yaml.shape;

import java.util.Map;

/** The keys of one of {@code providers}. Keys and passwords are never written in the file. */
public record ProviderShape(
        @Key(value = "Any http or https address, used as it stands.", as = Form.URL, required = true) String url,
        @Key("The wire format it speaks; left out: openai.") Dialect dialect,
        @Key(value = "The environment variable with your key; never the key itself.", as = Form.VARIABLE) String keyEnv,
        @Key(value = "The environment variable with the user of basic authentication.", as = Form.VARIABLE)
                String userEnv,
        @Key("How the key is sent; left out: as the dialect does it.") Auth auth,
        @Key(value = "The header or parameter that carries the key.", as = Form.TOKEN) String authName,
        @Key("Headers that every call is sent with; a secret as { env: VARIABLE }.")
                @Key.Names(Form.TOKEN)
                @Key.Or(Form.TEXT)
                Map<String, FromEnvironment> headers,
        @Key("How long to wait.") Timeouts timeouts,
        @Key("What happens to an answer whose client has left: drain reads it to its end, stop ends it.")
                OnDisconnect onDisconnect,
        @Key("What a call costs that ran when its gateway died: charge, what its client had got by then; or free.")
                OnCrash onCrash,
        @Key("Whether streams are asked for their token counts; left out: true for openai.") boolean forceUsage,
        @Key(value = "What a service tier's tokens cost of the standard price, such as flex: 50%.", as = Form.SHARE)
                @Key.Names(Form.TIER)
                Map<String, String> serviceTiers) {

    /** The values of {@code dialect}. */
    public enum Dialect {
        OPENAI,
        ANTHROPIC,
        GEMINI,
        COHERE
    }

    /** The values of {@code auth}. */
    public enum Auth {
        BEARER,
        HEADER,
        BASIC,
        QUERY,
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

    /** The keys of a header's value that is a secret. */
    public record FromEnvironment(
            @Key(value = "The environment variable with the value.", as = Form.VARIABLE, required = true) String env) {}

    /** The keys of {@code timeouts}. */
    public record Timeouts(
            @Key(value = "Until a connection stands, such as 5s.", as = Form.DURATION) String connect,
            @Key(value = "Until an answer begins, such as 60s.", as = Form.DURATION) String firstByte,
            @Key(value = "Between two pieces of an answer, such as 60s.", as = Form.DURATION) String idle,
            @Key(value = "For a whole answer, such as 10m.", as = Form.DURATION) String total) {}
}
