package dev.tollgate.ledger;

import dev.tollgate.ledger.usage.UsageRecord;
import java.util.UUID;

/**
 * The end of a call that costs nothing.
 *
 * @param hold the hold to give back
 * @param account the account whose hold it is
 * @param record what was attempted, with a charge of zero; written by the same commit
 */
public record ReleaseRequest(UUID hold, long account, UsageRecord record) {}
