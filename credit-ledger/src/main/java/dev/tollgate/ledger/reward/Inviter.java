package dev.tollgate.ledger.reward;

/**
 * What came of an account's referral code.
 *
 * @param code what others give when they register
 * @param invited how many accounts count that gave it
 * @param paid for how many of them the account has had its credits
 * @param ofAll how many accounts count that gave anybody's code
 */
public record Inviter(String code, long invited, long paid, long ofAll) {}
