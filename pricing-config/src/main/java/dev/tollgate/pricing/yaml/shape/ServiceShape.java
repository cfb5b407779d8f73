package dev.tollgate.pricing.yaml.shape;

/** The keys of one of {@code services}. */
@Key.Together({"provider", "path"})
@Key.Apart({"credits", "markup"})
@Key.OneOf({"unit", "minute", "second", "characters", "credits"})
public record ServiceShape(
        @Key(value = "A name of providers.", as = Form.NAME) String provider,
        @Key(value = "The paths that it answers.", as = Form.ROUTE) String path,
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

    /** The keys of {@code usage}, where it is not in the answer's JSON. */
    @Key.OneOf({"header", "request"})
    public record Told(
            @Key(value = "A header of the answer.", as = Form.TOKEN) String header,
            @Key(value = "A number in the JSON of the request.", as = Form.PATH) String request) {}
}
