package dev.tollgate.ledger.database;

/** What listening to a channel of the database brings. */
public sealed interface Notice {

    /** From here on no change is missed, until the connection is lost. What was known before may be outdated. */
    record Listening() implements Notice {}

    /** Somebody has committed a change. */
    record Change(String payload) implements Notice {}
}
