package dev.tollgate.ledger.billing;

import dev.tollgate.pricing.Credits;
import java.util.UUID;

/**
 * What an account is about to buy.
 *
 * @param item what it is, for people: {@code package starter}, {@code plan pro}
 * @param cents what is to be paid, in US cents
 * @param credits what is given for it
 * @param promo the promo code that takes something off, by its name in the price book; empty: none
 */
public record Order(UUID id, long account, Kind kind, String item, long cents, Credits credits, String promo) {

    /** How it is paid. */
    public enum Kind {
        /** On a page of Stripe's. */
        CHECKOUT,
        /** On a page of the app's own, by a payment intent. */
        INTENT,
        /** On a page of Stripe's, again and again. */
        SUBSCRIPTION,
        /** By itself, with the card that Stripe keeps. */
        TOPUP
    }

    /** How often the code may be used. */
    public record PromoBounds(long perUser, long total) {
        public static final PromoBounds NONE = new PromoBounds(0, 0);
    }

    /** Whether it could be opened. */
    public enum Opened {
        OPENED,
        /** The account has used the code as often as it may. */
        USED,
        /** All together have. */
        USED_UP,
        FROZEN,
        /** It is for a subscription, and there is one. */
        SUBSCRIBED,
        /** It is for a subscription, and there is a page on which one may begin. */
        PAGE_OPEN
    }
}
