package dev.tollgate.ledger;

import dev.tollgate.ledger.key.Run;
import dev.tollgate.pricing.Charge;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Credits that an app spends for its user, at once and without a hold.
 *
 * @param id the spend's id in the usage log, a UUID of version 7
 * @param key the account's idempotency key: of all requests with the same key one is made
 * @param body a hash of what was asked, which tells a repeated request from another one with the same key
 * @param charge what is debited, above zero
 * @param service what they are spent on, as the usage log calls it; grants for certain models look at it
 * @param dryRun whether to tell only if it could be paid now
 * @param keyId the number of the gateway key that pays; null: none
 * @param run the piece of work that it belongs to; null: none
 * @param costUsd what the platform itself pays for it, in US dollars; empty: not known
 */
public record SpendRequest(
        UUID id,
        long account,
        String key,
        byte[] body,
        Charge charge,
        String service,
        Map<String, String> tags,
        boolean dryRun,
        @Nullable Long keyId,
        @Nullable Run run,
        Optional<BigDecimal> costUsd) {

    public SpendRequest {
        if (charge.credits().isZero()) {
            throw new IllegalArgumentException("a spend must be above zero credits");
        }
        tags = Map.copyOf(tags);
    }

    /** A spend that no gateway key pays for, and whose cost is not known. */
    public SpendRequest(
            UUID id,
            long account,
            String key,
            byte[] body,
            Charge charge,
            String service,
            Map<String, String> tags,
            boolean dryRun) {
        this(id, account, key, body, charge, service, tags, dryRun, null, null, Optional.empty());
    }
}
