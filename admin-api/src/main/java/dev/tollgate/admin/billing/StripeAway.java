package dev.tollgate.admin.billing;

import com.stripe.exception.StripeException;

/** Stripe does not answer, or is not to be used at the moment: the same may work later. */
final class StripeAway extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int SERVER_ERROR = 500;

    StripeAway(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /**
     * Whether Stripe itself has answered with an error of its own. It keeps such an answer under the call's idempotency key for
     * a day, whether or not it has done anything: the same call again is answered the same.
     */
    boolean isKept() {
        return getCause() instanceof StripeException answer
                && answer.getStatusCode() != null
                && answer.getStatusCode() >= SERVER_ERROR;
    }
}
