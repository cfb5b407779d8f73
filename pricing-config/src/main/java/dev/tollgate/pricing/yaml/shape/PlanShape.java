package dev.tollgate.pricing.yaml.shape;

import java.util.List;

/** The keys of one of {@code plans}. */
public record PlanShape(
        @Key("What the plan costs.") Price price,
        @Key("Credits that the plan gives; a list for several.") @Key.OneOrMany List<Grant> grant,
        @Key("What an account may take at most.") Limits limits,
        @Key(value = "Names, aliases or wildcards of the models it may call; left out: all.", as = Form.MODEL_NAME)
                @Key.NotEmpty
                List<String> models,
        @Key(value = "In the place of the model's and the file's.", as = Form.PERCENT) String markup,
        @Key("Calls with the caller's own provider key.") OwnKey byok,
        @Key(value = "Tokens in a month, such as 2M/month.", as = Form.PER_MONTH) String tokens,
        @Key(
                        "What becomes of a call that can cost more than there is: refuse it (left out), or lower its output bound.")
                WhenShort whenShort,
        @Key("Whom to ask.") String contact) {

    /** The values of {@code when_short}. */
    public enum WhenShort {
        REFUSE,
        LOWER
    }

    /** The values of {@code grant.every}. */
    public enum Every {
        ONCE,
        DAY,
        MONTH
    }

    /** The values of {@code grant.unused}. */
    public enum Unused {
        EXPIRE,
        KEEP
    }

    /** The values of {@code price.every}. */
    public enum Billing {
        MONTH,
        YEAR
    }

    /** The keys of {@code price}. */
    public record Price(
            @Key(value = "US dollars, in whole cents.", as = Form.PAYMENT, required = true) String pay,
            @Key("How often it is paid; left out: month.") Billing every,
            @Key(
                            value = "For how long an account may have it before it is paid for, once; at most 730d.",
                            as = Form.TRIAL)
                    String trial,
            @Key(value = "The environment variable with the price's name at Stripe.", as = Form.VARIABLE)
                    String stripePriceEnv) {}

    /** The keys of {@code grant}. */
    public record Grant(
            @Key(value = "Credits.", as = Form.CREDITS, required = true) String credits,
            @Key("How often they are given; left out: once.") Every every,
            @Key("What happens to what is left at the end of the day or month.") Unused unused) {}

    /** The keys of {@code limits}. */
    public record Limits(
            @Key(value = "Requests a minute, such as 10/min.", as = Form.PER_MINUTE) String requests,
            @Key(value = "Tokens a minute, such as 50K/min.", as = Form.PER_MINUTE) String tokens,
            @Key(value = "Requests at the same time.", as = Form.POSITIVE) String concurrent) {}

    /** The keys of {@code byok}. */
    public record OwnKey(
            @Key(
                            value = "Of what the call would have cost with the platform's key, such as 5%.",
                            as = Form.PERCENT,
                            required = true)
                    String fee) {}
}
