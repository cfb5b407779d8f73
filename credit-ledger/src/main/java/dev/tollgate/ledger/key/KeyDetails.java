package dev.tollgate.ledger.key;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key as its owner sees it: never the key itself, nor its hash.
 *
 * @param number the ledger's number of it, never shown; keys that were made later have larger ones
 * @param id how the API names it: {@code key_} and 20 letters or digits
 * @param prefix its first characters, and
 * @param last4 its last four
 * @param expires null: it does not end
 * @param lastUsed to about a minute; null: never
 * @param budgets what it may spend by period, and how much of that is used
 * @param old what it was before it was rotated, and is still taken for a while
 */
public record KeyDetails(
        long number,
        String id,
        String name,
        String prefix,
        String last4,
        Instant created,
        @Nullable Instant expires,
        @Nullable Instant lastUsed,
        KeyScope scope,
        List<Budget> budgets,
        List<OldSecret> old) {

    public KeyDetails {
        budgets = List.copyOf(budgets);
        old = List.copyOf(old);
    }

    public record OldSecret(String last4, Instant expires) {}
}
