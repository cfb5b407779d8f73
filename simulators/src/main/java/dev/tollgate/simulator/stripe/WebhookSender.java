package dev.tollgate.simulator.stripe;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/** Posts an event to an endpoint, signed now by the machine's clock, however far the account's has been moved. */
final class WebhookSender {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    WebhookDelivery send(ObjectNode event, WebhookEndpoint endpoint) {
        String body = Json.write(event);
        HttpRequest request = HttpRequest.newBuilder(endpoint.url())
                .timeout(PATIENCE)
                .header("content-type", "application/json; charset=utf-8")
                .header("user-agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
                .header(
                        "stripe-signature",
                        StripeSignature.header(
                                body, endpoint.secrets(), Clock.systemUTC().instant()))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        int status = 0;
        try {
            status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            status = 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new WebhookDelivery(
                Json.need(event, "id"), Json.need(event, "type"), endpoint.url().toString(), status);
    }
}
