package dev.tollgate.ledger.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The plan that an account is on.
 *
 * @param plan its name
 * @param until when it ends, and the price book's first plan follows; absent: never
 * @param next the plan that follows at the end of the account's month; absent: this one goes on
 * @param monthFrom when the account's month began
 * @param monthUntil when the next one begins
 */
public record AccountPlan(
        String plan,
        Instant since,
        @Nullable Instant until,
        @Nullable String next,
        Instant monthFrom,
        Instant monthUntil) {}
