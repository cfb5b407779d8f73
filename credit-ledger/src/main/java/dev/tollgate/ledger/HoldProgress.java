package dev.tollgate.ledger;

import dev.tollgate.ledger.usage.UsageRecord;
import java.util.UUID;

/**
 * How far a running call is: what happens to it if nothing more is heard of it.
 *
 * @param soFar what is to be charged then, never more than the hold; a charge of nothing gives the whole hold back
 */
public record HoldProgress(UUID hold, Stage stage, UsageRecord soFar) {

    public enum Stage {
        /** Nothing was sent to a provider yet. */
        OPENED,
        /** The provider has the request. */
        SENT,
        /** The answer has begun. */
        STREAMING
    }

    /** What it has used so far, prompt and answer together. */
    long tokens() {
        return soFar.inputTokens() + soFar.outputTokens();
    }
}
