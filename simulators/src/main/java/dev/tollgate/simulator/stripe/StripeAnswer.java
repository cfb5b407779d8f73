package dev.tollgate.simulator.stripe;

import tools.jackson.databind.node.ObjectNode;

/**
 * An answer of the API.
 *
 * @param requestId of the call that did the work
 * @param repeated whether it was given before, under the same Idempotency-Key
 */
record StripeAnswer(int status, byte[] body, String requestId, boolean repeated) {
    private static final int OK = 200;

    static StripeAnswer ok(ObjectNode body, Call call) {
        return new StripeAnswer(OK, Json.bytes(body), call.id(), false);
    }

    static StripeAnswer refused(StripeError error, String requestId) {
        return new StripeAnswer(error.status(), Json.bytes(error.body()), requestId, false);
    }

    StripeAnswer replayed() {
        return new StripeAnswer(status, body, requestId, true);
    }
}
