package dev.tollgate.filter.dialect;

import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.ledger.usage.UsageRecord;
import dev.tollgate.pricing.Usage;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer used.
 *
 * @param basis what the counts rest on; {@link Basis#NONE} if the provider failed before it did any work
 * @param usage the answer's own counts
 * @param additional paid work that {@code usage} leaves out
 * @param model the model that answered, as the provider names it
 * @param failure the provider's own error, if the answer ended with one
 * @param costUsd what the provider says that it bills the platform, in US dollars
 * @param oddity what in the counts does not add up; for the operator's log
 */
public record UsageReport(
        Basis basis,
        Usage usage,
        List<UsageRecord.Additional> additional,
        @Nullable String model,
        @Nullable String failure,
        @Nullable BigDecimal costUsd,
        @Nullable String oddity) {

    public UsageReport {
        additional = List.copyOf(additional);
    }

    /** A report of a provider that tells nothing of what it bills, with counts that add up. */
    public UsageReport(
            Basis basis,
            Usage usage,
            List<UsageRecord.Additional> additional,
            @Nullable String model,
            @Nullable String failure) {
        this(basis, usage, additional, model, failure, null, null);
    }

    /** All tokens of the answer and its prompt, those of additional work included. */
    public long tokens() {
        return additional.stream().mapToLong(more -> tokens(more.usage())).reduce(tokens(usage), Math::addExact);
    }

    private static long tokens(Usage usage) {
        return Math.addExact(usage.inputTokens(), usage.outputTokens());
    }
}
