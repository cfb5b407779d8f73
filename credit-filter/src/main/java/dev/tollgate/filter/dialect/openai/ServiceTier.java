package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.pricing.ServiceTiers;
import java.util.Optional;

/** Tiers of service, which cost about double ({@code priority}) or half ({@code flex}) of the standard one. */
final class ServiceTier {

    private static final String PRIORITY = "priority";

    /** Another word for it in requests; answers say {@code priority}. */
    private static final String FAST = "fast";

    private ServiceTier() {}

    /** What a request asks for; empty: the standard tier. */
    static Optional<String> asked(JsonScalar value) {
        return value.isString()
                ? Optional.of(value.text().equals(FAST) ? PRIORITY : value.text())
                        .filter(tier -> !ServiceTiers.STANDARD.contains(tier))
                : Optional.empty();
    }

    /** What is charged while the answer does not tell: the tier that was asked for by name. */
    static Optional<String> untilTold(Intent intent) {
        return intent.serviceTier().filter(tier -> !tier.equals(ServiceTiers.AUTO));
    }

    /** What an answer was given in; empty: the standard tier. */
    static Optional<String> answered(JsonScalar value) {
        return asked(value).filter(tier -> !tier.equals(ServiceTiers.AUTO));
    }
}
