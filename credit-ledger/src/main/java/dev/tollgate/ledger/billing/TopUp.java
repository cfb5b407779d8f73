package dev.tollgate.ledger.billing;

import dev.tollgate.pricing.Credits;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an account buys by itself, with the card that Stripe keeps for it.
 *
 * @param chargedCents in the last 24 hours, in US cents, with what is still being charged
 * @param stopped why it was switched off by itself; null: it was not
 */
public record TopUp(Setting setting, long chargedCents, @Nullable Stopped stopped) {

    /**
     * What an account wants.
     *
     * @param below it buys when it has less than this
     * @param pack a package, by its name in the price book; empty: an amount
     * @param cents the amount, in US cents; 0: a package
     * @param mostCents charged in 24 hours, in US cents
     */
    public record Setting(boolean enabled, Credits below, String pack, long cents, long mostCents) {}

    /** @param reason for people */
    public record Stopped(String reason, Instant at) {}

    /**
     * An account to be seen to.
     *
     * @param version of its setting
     * @param wanted whether it is neither switched off nor frozen meanwhile
     * @param tries how often this was begun, this time included
     * @param charge what has not come to an end; null: the account is low, and nothing was ordered yet
     */
    public record Due(
            long account, long version, String pack, long cents, boolean wanted, int tries, @Nullable Charge charge) {}

    /**
     * What a card is charged for. It says all that Stripe is sent, so that each try sends the same.
     *
     * @param item what it is, for people
     * @param closed whether it is known that nothing comes of it
     */
    public record Charge(
            UUID order, String item, long cents, String customer, String card, boolean closed, Instant orderedAt) {}

    /** Whether a charge could be ordered. */
    public enum Opened {
        OPENED,
        /** The setting is another one now, or another charge is under way. */
        CHANGED,
        /** The account is not low any more. */
        ENOUGH,
        /** It costs more than may be charged in a day. */
        TOO_DEAR,
        /** No more may be charged today. */
        CAP
    }
}
