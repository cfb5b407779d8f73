package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.Service;
import java.math.BigDecimal;
import java.util.Optional;

/** What the platform itself pays for a service. */
final class ServiceCost {

    private ServiceCost() {}

    /** In US dollars; absent where the service is priced in credits, which says nothing of its cost. */
    static Optional<BigDecimal> of(Service service, long pieces) {
        return service.inCredits()
                ? Optional.empty()
                : Optional.of(service.price().multiply(BigDecimal.valueOf(pieces)));
    }
}
