package dev.tollgate.ledger;

import dev.tollgate.ledger.usage.UsageRecord;
import java.util.UUID;

/**
 * The end of a call that is paid for. The amount debited is the record's charge.
 *
 * @param hold the hold to debit
 * @param account the account that pays
 * @param record what was used and what it costs; written by the same commit
 */
public record CaptureRequest(UUID hold, long account, UsageRecord record) {}
