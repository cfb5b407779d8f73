package dev.tollgate.ledger;

import dev.tollgate.ledger.usage.Subject;
import dev.tollgate.pricing.Credits;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Funds to set aside.
 *
 * @param id the hold's id: the id of the request it pays for
 * @param account the account that pays
 * @param amount the most the call can cost
 * @param floor refused if the account has less than this available before the hold: the price book's minimum balance
 * @param subject what is paid for, as the usage log shows it while the call runs; its key and run say which budgets count
 * @param runBudget what the subject's run may cost in all; null: this call does not say
 */
public record HoldRequest(
        UUID id, long account, Credits amount, Credits floor, Subject subject, @Nullable Credits runBudget) {

    public HoldRequest(UUID id, long account, Credits amount, Credits floor, Subject subject) {
        this(id, account, amount, floor, subject, null);
    }
}
