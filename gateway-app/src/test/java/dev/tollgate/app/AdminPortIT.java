package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.app.startup.StartupProblem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Administrators have a port of their own, if one is set. */
final class AdminPortIT {

    private static final String CHAT =
            "{\"model\":\"gpt-4o\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private static HttpResponse<String> admin(TestGateway gateway, String url, String path, String key) {
        return gateway.send(HttpRequest.newBuilder(URI.create(url + path)).header("x-admin-key", key));
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
                TestGateway.start(TestGateway.Prices.TEST, Map.of("tollgate.admin.port", String.valueOf(port)))) {
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
            assertThat(chat(gateway, gateway.url()).statusCode()).isEqualTo(200);
            assertThat(chat(gateway, door).statusCode()).isEqualTo(200);
            gateway.settled();
        }
        assertThat(freeAgain(port)).isTrue();
    }

    private static boolean freeAgain(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        }
    }

    @Test
    void a_port_that_is_taken_is_named() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = String.valueOf(taken.getLocalPort());
            assertThatThrownBy(() -> TestGateway.start(TestGateway.Prices.TEST, Map.of("tollgate.admin.port", port)))
                    .hasStackTraceContaining(StartupProblem.class.getName())
                    .hasStackTraceContaining("The port " + port + " on 127.0.0.1 is in use")
                    .hasStackTraceContaining("TOLLGATE_ADMIN_PORT");
        }
    }
}
