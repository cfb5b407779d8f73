package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/** What one account has begun, to whoever else knows its id: as if it had never been. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OtherAccountsIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final List<String> OF_RESPONSES = List.of(
            "GET /v1/responses/{id}",
            "DELETE /v1/responses/{id}",
            "GET /v1/responses/{id}/input_items",
            "POST /v1/responses/{id}/cancel");

    /** What it names is a secret by itself, which a provider has: see {@link PhoneCallsIT}. */
    private static final String OF_PROVIDERS = "POST /callbacks/{token}";

    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(
                TestGateway.Prices.TEST,
                Map.of(
                        "tollgate.filter.background-pause", "50ms",
                        // Only here: how all routes are found.
                        "management.endpoint.mappings.access", "read-only",
                        "management.endpoints.web.exposure.include", "health,mappings"));
    }

    @AfterAll
    void stop() {
        gateway.settled();
        gateway.close();
    }

    private HttpResponse<String> send(String method, String path, String key) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("x-api-key", key)
                .method(method, HttpRequest.BodyPublishers.noBody()));
    }

    /** All of an answer but the ids, what is of one request only, and what is left of a limit. */
    private static String told(HttpResponse<String> answer, String id) {
        String request = answer.headers().firstValue("x-request-id").orElseThrow();
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.keySet().removeAll(List.of("date", "x-request-id", "request-id"));
        headers.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).contains("ratelimit"));
        return answer.statusCode() + " " + headers + " "
                + answer.body().replace(id, "ID").replace(request, "REQUEST");
    }

    private void assertUnseen(String method, String path, String id, String none) {
        String stranger = gateway.accountWith("5");
        HttpResponse<String> theirs = send(method, path.replace("ID", id), stranger);
        HttpResponse<String> nobodys = send(method, path.replace("ID", none), stranger);
        assertThat(theirs.statusCode()).as(theirs.body()).isEqualTo(404);
        assertThat(told(theirs, id)).isEqualTo(told(nobodys, none));
    }

    @Test
    void a_call_is_not_told_of() {
        HttpResponse<String> call = gateway.post(
                "/v1/chat/completions",
                gateway.key(),
                "{\"model\":\"gpt-4o\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        String id = call.headers().firstValue("x-request-id").orElseThrow();
        gateway.settled();
        String path = "/v1/tollgate/requests/ID";
        assertUnseen("GET", path, id, UUID.randomUUID().toString());
        assertThat(send("GET", path.replace("ID", id), gateway.key()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_response_of_the_background_is_not_told_streamed_cancelled_or_deleted() {
        HttpResponse<String> begun = gateway.post(
                "/v1/responses",
                gateway.key(),
                "{\"model\":\"gpt-4o\",\"input\":\"Hello\",\"max_output_tokens\":10,\"background\":true}");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
        String id = JSON.readTree(begun.body()).path("id").asString();
        String none = "resp_" + "0".repeat(id.length() - "resp_".length());

        for (String route : OF_RESPONSES) {
            String[] parts = route.split(" ");
            assertUnseen(parts[0], parts[1].replace("{id}", "ID"), id, none);
        }
        assertUnseen("GET", "/v1/responses/ID?stream=true&starting_after=1", id, none);

        assertThat(gateway.provider.received())
                .as("what the provider heard")
                .noneMatch(request -> request.method().equals("DELETE")
                        || request.uri().endsWith("/cancel")
                        || request.uri().endsWith("/input_items")
                        || request.uri().contains("stream=true")
                        || request.uri().contains(none));
        assertThat(send("GET", "/v1/responses/" + id, gateway.key()).statusCode())
                .isEqualTo(200);
    }

    /** Those of controllers are found by AccessMatrixIT of their module. */
    @Test
    void no_route_of_the_gate_that_names_a_thing_is_left_out() {
        Matcher routes = Pattern.compile("\\(([A-Z]+) && (/[^\\s)]*\\{[^\\s)]*)\\)")
                .matcher(gateway.get("/actuator/mappings", gateway.key()).toString());
        assertThat(routes.results().map(route -> route.group(1) + " " + route.group(2)))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(OF_RESPONSES.stream(), Stream.of(OF_PROVIDERS))
                        .toList());
    }
}
