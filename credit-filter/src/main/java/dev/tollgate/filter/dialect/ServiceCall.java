package dev.tollgate.filter.dialect;

import dev.tollgate.pricing.HoldBound;
import dev.tollgate.pricing.Service;
import dev.tollgate.pricing.ServiceRoute;

/**
 * A call of a service that is no model.
 *
 * @param most that it can count, in what is counted
 * @param token in the address that the provider calls when the call is over; empty: the answer ends the call. It is a
 *     secret between the gateway and the provider
 */
public record ServiceCall(Service service, long most, String token) {

    public boolean isCalledBack() {
        return !token.isEmpty();
    }

    /** Whether {@link #most} is a guess. */
    public boolean isGuessed() {
        return service.route()
                .flatMap(ServiceRoute::hold)
                .filter(HoldBound::isGuess)
                .isPresent();
    }

    /** Without the token: it may end up in a log line. */
    @Override
    public String toString() {
        return "ServiceCall[" + service.name() + "]";
    }
}
