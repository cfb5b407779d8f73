package dev.tollgate.ledger;

import dev.tollgate.ledger.key.Budget;
import dev.tollgate.pricing.Credits;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link SpendRequest}.
 *
 * @param id of the spend; of the first one if it was made before
 * @param balance what the account has after it; as it was then, if it was made before
 * @param budget the one that does not allow it; only with {@link Status#BUDGET}
 */
public record SpendResult(Status status, UUID id, Credits debited, Balance.Funds balance, @Nullable Budget budget) {

    public enum Status {
        SPENT,
        /** It could be paid now; nothing was debited, because it was a dry run. */
        AFFORDABLE,
        /** The same request was made before; this is its answer. */
        ALREADY_SPENT,
        /** The key belongs to another request; nothing was debited. */
        KEY_TAKEN,
        /** The account does not have the amount, even without the holds of its running calls. */
        INSUFFICIENT,
        /** The account has the amount, but running calls hold it at the moment. */
        ON_HOLD,
        /** The account owes credits. */
        IN_DEBT,
        /** The account is frozen. */
        FROZEN,
        NO_ACCOUNT,
        /** The account has the amount, but a budget of the key or the run does not allow it. */
        BUDGET
    }
}
