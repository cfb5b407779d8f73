package dev.tollgate.ledger.usage;

import dev.tollgate.pricing.Credits;

/** What an account used since the first of the month, UTC. */
public record MonthUsage(long tokens, Credits credits) {}
