package dev.tollgate.ledger.plan;

/**
 * The tokens that an account's settled calls have used, input and output together.
 *
 * @param month by calls that began in the account's month
 * @param lifetime by all calls, also those whose month was taken out of the books
 * @param reserved set aside, of a plan's monthly allowance, for calls that still run
 */
public record TokenCount(long month, long lifetime, long reserved) {}
