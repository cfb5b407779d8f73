package dev.tollgate.pricing;

/** What a price is written in. */
public enum Currency {
    /** US dollars; a markup counts on them. */
    USD,
    /** Credits; such a price is final. */
    CREDITS
}
