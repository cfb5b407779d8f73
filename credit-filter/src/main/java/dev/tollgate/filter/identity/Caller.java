package dev.tollgate.filter.identity;

import dev.tollgate.ledger.account.Account;
import dev.tollgate.pricing.Plan;

/**
 * Who pays for a call.
 *
 * @param keyId the gateway key that was shown
 * @param plan what the account may do, by these prices
 * @param prices taken once, when the call came in
 */
public record Caller(Account account, long keyId, Plan plan, PriceSnapshot prices) {}
