package dev.tollgate.simulator.stripe;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/webhook_endpoints}. The secret is in the answer to the creation only. */
final class WebhookEndpoints {
    private static final String KIND = "webhook_endpoint";

    private final Account account;
    private final Webhooks webhooks;
    private final Map<String, String> urls = new HashMap<>();

    WebhookEndpoints(Account account, Webhooks webhooks) {
        this.account = account;
        this.webhooks = webhooks;
    }

    void routes(Routes routes) {
        routes.post("/v1/webhook_endpoints", this::create);
        routes.get("/v1/webhook_endpoints", call -> account.store().list(call, KIND, one -> true));
        routes.get("/v1/webhook_endpoints/{id}", this::need);
        routes.delete("/v1/webhook_endpoints/{id}", this::delete);
    }

    private ObjectNode create(Call call) {
        Params params = call.params();
        String url = params.need("url");
        List<String> types = params.texts("enabled_events");
        String secret = account.newId("whsec");
        try {
            webhooks.add(new WebhookEndpoint(URI.create(url), List.of(secret), types));
        } catch (IllegalArgumentException e) {
            throw StripeError.invalid("url_invalid", "url", "Invalid URL: " + url);
        }
        ObjectNode endpoint = account.store().create(KIND, "we");
        endpoint.put("url", url).put("status", "enabled").put("api_version", StripeSimulator.API_VERSION);
        ArrayNode enabled = endpoint.putArray("enabled_events");
        types.forEach(enabled::add);
        endpoint.set("metadata", params.metadata());
        urls.put(Json.need(endpoint, "id"), url);
        return endpoint.deepCopy().put("secret", secret);
    }

    private ObjectNode delete(Call call) {
        String id = Json.need(need(call), "id");
        webhooks.remove(String.valueOf(urls.remove(id)));
        account.store().remove(id);
        return Json.object().put("id", id).put("object", KIND).put("deleted", true);
    }

    private ObjectNode need(Call call) {
        return account.store().need(KIND, "id", call.argument("id"));
    }
}
