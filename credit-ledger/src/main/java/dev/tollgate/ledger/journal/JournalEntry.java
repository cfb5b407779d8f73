package dev.tollgate.ledger.journal;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One entry, seen from its account.
 *
 * @param seq its number in the account, from 1 and without gaps
 * @param kind one of {@link EntryKinds#ALL}
 * @param amount credits by which it changed the balance; below zero when they were taken away
 * @param debt credits by which it changed what the account owes
 * @param balance the account's credits less its debt after it, held ones included
 * @param source of the credits that it moved; absent where none were moved, as by what becomes debt
 * @param reference what it is about: the id of a request, or a grant's reference
 * @param call the request that it is about; absent if it is about none
 */
public record JournalEntry(
        long seq,
        Instant at,
        String kind,
        BigDecimal amount,
        BigDecimal debt,
        BigDecimal balance,
        @Nullable String source,
        String reference,
        @Nullable Call call) {

    /**
     * A request in the usage log.
     *
     * @param operation {@code chat}, {@code messages}, …; {@code spend} for credits that were spent without a call
     * @param model the model as the caller named it; the service for a spend
     */
    public record Call(UUID id, String provider, String operation, String model) {}
}
