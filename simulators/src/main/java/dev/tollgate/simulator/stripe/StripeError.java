package dev.tollgate.simulator.stripe;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call that Stripe refuses, in its shape {@code {"error": {type, code, param, message}}}.
 *
 * @see <a href="https://docs.stripe.com/api/errors">Stripe: errors</a>
 */
final class StripeError extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int CARD_REFUSED = 402;
    private static final int NOT_FOUND = 404;

    private final int status;
    private final transient ObjectNode error = Json.object();

    private StripeError(int status, String type, @Nullable String code, @Nullable String param, String message) {
        super(message, null, false, false);
        this.status = status;
        error.put("type", type).put("message", message);
        if (code != null) {
            error.put("code", code).put("doc_url", "https://stripe.com/docs/error-codes/" + code.replace('_', '-'));
        }
        if (param != null) {
            error.put("param", param);
        }
    }

    static StripeError invalid(String code, @Nullable String param, String message) {
        return new StripeError(BAD_REQUEST, "invalid_request_error", code, param, message);
    }

    /** A request that is right in itself but not in the state that the object is in. */
    static StripeError state(String code, String message) {
        return invalid(code, null, message);
    }

    static StripeError missing(String param) {
        return invalid("parameter_missing", param, "Missing required param: " + param + ".");
    }

    static StripeError noSuch(String kind, String param, String id) {
        return new StripeError(
                NOT_FOUND, "invalid_request_error", "resource_missing", param, "No such " + kind + ": '" + id + "'");
    }

    static StripeError noSuchUrl(String method, String path) {
        return new StripeError(
                NOT_FOUND,
                "invalid_request_error",
                null,
                null,
                "Unrecognized request URL (" + method + ": " + path + "). The simulator does not have it.");
    }

    static StripeError unauthorized(String message) {
        return new StripeError(UNAUTHORIZED, "invalid_request_error", null, null, message);
    }

    static StripeError idempotency(String message) {
        return new StripeError(BAD_REQUEST, "idempotency_error", null, null, message);
    }

    /** A scripted failure of Stripe itself: {@code rate_limit} for 429, {@code api_error} else. */
    static StripeError scripted(int status) {
        boolean limit = status == 429;
        return new StripeError(
                status,
                limit ? "invalid_request_error" : "api_error",
                limit ? "rate_limit" : null,
                null,
                "The simulator was told to answer " + status + ".");
    }

    /** A card that the bank refuses; the error carries the payment intent, as Stripe's does. */
    static StripeError card(String code, @Nullable String declineCode, String message, ObjectNode intent) {
        StripeError refused = new StripeError(CARD_REFUSED, "card_error", code, null, message);
        if (declineCode != null) {
            refused.error.put("decline_code", declineCode);
        }
        refused.error.set("payment_intent", intent.deepCopy());
        return refused;
    }

    int status() {
        return status;
    }

    ObjectNode body() {
        ObjectNode body = Json.object();
        body.set("error", error.deepCopy());
        return body;
    }
}
