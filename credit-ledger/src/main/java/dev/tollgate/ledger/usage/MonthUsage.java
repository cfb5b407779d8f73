package dev.tollgate.ledger.usage;

import dev.tollgate.pricing.Credits;
import java.time.Instant;
import java.time.ZoneId;

/**
 * What an account used by calls that ended in its current month.
 *
 * @param begins when the month began, by the account's day and zone
 * @param zone whose days and months they are
 */
public record MonthUsage(Instant begins, ZoneId zone, long tokens, Credits credits) {}
