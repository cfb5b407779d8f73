package dev.tollgate.ledger.login;

import dev.tollgate.pricing.Credits;

/**
 * What became of the wish to be deleted.
 *
 * @param bought what was bought and is left
 */
public record Deletion(Status status, Credits bought) {

    /** What the database answers. */
    public enum Status {
        DELETED,
        /** There is none, or it is deleted already. */
        GONE,
        /** It is frozen or in debt. Nothing was changed. */
        BLOCKED,
        /** Something bought is left, and nobody said that it may be lost. Nothing was changed. */
        FORFEIT
    }
}
