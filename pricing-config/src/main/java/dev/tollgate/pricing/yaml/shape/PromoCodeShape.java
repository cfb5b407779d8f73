package dev.tollgate.pricing.yaml.shape;

import java.util.List;

/** The keys of one of {@code promo_codes}. */
@Key.OneOf({"percent", "credits"})
@Key.Apart({"code", "code_env"})
@Key.When(key = "first_payment_of", needs = "percent")
public record PromoCodeShape(
        @Key(value = "The environment variable with the code.", as = Form.VARIABLE) String codeEnv,
        @Key(value = "The code; left out: the name of the entry.", as = Form.NAME) String code,
        @Key(value = "Off the price of what is bought once, such as 10%.", as = Form.DISCOUNT) String percent,
        @Key(value = "The plans off whose first payment the same is taken; left out: none.", as = Form.NAME)
                List<String> firstPaymentOf,
        @Key(value = "Credits that it gives.", as = Form.CREDITS) String credits,
        @Key(value = "How often an account may use it; left out: 1.", as = Form.POSITIVE) String perUser,
        @Key(value = "How often it may be used by all together.", as = Form.POSITIVE) String total,
        @Key(value = "When it ends.", as = Form.TIME) String until,
        @Key(value = "The plans whose accounts may use it; left out: all.", as = Form.NAME) @Key.NotEmpty
                List<String> plans) {}
