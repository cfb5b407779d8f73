package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of the origins that are listed, and of no others, may call from a browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OtherOriginsIT {

    private static final String CONSOLE = "https://console.example.com";
    private static final String ALLOWED = "access-control-allow-origin";

    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(
                TestGateway.Prices.TEST, Map.of("tollgate.cors.origins", CONSOLE + ",http://localhost:3000"));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private HttpResponse<String> preflight(String path, String origin) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("origin", origin)
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "authorization,content-type")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
    }

    private HttpResponse<String> get(String path, String origin, String key) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("origin", origin)
                .header("authorization", "Bearer " + key));
    }

    @Test
    void pages_that_are_listed_may_call_everything() {
        for (String path : List.of("/api/auth/exchange", "/v1/chat/completions", "/admin/pricing")) {
            for (String origin : List.of(CONSOLE, "http://localhost:3000")) {
                HttpResponse<String> answer = preflight(path, origin);
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                assertThat(answer.headers().firstValue(ALLOWED)).as(path).contains(origin);
                assertThat(answer.headers().firstValue("access-control-allow-headers"))
                        .as(path)
                        .hasValueSatisfying(headers -> assertThat(headers).contains("authorization", "content-type"));
                assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-credentials");
            }
        }
        for (String path : List.of("/api/me", "/v1/models")) {
            HttpResponse<String> answer = get(path, CONSOLE, gateway.key());
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.headers().firstValue(ALLOWED)).as(path).contains(CONSOLE);
            assertThat(answer.headers().allValues("vary")).as(path).contains("Origin");
        }
    }

    @Test
    void refusals_can_be_read_too() {
        assertThat(get("/api/me", CONSOLE, "guess").headers().firstValue(ALLOWED))
                .contains(CONSOLE);
        assertThat(get("/v1/models", CONSOLE, "guess").headers().firstValue(ALLOWED))
                .contains(CONSOLE);
        assertThat(get("/nothing/here", CONSOLE, "guess").headers().firstValue(ALLOWED))
                .contains(CONSOLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "http://console.example.com",
                "https://console.example.com:8443",
                "https://console.example.com.evil.example",
                "https://CONSOLE.example.com",
                "null"
            })
    void others_may_not(String origin) {
        assertThat(preflight("/api/me", origin).headers().map()).doesNotContainKey(ALLOWED);
        HttpResponse<String> answer = get("/api/me", origin, gateway.key());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map()).doesNotContainKey(ALLOWED);
    }
}
