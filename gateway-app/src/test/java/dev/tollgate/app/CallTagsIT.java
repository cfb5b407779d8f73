package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Labels of a call go into the usage log and the analytics, and to no provider. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CallTagsIT {

    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start();
    }

    @AfterAll
    void stop() {
        gateway.settled();
        gateway.close();
    }

    private HttpResponse<String> call(String key, String tags) {
        return gateway.send(
                HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/chat/completions"))
                        .header("content-type", "application/json")
                        .header("x-api-key", key)
                        .header("tollgate-tags", tags)
                        .header("x-litellm-tags", "batch")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"model\":\"gpt-4o\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")));
    }

    @Test
    void a_call_is_found_by_its_tags_with_its_cost_and_time() {
        String key = gateway.accountWith("10");

        HttpResponse<String> answer = call(key, "job=42,source=web");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(gateway.provider.received()).allSatisfy(request -> assertThat(request.headers())
                .doesNotContainKeys("tollgate-tags", "x-litellm-tags"));
        JsonNode tags = gateway.get("/api/analytics?by=tag", key).path("rows");
        assertThat(tags.findValuesAsString("name")).containsExactlyInAnyOrder("job=42", "source=web", "batch");
        JsonNode sources = gateway.get("/api/analytics?by=source", key);
        assertThat(sources.path("rows").path(0).path("name").asString()).isEqualTo("web");
        assertThat(sources.path("total").path("requests").asInt()).isEqualTo(1);
        assertThat(sources.path("total").has("averageMillis")).isTrue();
        assertThat(gateway.database.query("SELECT (detail::jsonb ->> 'costUsd')::numeric > 0 FROM usage_record"
                        + " WHERE detail LIKE '%\"job\":\"42\"%'"))
                .containsExactly("t");
    }

    @Test
    void tags_that_are_none_are_refused_before_anything_is_sent() {
        long before = gateway.provider.receivedCount();

        HttpResponse<String> answer = call(gateway.accountWith("10"), "job");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_request", "tollgate-tags");
        assertThat(gateway.provider.receivedCount()).isEqualTo(before);
    }
}
