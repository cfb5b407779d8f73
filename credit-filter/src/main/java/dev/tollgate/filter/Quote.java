package dev.tollgate.filter;

import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Usage;
import java.util.OptionalLong;

/**
 * The most that a call can cost, and what is sent to the provider so that it costs no more.
 *
 * @param worstCase the size of the hold
 * @param worstUsage what costs that
 * @param upstreamBody what to send
 * @param loweredTo the output bound that was written in place of the caller's, because the caller's could not be paid
 */
record Quote(Charge worstCase, Usage worstUsage, byte[] upstreamBody, OptionalLong loweredTo) {}
