package dev.tollgate.admin.credits;

import dev.tollgate.ledger.journal.JournalEntry;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry as the API shows it; amounts are decimal strings in credits, and those that went away begin with a minus.
 *
 * @param debt by how much the entry changed what is owed
 * @param requestId of the call or spend that it is about, for {@code /v1/tollgate/requests/{id}}
 * @param model the model of a call
 * @param service what a spend was for
 */
record TransactionView(
        long seq,
        Instant at,
        String kind,
        String amount,
        String debt,
        String balance,
        @Nullable String source,
        String reference,
        @Nullable UUID requestId,
        @Nullable String operation,
        @Nullable String model,
        @Nullable String service) {

    private static final String SPEND = "spend";

    static TransactionView of(JournalEntry entry) {
        JournalEntry.Call call = entry.call();
        boolean spend = call != null && call.operation().equals(SPEND);
        return new TransactionView(
                entry.seq(),
                entry.at(),
                entry.kind(),
                plain(entry.amount()),
                plain(entry.debt()),
                plain(entry.balance()),
                entry.source(),
                entry.reference(),
                call == null ? null : call.id(),
                call == null ? null : call.operation(),
                spend ? null : model(call),
                spend ? model(Objects.requireNonNull(call)) : null);
    }

    private static @Nullable String model(JournalEntry.@Nullable Call call) {
        return call == null ? null : call.model();
    }

    private static String plain(BigDecimal amount) {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }
}
