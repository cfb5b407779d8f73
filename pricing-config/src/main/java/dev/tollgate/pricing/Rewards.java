package dev.tollgate.pricing;

import java.time.Duration;
import java.util.Optional;

/** Credits that accounts are given by rule; each rule may be left out. */
public record Rewards(Optional<Welcome> welcome, Optional<Referral> referral, Optional<Loyalty> loyalty) {

    public static final Rewards NONE = new Rewards(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * For each new account.
     *
     * @param expires how long the credits can be spent; empty: for ever
     */
    public record Welcome(Credits credits, Optional<Duration> expires) {}

    /**
     * For who brings others, and for those who are brought. The inviter has its credits when the other account has paid
     * for its first call.
     *
     * @param inviter zero: nothing
     * @param invited zero: nothing
     * @param bounds how many accounts count
     * @param expires how long the credits can be spent; empty: for ever
     */
    public record Referral(Credits inviter, Credits invited, Bounds bounds, Optional<Duration> expires) {}

    /**
     * How many invited accounts bring credits.
     *
     * @param perInviter of one inviter
     * @param total of all together
     */
    public record Bounds(long perInviter, long total) {}

    /**
     * For accounts that go on using the gateway.
     *
     * @param every how long a period is; the first begins with the account
     * @param minSpent what an account must have spent in a period to be given the credits
     * @param expires how long the credits can be spent; empty: for ever
     */
    public record Loyalty(Duration every, Credits credits, Credits minSpent, Optional<Duration> expires) {}
}
