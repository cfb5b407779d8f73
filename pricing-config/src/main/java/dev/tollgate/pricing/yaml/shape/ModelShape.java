package dev.tollgate.pricing.yaml.shape;

import java.util.List;
import java.util.Map;

/** The keys of one of {@code models}. */
@Key.Alone("deny")
@Key.Apart({"second", "minute"})
@Key.Apart({"tokens", "bands"})
@Key.When(
        key = "free",
        is = "true",
        without = {"tokens", "bands", "image", "second", "minute", "characters", "request", "credits", "cost"})
@Key.When(
        key = "credits.per_1K",
        without = {"tokens", "bands"})
@Key.When(key = "credits.each", without = "request.each")
@Key.When(key = "credits", single = true, without = "request.each")
@Key.When(
        key = "markup",
        absent = {"tokens", "bands", "image", "second", "minute", "characters", "request"},
        without = "credits")
public record ModelShape(
        @Key(value = "A name of providers.", as = Form.NAME, required = true) String provider,
        @Key(value = "Other names that callers may use.", as = Form.ALIAS) List<String> aliases,
        @Key(value = "Models that are asked in its place, in this order, where its provider fails.", as = Form.ALIAS)
                @Key.AtMost(ModelShape.MOST_FALLBACKS)
                List<String> fallbacks,
        @Key(value = "US dollars for a million tokens.", needs = "input") TokensShape tokens,
        @Key("Prices of the whole request once its input passes so many tokens.")
                @Key.Each(value = Form.ABOVE, with = "tokens")
                Map<String, TokensShape> tokensAbove,
        @Key("Prices that the tokens of each kind fall through one after the other.") List<Band> bands,
        @Key(value = "US dollars for a picture, by size or by quality and size.", as = Form.AMOUNT)
                @Key.Names(Form.PICTURE)
                Map<String, String> image,
        @Key(value = "US dollars for a second.", as = Form.AMOUNT) String second,
        @Key(value = "US dollars for a minute.", as = Form.AMOUNT) String minute,
        @Key(value = "US dollars for a million characters.", as = Form.AMOUNT) String characters,
        @Key("Fees for each request and for each call of a tool.") Fees request,
        @Key("Credits for each request; final, no markup counts.") @Key.Or(Form.PRICE) Flat credits,
        @Key(value = "What the provider bills you for a million tokens, in US dollars.", needs = "input")
                TokensShape cost,
        @Key(value = "In the place of the file's.", as = Form.PERCENT) String markup,
        @Key("true: these prices are meant as they stand.") boolean confirmed,
        @Key(value = "The most the model can write in one answer, in tokens.", as = Form.POSITIVE)
                String maxOutputTokens,
        @Key(value = "The bound written into a request that names none, in tokens.", as = Form.POSITIVE)
                String defaultOutputTokens,
        @Key(value = "The most the model can read, in tokens.", as = Form.POSITIVE) String maxInputTokens,
        @Key("true: costs nothing.") boolean free,
        @Key("true: refused; stands alone.") boolean deny) {

    /** Each one is one more wait for a caller who has waited already. */
    public static final int MOST_FALLBACKS = 3;

    /** The keys of one of {@code bands}: its end, if it has one, and the prices of its tokens. */
    public record Band(
            @Key(value = "The number of tokens that it ends at; the last band has none.", as = Form.POSITIVE)
                    String upTo,
            @Key(value = "US dollars for a million tokens that the model reads.", as = Form.AMOUNT) String input,
            @Key(value = "US dollars for a million tokens that the model writes.", as = Form.AMOUNT) String output,
            @Key(value = "US dollars for a million tokens of another kind.", as = Form.AMOUNT) @Key.Each(Form.KIND)
                    Map<String, String> kinds) {}

    /** The keys of {@code request}. */
    public record Fees(
            @Key(value = "US dollars for each request.", as = Form.AMOUNT) String each,
            @Key(value = "US dollars for each search of the web.", as = Form.AMOUNT) String webSearch,
            @Key(value = "US dollars for a request with a small search context.", as = Form.AMOUNT) String searchLow,
            @Key(value = "US dollars for a request with a search context of middle size.", as = Form.AMOUNT)
                    String searchMedium,
            @Key(value = "US dollars for a request with a large search context.", as = Form.AMOUNT) String searchHigh,
            @Key(value = "US dollars for each search of files.", as = Form.AMOUNT) String fileSearch,
            @Key(value = "US dollars for each session of code.", as = Form.AMOUNT) String codeSession,
            @Key(value = "US dollars for each picture that the model has made.", as = Form.AMOUNT)
                    String imageGeneration) {}

    /** The keys of a price in {@code credits}. */
    @Key.AnyOf({"each", "per_1K"})
    public record Flat(
            @Key(value = "Credits for each request.", as = Form.PRICE) String each,
            @Key(
                            value = "Credits for 1,000 tokens.",
                            named = "per_1K",
                            needs = {"input", "output"})
                    @Key.Or(Form.PRICE)
                    TokensShape perThousand) {}
}
