package dev.tollgate.admin.pricing;

import dev.tollgate.ledger.pricing.Activation;
import java.time.Instant;
import java.util.Locale;

/**
 * A row of the log of prices.
 *
 * @param since from when on it counts
 * @param by who wrote it
 * @param at when it was written
 * @param withdrawn whether it was taken back before its time came
 */
record ActivationView(
        String version, Instant since, String by, String reason, String source, Instant at, boolean withdrawn) {

    static ActivationView of(Activation activation) {
        return new ActivationView(
                activation.version(),
                activation.effectiveAt(),
                activation.actor(),
                activation.reason(),
                activation.source().name().toLowerCase(Locale.ROOT),
                activation.at(),
                activation.withdrawn());
    }
}
