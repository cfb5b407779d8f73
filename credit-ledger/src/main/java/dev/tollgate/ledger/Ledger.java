package dev.tollgate.ledger;

import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.plan.PlanTerms;
import java.time.ZoneId;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Moves credits. Every method is one durable step: when its result is emitted, the step is on disk. Each is idempotent
 * by its id, so that a call whose outcome is unknown may simply be made again. A method that cannot reach the database
 * fails with {@link LedgerUnavailable}; the step may then have happened or not.
 *
 * <p>A step that was started is not undone by a cancelled subscription.
 */
public interface Ledger {

    /** Sets funds aside for a call, if the account has them. A hold that was already placed is answered as placed. */
    Mono<HoldResult> hold(HoldRequest request);

    /** Sets more aside for a call that runs on and costs more than was thought: all that is asked for, or nothing. */
    Mono<RaiseResult> raise(RaiseRequest request);

    /**
     * Tells how far this node's running calls are, and lets their holds stand on: one of which nothing is heard for the
     * time of a hold is given back, but for what its call is known to have cost. Holds that are settled are passed over.
     */
    Mono<Void> extend(List<HoldProgress> running);

    /**
     * Debits what a call cost and gives the rest of its hold back. An amount above the hold is taken from what else is
     * free and becomes debt where that is not enough; a hold that was abandoned is captured all the same. A second capture
     * of the same hold changes nothing and answers as the first did, as does the capture of a released hold.
     */
    Mono<Settlement> capture(CaptureRequest request);

    /** Gives the whole hold back, or what is still set aside of one that was abandoned. One that is settled stays so. */
    Mono<Settlement> release(ReleaseRequest request);

    /**
     * Debits an amount at once, all of it or nothing; once per account and key. What the account does not have is refused.
     */
    Mono<SpendResult> spend(SpendRequest request);

    /** Adds credits to an account, once per reference. */
    Mono<GrantResult> grant(GrantRequest request);

    /** Puts something right by new entries, once per reference. */
    Mono<CorrectionResult> correct(CorrectionRequest request);

    /**
     * Stops an account from spending, or lets it again; calls that run are settled all the same. The reason stands in the
     * journal. Answers whether it was stopped before; empty: there is no such account.
     */
    Mono<Boolean> freeze(long account, boolean frozen, String reason);

    /**
     * Gives an account free credits on each day that it is used, from today on. A day is given once, whatever is changed
     * in between. False: there is no such account.
     */
    Mono<Boolean> daily(long account, DailyCredits credits);

    /**
     * Begins the plan that an account was made with: gives what it gives, now and from now on. Once for each account, however
     * often it is asked for. False: there is no such account.
     *
     * @param zone where the account's days and months begin
     */
    Mono<Boolean> startPlan(long account, PlanTerms terms, ZoneId zone);

    /** What the account has now. An account that does not exist has nothing. */
    Mono<Balance> balance(long account);
}
