package dev.tollgate.admin.billing;

/** Stripe does not answer, or is not to be used at the moment: the same may work later. */
final class StripeAway extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StripeAway(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
