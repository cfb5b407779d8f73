package dev.tollgate.simulator.stripe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Which function answers which path. A word in the path wins over a place in braces. */
final class Routes {
    /** Answers a call, or throws a {@link StripeError}. */
    @FunctionalInterface
    interface Endpoint {
        ObjectNode answer(Call call);
    }

    /** A route that fits a call, with what stood at its places in braces. */
    record Match(String template, Endpoint endpoint, Map<String, String> arguments) {}

    private record Route(String method, String template, String[] parts, Endpoint endpoint) {}

    private final List<Route> routes = new ArrayList<>();

    void get(String template, Endpoint endpoint) {
        routes.add(new Route("GET", template, template.split("/"), endpoint));
    }

    void post(String template, Endpoint endpoint) {
        routes.add(new Route("POST", template, template.split("/"), endpoint));
    }

    void delete(String template, Endpoint endpoint) {
        routes.add(new Route("DELETE", template, template.split("/"), endpoint));
    }

    @Nullable
    Match find(String method, String path) {
        String[] parts = path.split("/");
        Match best = null;
        for (Route route : routes) {
            Map<String, String> arguments = route.method().equals(method) ? arguments(route.parts(), parts) : null;
            if (arguments != null
                    && (best == null || arguments.size() < best.arguments().size())) {
                best = new Match(route.template(), route.endpoint(), arguments);
            }
        }
        return best;
    }

    private static @Nullable Map<String, String> arguments(String[] template, String[] parts) {
        if (template.length != parts.length) {
            return null;
        }
        Map<String, String> arguments = new HashMap<>();
        for (int i = 0; i < parts.length; i++) {
            if (template[i].startsWith("{")) {
                arguments.put(template[i].substring(1, template[i].length() - 1), parts[i]);
            } else if (!template[i].equals(parts[i])) {
                return null;
            }
        }
        return arguments;
    }
}
