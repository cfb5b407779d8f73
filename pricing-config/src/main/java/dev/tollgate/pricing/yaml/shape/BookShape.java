package dev.tollgate.pricing.yaml.shape;

import java.util.List;
import java.util.Map;

/** The keys of the whole file. */
public record BookShape(
        @Key(value = "The format of the file: 1.", as = Form.VERSION) String version,
        @Key(value = "When these prices begin; left out: at once.", as = Form.TIME) String effective,
        @Key(value = "The currency of every price: USD.", as = Form.CURRENCY) String currency,
        @Key(
                        value =
                                "Files below this one's folder with providers, models and services; * stands for any characters.",
                        as = Form.FILE)
                @Key.OneOrMany
                List<String> include,
        @Key("What a credit is worth.") Credit credit,
        @Key(value = "On top of every price, such as 20%.", as = Form.PERCENT) String markup,
        @Key("When callers are refused or warned.") Balance balance,
        @Key("Who answers calls.") @Key.Names(Form.NAME) Map<String, ProviderShape> providers,
        @Key("What models cost; names may have a * (then in quotes).") @Key.Names(Form.MODEL_NAME)
                Map<String, ModelShape> models,
        @Key("Paid APIs that are no models.") @Key.Names(Form.NAME) Map<String, ServiceShape> services,
        @Key("Credits that are bought once.") @Key.Names(Form.NAME) Map<String, PackageShape> packages,
        @Key("What accounts may do; the first is the plan of new accounts.") @Key.Names(Form.NAME)
                Map<String, PlanShape> plans,
        @Key("Codes that make credits cheaper or give some.") @Key.Names(Form.NAME)
                Map<String, PromoCodeShape> promoCodes,
        @Key("Credits that accounts are given by rule.") RewardsShape rewards,
        @Key("Your own words in answers to callers.") MessagesShape messages) {

    /** The keys of {@code credit}. */
    @Key.AnyOf({"worth", "tokens", "shown_as"})
    public record Credit(
            @Key(value = "US dollars a credit.", as = Form.PRICE) String worth,
            @Key(value = "Tokens of any kind that a credit pays for.", as = Form.POSITIVE) String tokens,
            @Key(value = "USD: a credit is a US dollar, and amounts are shown as dollars.", as = Form.CURRENCY)
                    String shownAs) {}

    /** The keys of {@code balance}. */
    public record Balance(
            @Key(value = "Calls are refused below this balance, in US dollars or credits.", as = Form.BONUS)
                    String minimum,
            @Key(
                            value =
                                    "Callers are warned below this balance, in US dollars or credits; left out: $5, 0: never.",
                            as = Form.BONUS)
                    String lowAlert,
            @Key(
                            value = "The HTTP status of a refusal for want of credits: 402 (left out) or 429.",
                            as = Form.SHORT_STATUS)
                    String refuseWith) {}

    /** The keys of an included file. */
    public record Included(
            @Key("Who answers calls.") @Key.Names(Form.NAME) Map<String, ProviderShape> providers,
            @Key("What models cost.") @Key.Names(Form.MODEL_NAME) Map<String, ModelShape> models,
            @Key("Paid APIs that are no models.") @Key.Names(Form.NAME) Map<String, ServiceShape> services) {}
}
