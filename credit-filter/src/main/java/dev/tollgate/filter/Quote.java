package dev.tollgate.filter;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Usage;
import java.util.OptionalLong;

/**
 * The most that a call can cost, and what is sent to the provider so that it costs no more. The body is written when it is
 * sent, so that a quote takes no room for one that may never be.
 *
 * @param worstCase the size of the hold
 * @param worstUsage what costs that
 * @param intent what was asked for
 * @param edit what is changed of that
 */
record Quote(Charge worstCase, Usage worstUsage, Intent intent, Intent.Edit edit) {

    /** What to send. */
    byte[] upstreamBody() {
        return intent.upstreamBody(edit);
    }

    /** The output bound that is written in place of the caller's, because the caller's could not be paid. */
    OptionalLong loweredTo() {
        return edit.loweredTo();
    }
}
