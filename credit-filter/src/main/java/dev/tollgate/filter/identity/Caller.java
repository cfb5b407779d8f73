package dev.tollgate.filter.identity;

import dev.tollgate.ledger.account.Account;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.Plan.Limits;

/**
 * Who pays for a call.
 *
 * @param keyId the gateway key that was shown
 * @param keyLimits the key's own rate limits; {@link Limits#NONE}: those of every key
 * @param plan what the account may do, by these prices
 * @param prices taken once, when the call came in
 */
public record Caller(Account account, long keyId, Limits keyLimits, Plan plan, PriceSnapshot prices) {}
