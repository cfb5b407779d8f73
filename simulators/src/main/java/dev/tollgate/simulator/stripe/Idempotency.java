package dev.tollgate.simulator.stripe;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The answers given under each Idempotency-Key. The same call gets the same answer for 24 hours of the account's
 * time, failures of the work itself (also 500) included; what was refused before any work began is not kept.
 *
 * @see <a href="https://docs.stripe.com/api/idempotent_requests">Stripe: idempotent requests</a>
 */
final class Idempotency {
    private static final long KEPT_SECONDS = 24 * 60 * 60;

    private record Kept(String method, String path, ObjectNode params, StripeAnswer answer, long at) {}

    private final Map<String, Kept> kept = new HashMap<>();
    private final SimulatedClock clock;

    Idempotency(SimulatedClock clock) {
        this.clock = clock;
    }

    /** The answer that this call has had already, or null. */
    @Nullable
    StripeAnswer earlier(Call call) {
        Kept earlier = applies(call) ? kept.get(call.idempotencyKey()) : null;
        if (earlier == null || clock.seconds() - earlier.at() >= KEPT_SECONDS) {
            return null;
        }
        boolean same = earlier.method().equals(call.method())
                && earlier.path().equals(call.path())
                && earlier.params().equals(call.params().raw());
        if (!same) {
            throw StripeError.idempotency("Keys for idempotent requests can only be used with the same parameters they"
                    + " were first used with. Try using a key other than '" + call.idempotencyKey()
                    + "' if you meant to execute a different request.");
        }
        return earlier.answer().replayed();
    }

    void keep(Call call, StripeAnswer answer) {
        String key = call.idempotencyKey();
        if (key != null && applies(call)) {
            kept.put(
                    key,
                    new Kept(call.method(), call.path(), call.params().raw().deepCopy(), answer, clock.seconds()));
        }
    }

    private static boolean applies(Call call) {
        return call.idempotencyKey() != null && call.method().equals("POST");
    }
}
