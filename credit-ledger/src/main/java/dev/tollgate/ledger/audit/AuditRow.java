package dev.tollgate.ledger.audit;

import java.time.Instant;

/**
 * A row of the audit log.
 *
 * @param seq numbers the rows from 1, without gaps
 * @param at the database's time
 */
public record AuditRow(long seq, Instant at, AuditNote note) {}
