package dev.tollgate.simulator.paid;

/** What an API does with one call. */
public enum Behaviour {
    USUAL,
    /** An error of the provider's: status 500. */
    FAILS,
    /** Does what was asked, and answers with an error of its own: status 500. */
    FAILS_LATE,
    /** An error about what was asked: status 400. */
    REFUSES,
    /** Works, and does not tell the quantity. */
    UNTOLD,
    /** Works, and tells a quantity that is none. */
    GARBLED,
    /** Works, and tells zero. */
    ZERO,
    /** Works, and tells a hundred times the usual. */
    MUCH,
    /** Works, and never answers. */
    SILENT,
    /** Answers with the first piece of its body, and goes on when {@link PaidSimulator#resume} is called. */
    PAUSES,
    /** Answers with the first piece of its body and breaks off. */
    BREAKS_OFF
}
