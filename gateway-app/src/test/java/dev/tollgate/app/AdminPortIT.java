package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.app.startup.StartupProblem;
import dev.tollgate.simulator.provider.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Administrators have a port of their own, if one is set. */
final class AdminPortIT {

    private static final String CHAT =
            "{\"model\":\"gpt-4o\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private static HttpResponse<String> admin(TestGateway gateway, String url, String path, String key) {
        return gateway.send(HttpRequest.newBuilder(URI.create(url + path)).header("x-admin-key", key));
    }

    /** The same one each time. */
    private static HttpResponse<String> newAccount(TestGateway gateway, String url) {
        return gateway.send(HttpRequest.newBuilder(URI.create(url + "/api/accounts"))
                .header("x-admin-key", gateway.adminKey())
                .POST(HttpRequest.BodyPublishers.ofString("{\"email\":\"ann@example.com\"}")));
    }

    private static HttpResponse<String> chat(TestGateway gateway, String url) {
        return gateway.send(HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
                .header("x-api-key", gateway.key())
                .POST(HttpRequest.BodyPublishers.ofString(CHAT)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void they_are_let_in_there_and_nowhere_else() throws IOException {
        int port = freePort();
        String door = "http://127.0.0.1:" + port;
        try (TestGateway gateway =
                TestGateway.start(TestGateway.Prices.TEST, Map.of("TOLLGATE_ADMIN_PORT", String.valueOf(port)))) {
            for (String path : new String[] {"/admin/pricing", "/api/accounts", "/api/audit"}) {
                assertThat(admin(gateway, door, path, gateway.adminKey()).statusCode())
                        .as(path)
                        .isEqualTo(200);
                assertThat(admin(gateway, door, path, "guess").statusCode())
                        .as(path)
                        .isEqualTo(401);
                for (String key : new String[] {gateway.adminKey(), "guess"}) {
                    HttpResponse<String> refused = admin(gateway, gateway.url(), path, key);
                    assertThat(refused.statusCode()).as(path).isEqualTo(403);
                    assertThat(refused.body()).contains("\"admin_elsewhere\"");
                }
            }
            HttpResponse<String> refused = newAccount(gateway, gateway.url());
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("\"admin_elsewhere\"");
            assertThat(newAccount(gateway, door).statusCode())
                    .as("nothing was made by the one that was refused")
                    .isEqualTo(201);
            assertThat(chat(gateway, gateway.url()).statusCode()).isEqualTo(200);
            assertThat(chat(gateway, door).statusCode()).isEqualTo(200);
            gateway.settled();
        }
    }

    /** What a server believes of its own port is not what a header says, not even where the operator has it believe headers. */
    @Test
    void no_header_says_where_a_request_came_in() throws IOException {
        int port = freePort();
        try (TestGateway gateway = TestGateway.start(
                TestGateway.Prices.TEST,
                Map.of("TOLLGATE_ADMIN_PORT", String.valueOf(port), "server.forward-headers-strategy", "native"))) {
            for (String[] header : new String[][] {
                {"forwarded", "host=x:" + port},
                {"x-forwarded-port", String.valueOf(port)},
                {"x-forwarded-host", "x:" + port}
            }) {
                HttpResponse<String> refused =
                        gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/api/accounts"))
                                .header("x-admin-key", gateway.adminKey())
                                .header(header[0], header[1]));
                assertThat(refused.statusCode()).as(header[0]).isEqualTo(403);
            }
        }
    }

    @Test
    void what_began_there_is_answered_and_paid_when_the_gateway_is_told_to_end() throws IOException {
        int port = freePort();
        CompletableFuture<HttpResponse<String>> answer;
        try (TestGateway gateway =
                TestGateway.start(TestGateway.Prices.TEST, Map.of("TOLLGATE_ADMIN_PORT", String.valueOf(port)))) {
            gateway.provider.script(Script.DEFAULT.with("delay=100ms&chunks=20&input=50&output=40"));
            answer = HttpClient.newHttpClient()
                    .sendAsync(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
                                    .header("x-api-key", gateway.key())
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            CHAT.replace("{\"model\"", "{\"stream\":true,\"model\"")))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            TestGateway.until("the provider has the call", () -> gateway.provider.receivedCount() == 1);
        }
        assertThat(answer.join().body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void a_port_that_is_taken_is_named() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = String.valueOf(taken.getLocalPort());
            assertThatThrownBy(() -> TestGateway.start(TestGateway.Prices.TEST, Map.of("TOLLGATE_ADMIN_PORT", port)))
                    .hasStackTraceContaining(StartupProblem.class.getName())
                    .hasStackTraceContaining("The port " + port + " on 127.0.0.1 is in use")
                    .hasStackTraceContaining("TOLLGATE_ADMIN_PORT");
        }
    }
}
