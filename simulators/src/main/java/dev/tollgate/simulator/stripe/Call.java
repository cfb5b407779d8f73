package dev.tollgate.simulator.stripe;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call of the API, taken apart.
 *
 * @param method GET, POST or DELETE
 * @param path without the query
 * @param arguments what stands in the path at the places in braces
 * @param params of the query and the body
 * @param id the id of this request
 * @param idempotencyKey the header, if it was sent
 */
record Call(
        String method,
        String path,
        Map<String, String> arguments,
        Params params,
        String id,
        @Nullable String idempotencyKey) {
    String argument(String name) {
        String value = arguments.get(name);
        if (value == null) {
            throw new IllegalStateException("The route of " + path + " has no {" + name + "}.");
        }
        return value;
    }

    Call with(Map<String, String> found) {
        return new Call(method, path, found, params, id, idempotencyKey);
    }
}
