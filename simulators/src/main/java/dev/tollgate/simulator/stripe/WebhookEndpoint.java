package dev.tollgate.simulator.stripe;

import java.net.URI;
import java.util.List;

/**
 * Where events are delivered.
 *
 * @param url of the endpoint, http or https
 * @param secrets that sign them: one, or two while the old one is still taken
 * @param types of the events that it wants; a type may end in a star
 */
public record WebhookEndpoint(URI url, List<String> secrets, List<String> types) {
    /** Refuses an endpoint without a secret. */
    public WebhookEndpoint {
        secrets = List.copyOf(secrets);
        types = List.copyOf(types);
        if (secrets.isEmpty() || url.getHost() == null) {
            throw new IllegalArgumentException("A webhook endpoint has a whole URL and at least one secret: " + url);
        }
    }

    /** One that wants all events. */
    public static WebhookEndpoint all(String url, String... secrets) {
        return new WebhookEndpoint(URI.create(url), List.of(secrets), List.of("*"));
    }

    boolean wants(String type) {
        return types.stream().anyMatch(pattern -> EventLog.matches(pattern, type));
    }
}
