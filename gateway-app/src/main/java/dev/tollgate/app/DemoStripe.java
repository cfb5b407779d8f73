package dev.tollgate.app;

import dev.tollgate.simulator.stripe.StripeSimulator;
import dev.tollgate.simulator.stripe.WebhookEndpoint;
import java.util.Map;
import java.util.UUID;

/** Stripe of the demo: a simulated one, so that credits can be bought there without money. */
final class DemoStripe implements AutoCloseable {

    private final StripeSimulator simulator = StripeSimulator.start(0);
    private final String secret = "whsec_" + UUID.randomUUID();

    /**
     * What the gateway has to know of it.
     *
     * @param gateway where the browser goes afterwards
     */
    Map<String, Object> properties(String gateway) {
        return Map.of(
                "tollgate.stripe.key",
                StripeSimulator.KEY,
                "tollgate.stripe.webhook-secret",
                secret,
                "tollgate.stripe.api-base",
                simulator.url(),
                "tollgate.stripe.return-url",
                gateway + "/api/credits/packages");
    }

    /** From now on the gateway at this address is told what happens. */
    void tell(String gateway) {
        simulator.webhooks().add(WebhookEndpoint.all(gateway + "/api/webhooks/stripe", secret));
    }

    @Override
    public void close() {
        simulator.close();
    }
}
