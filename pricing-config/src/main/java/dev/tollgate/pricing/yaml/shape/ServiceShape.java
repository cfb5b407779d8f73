package dev.tollgate.pricing.yaml.shape;

import java.util.List;
import java.util.Map;

/** The keys of one of {@code services}. */
@Key.Together({"provider", "path"})
@Key.Apart({"credits", "markup"})
@Key.OneOf({"unit", "minute", "second", "characters", "credits"})
@Key.When(
        key = {"method", "query", "fields", "types", "values", "set", "set_query", "hold", "callback"},
        needs = "path")
@Key.When(key = "callback", needs = "usage.callback")
@Key.When(key = "usage.callback", needs = "callback")
public record ServiceShape(
        @Key(value = "A name of providers.", as = Form.NAME) String provider,
        @Key(value = "The paths that it answers.", as = Form.ROUTE) String path,
        @Key(value = "The method of HTTP; left out: POST.", as = Form.METHOD) String method,
        @Key(value = "Parameters of the address that callers may send; left out: none.", as = Form.PARAMETER)
                List<String> query,
        @Key(value = "Fields of the body that callers may send; left out: any.", as = Form.PARAMETER)
                List<String> fields,
        @Key(value = "Media types of bodies that are taken, such as audio/*; left out: any.", as = Form.MEDIA_TYPE)
                List<String> types,
        @Key(
                        value =
                                "What fields of the body may hold: wildcards, separated by commas; others hold anything.",
                        as = Form.HEADER_TEXT)
                @Key.Names(Form.PARAMETER)
                Map<String, String> values,
        @Key(value = "Fields of the body that the gateway writes, and callers may not.", as = Form.HEADER_TEXT)
                @Key.Names(Form.PARAMETER)
                Map<String, String> set,
        @Key(value = "Parameters of the address that the gateway writes, and callers may not.", as = Form.HEADER_TEXT)
                @Key.Names(Form.PARAMETER)
                Map<String, String> setQuery,
        @Key("The most that a call counts, which is held; a number, a time, or where the request tells it.")
                @Key.Or(Form.STEP)
                Hold hold,
        @Key("How the provider tells that a call is over.") Called callback,
        @Key(value = "US dollars for one.", as = Form.PRICE) String unit,
        @Key(value = "US dollars for a minute.", as = Form.PRICE) String minute,
        @Key(value = "US dollars for a second.", as = Form.PRICE) String second,
        @Key(value = "US dollars for a million characters.", as = Form.PRICE) String characters,
        @Key(value = "Credits for one; final, no markup counts.", as = Form.PRICE) String credits,
        @Key(value = "What a quantity is rounded up to, such as 1 minute.", as = Form.STEP) String roundUp,
        @Key(value = "The smallest quantity that is charged.", as = Form.STEP) String minimum,
        @Key("Where the quantity is found; left out: one for each call.") @Key.Or(Form.QUANTITY) Told usage,
        @Key(value = "In the place of the file's.", as = Form.PERCENT) String markup,
        @Key(value = "US dollars for one that the provider bills you.", as = Form.AMOUNT) String cost,
        @Key("true: this price is meant as it stands.") boolean confirmed) {

    /** The keys of {@code usage}, where it is not in the answer's JSON, or more is to be said. */
    @Key.OneOf({"response", "header", "request", "callback"})
    @Key.Apart({"header", "zero"})
    @Key.Apart({"request", "zero"})
    @Key.Apart({"callback", "zero"})
    public record Told(
            @Key(value = "A number in the JSON of the answer.", as = Form.PATH) String response,
            @Key("What zero means there: free, or estimate: the provider does not know yet.") Zero zero,
            @Key(value = "A header of the answer.", as = Form.TOKEN) String header,
            @Key(value = "A number in the JSON or form of the request.", as = Form.PATH) String request,
            @Key(value = "A field of the callback.", as = Form.PARAMETER) String callback) {}

    /** The values of {@code zero}. */
    public enum Zero {
        FREE,
        ESTIMATE
    }

    /** The keys of {@code hold}. */
    @Key.OneOf({"request", "characters", "segments", "bytes"})
    @Key.Together({"request", "at_most"})
    public record Hold(
            @Key(value = "A number in the request.", as = Form.PATH) String request,
            @Key(value = "The largest that is let through, and written where the request names none.", as = Form.STEP)
                    String atMost,
            @Key(value = "A text in the request whose characters count.", as = Form.PATH) String characters,
            @Key(value = "A text message in the request whose segments count.", as = Form.PATH) String segments,
            @Key(value = "One for so many bytes of the body.", as = Form.POSITIVE) String bytes) {}

    /** The keys of {@code callback}. */
    @Key.Together({"state", "charged"})
    public record Called(
            @Key(
                            value = "The field of the request that takes the address to call.",
                            as = Form.PARAMETER,
                            required = true)
                    String address,
            @Key(
                            value = "What stands behind the address, by which the provider knows how often to try.",
                            as = Form.FRAGMENT)
                    String suffix,
            @Key(value = "The field that tells how far the call is; left out: it is over.", as = Form.PARAMETER)
                    String state,
            @Key(value = "States in which it is over and billed.", as = Form.PARAMETER) List<String> charged,
            @Key(value = "States in which it is over and not billed.", as = Form.PARAMETER) List<String> free,
            @Key(value = "The header with the provider's signature; left out: it does not sign.", as = Form.TOKEN)
                    String signature,
            @Key(value = "How long it is waited for after the longest call; left out: 15m.", as = Form.DURATION)
                    String grace,
            @Key("What a call costs of which nothing is heard: charge, what was held; or free.") Silence silence) {}

    /** The values of {@code silence}. */
    public enum Silence {
        CHARGE,
        FREE
    }
}
