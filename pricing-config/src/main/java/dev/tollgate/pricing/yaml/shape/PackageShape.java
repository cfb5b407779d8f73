package dev.tollgate.pricing.yaml.shape;

/** The keys of one of {@code packages}. */
public record PackageShape(
        @Key(value = "US dollars, in whole cents.", as = Form.PAYMENT, required = true) String pay,
        @Key(value = "US dollars' worth of credits on top (2), or credits (20 credits).", as = Form.BONUS) String bonus,
        @Key(value = "Credits for the money; left out: as many as the money is worth.", as = Form.CREDITS)
                String credits,
        @Key(value = "The environment variable with the price's name at Stripe.", as = Form.VARIABLE)
                String stripePriceEnv) {}
