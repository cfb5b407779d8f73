package dev.tollgate.ledger;

import dev.tollgate.pricing.Credits;
import java.util.UUID;

/**
 * Something to put right in an account, by new entries: what is in the journal stays there.
 *
 * @param reference what makes the correction unique, for example an idempotency key or the id of a dispute
 * @param subject what is corrected: the request, or the grant's reference; empty for an adjustment
 * @param amount how much of it; zero: all that is left of it, which an adjustment cannot say
 * @param reason for people: why
 */
public record CorrectionRequest(
        long account, Kind kind, String reference, String subject, Credits amount, String reason) {

    public enum Kind {
        /** Credits are given to the account by hand. */
        GIVE,
        /** Credits are taken from the account by hand. What it does not have becomes debt. */
        ADJUST,
        /** What a request was charged is given back, never more than that in all. */
        REFUND,
        /** A grant is taken back, never more than it was in all. What has been spent of it becomes debt. */
        REVERSE
    }

    public CorrectionRequest {
        if (subject.isEmpty() && amount.isZero()) {
            throw new IllegalArgumentException("an adjustment must be above zero credits");
        }
    }

    public static CorrectionRequest give(long account, String reference, Credits amount, String reason) {
        return new CorrectionRequest(account, Kind.GIVE, reference, "", amount, reason);
    }

    public static CorrectionRequest adjust(long account, String reference, Credits amount, String reason) {
        return new CorrectionRequest(account, Kind.ADJUST, reference, "", amount, reason);
    }

    public static CorrectionRequest refund(
            long account, String reference, UUID request, Credits amount, String reason) {
        return new CorrectionRequest(account, Kind.REFUND, reference, request.toString(), amount, reason);
    }

    public static CorrectionRequest reverse(
            long account, String reference, String grant, Credits amount, String reason) {
        return new CorrectionRequest(account, Kind.REVERSE, reference, grant, amount, reason);
    }
}
