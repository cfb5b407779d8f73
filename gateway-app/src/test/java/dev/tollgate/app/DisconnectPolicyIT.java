package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.provider.Script;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** A client that leaves where the price book says {@code on_disconnect: stop}; the other policy is that of {@link ClientLeavesIT}. */
final class DisconnectPolicyIT {

    private static final String STOPPING = TestGateway.Prices.TEST.replace(
            "dialect: openai, key_env: PROVIDER_KEY }",
            "dialect: openai, key_env: PROVIDER_KEY, on_disconnect: stop }");

    /** A stream of a minute, which nobody reads on. */
    @Test
    void an_answer_is_broken_off_and_what_was_seen_of_it_is_charged() throws Exception {
        try (TestGateway gateway = TestGateway.start(STOPPING)) {
            gateway.provider.script(Script.DEFAULT.with("input=100&output=4000&chunks=1200&delay=50ms"));
            leaveWithin(gateway);
            TestGateway.until(
                    "the call is settled",
                    () -> gateway.database
                                    .query("SELECT state FROM usage_record")
                                    .size()
                            == 1);
            assertThat(
                            gateway.database.query(
                                    "SELECT state || ' ' || (basis <> 'reported') || ' ' || (charged > 0)"
                                            + " || ' ' || (charged < hold) || ' ' || (output_tokens BETWEEN 1 AND 3999) FROM usage_record"))
                    .containsExactly("captured true true true true");
            TestGateway.until("the provider is not read on", () -> gateway.provider.openConnections() == 0);
            gateway.settled();
        }
    }

    private static void leaveWithin(TestGateway gateway) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/chat/completions"))
                                .header("authorization", "Bearer " + gateway.key())
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"model\":\"gpt-4o\",\"stream\":true,\"max_tokens\":5000,"
                                                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        try (InputStream body = answer.body()) {
            assertThat(body.readNBytes(2_000)).hasSize(2_000);
        }
    }
}
