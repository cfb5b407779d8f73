package dev.tollgate.filter;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.dialect.ServiceCall;
import dev.tollgate.filter.identity.Caller;
import dev.tollgate.filter.identity.ProviderKey;
import dev.tollgate.pricing.Provider;
import dev.tollgate.pricing.ServiceRoute;
import java.util.Optional;

/** Why a service that has a price cannot be called all the same. */
final class ServiceDoor {

    private ServiceDoor() {}

    static Optional<Denial> refusal(Caller caller, ServiceCall call) {
        String name = call.service().name();
        if (!caller.scope().allowsForwarding(name)) {
            return Optional.of(new Denial.Forbidden(
                    DenialCode.SERVICE_NOT_IN_SCOPE,
                    "This API key may not spend credits on the service '" + name + "'. Nothing was spent."));
        }
        boolean toldOfLater =
                call.service().route().flatMap(ServiceRoute::callback).isPresent();
        return toldOfLater && !call.isCalledBack()
                ? Optional.of(new Denial.Unavailable(
                        DenialCode.CALLBACK_ADDRESS_UNKNOWN,
                        "This gateway does not know its own public address, so '" + name
                                + "' cannot be called. The operator must set it. Nothing was charged."))
                : Optional.empty();
    }

    /** Without a key the provider would only refuse. */
    static Optional<Denial> refusal(ProviderKey key, Provider provider, ServiceCall call) {
        return key.key().isEmpty() && provider.keyEnv().isPresent()
                ? Optional.of(new Denial.Unavailable(
                        DenialCode.PROVIDER_ACCOUNT,
                        "This gateway has no key for the provider of '"
                                + call.service().name() + "'. The operator must set it. Nothing was charged."))
                : Optional.empty();
    }
}
