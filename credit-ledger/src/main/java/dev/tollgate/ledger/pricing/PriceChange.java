package dev.tollgate.ledger.pricing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A wish to sell by a version from a time on.
 *
 * @param version what the price book of the text calls itself
 * @param text the whole text; absent for a version that is stored already
 * @param effective from when on; absent or passed: at once
 * @param actor who wishes it, at most {@value #LONGEST_ACTOR} characters
 * @param reason why, at most {@value #LONGEST_REASON} characters; may be empty
 */
public record PriceChange(
        String version,
        @Nullable String text,
        @Nullable Instant effective,
        String actor,
        String reason,
        Activation.Source source) {

    public static final int LONGEST_ACTOR = 100;
    public static final int LONGEST_REASON = 500;

    public PriceChange {
        if (actor.isBlank() || actor.length() > LONGEST_ACTOR || reason.length() > LONGEST_REASON) {
            throw new IllegalArgumentException("a change of prices needs a name of 1 to " + LONGEST_ACTOR
                    + " characters, and a reason of at most " + LONGEST_REASON);
        }
    }

    /** What a pricing file says. */
    public static PriceChange byFile(String version, String text, @Nullable Instant effective, String file) {
        String actor = file.length() > LONGEST_ACTOR ? file.substring(file.length() - LONGEST_ACTOR) : file;
        return new PriceChange(version, text, effective, actor, "", Activation.Source.FILE);
    }

    public static PriceChange byApi(
            String version, String text, @Nullable Instant effective, String actor, String reason) {
        return new PriceChange(version, text, effective, actor, reason, Activation.Source.API);
    }

    /** Back to a stored version, at once; what is scheduled is taken back. */
    public static PriceChange rollback(String version, String actor, String reason) {
        return new PriceChange(version, null, null, actor, reason, Activation.Source.ROLLBACK);
    }
}
