package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.provider.Script;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A provider whose answer breaks off at any byte: the client is told in its dialect, and pays for what was delivered. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProviderBreaksOffIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Coprime to what events are long, so that they are cut at all their parts. */
    private static final int STEP = 83;

    private static final int FAR = 2_500;

    private static final String CALL =
            "{\"model\":\"gpt-4o\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, gpt-4o, error",
        "/v1/responses, gpt-4o, response.failed",
        "/v1/messages, claude-sonnet-4-5, error"
    })
    void in_the_middle_of_a_stream(String path, String model, String ending) {
        String body = "{\"model\":\"" + model + "\",\"stream\":true,"
                + (path.endsWith("responses")
                        ? "\"input\":\"Hello\""
                        : "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]")
                + ",\"max_" + (path.endsWith("responses") ? "output_" : "") + "tokens\":100}";
        int broken = 0;
        for (int cut = 1; cut < FAR; cut += STEP) {
            gateway.provider.script(Script.DEFAULT.with("input=100&output=40&chunks=4&cutAfter=" + cut));
            HttpResponse<String> answer = gateway.post(path, gateway.key(), body);
            assertThat(answer.statusCode()).as("cut after %d", cut).isEqualTo(200);
            List<String> events = List.of(answer.body().split("\n\n"));
            for (String event : events) {
                assertReadable(cut, event);
            }
            if (events.get(events.size() - 1).startsWith("event: " + ending + "\n")) {
                assertThat(events.get(events.size() - 1)).contains("\"code\":\"provider_unreachable\"");
                broken++;
            }
            JsonNode request = gateway.get(
                    "/v1/tollgate/requests/"
                            + answer.headers().firstValue("x-request-id").orElseThrow(),
                    gateway.key());
            assertThat(request.path("state").asString()).as("cut after %d", cut).isEqualTo("captured");
        }
        assertThat(broken).isGreaterThan(5);
        gateway.settled();
    }

    @Test
    void behind_the_end_of_a_json_answer() {
        gateway.provider.script(Script.DEFAULT.with("input=100&output=40&cutAfter=100000"));
        HttpResponse<String> answer = gateway.post("/v1/chat/completions", gateway.key(), CALL);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body())
                        .path("usage")
                        .path("completion_tokens")
                        .asInt())
                .isEqualTo(40);
        assertThat(answer.headers().firstValue("tollgate-cost")).isPresent();
        gateway.settled();
    }

    /** A larger usage never costs less, and never more than four times what the call could cost. */
    @Test
    void with_more_used_than_it_was_allowed_to() {
        BigDecimal before = BigDecimal.ZERO;
        BigDecimal hold = BigDecimal.ZERO;
        for (long output : List.of(1L, 600L, 1_100L, 1_300L, 8_000L, 999_999_999L)) {
            gateway.provider.script(Script.DEFAULT.with("input=10&bounded=false&output=" + output));
            HttpResponse<String> answer = gateway.post("/v1/chat/completions", gateway.key(), CALL);
            BigDecimal cost = decimal(answer, "tollgate-cost");
            hold = decimal(answer, "tollgate-hold");
            assertThat(cost).as("%d tokens", output).isGreaterThanOrEqualTo(before);
            before = cost;
        }
        assertThat(before).isEqualByComparingTo(hold.multiply(new BigDecimal(4)));
        gateway.settled();
    }

    @Test
    void with_an_error_that_names_the_platforms_account() {
        gateway.provider.script(Script.builder()
                .status(404)
                .body(
                        "{\"error\":{\"message\":\"Project proj_SECRET1 of org-SECRET2 has no such model\",\"code\":\"x\"}}")
                .build());
        HttpResponse<String> answer = gateway.post("/v1/chat/completions", gateway.key(), CALL);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("has no such model").doesNotContain("SECRET");
        gateway.settled();
    }

    private static BigDecimal decimal(HttpResponse<String> answer, String header) {
        return new BigDecimal(answer.headers().firstValue(header).orElseThrow());
    }

    private static void assertReadable(int cut, String event) {
        event.lines()
                .filter(line -> line.startsWith("data: ") && !line.equals("data: [DONE]"))
                .forEach(line -> assertThat(
                                JSON.readTree(line.substring("data: ".length())).isObject())
                        .as("cut after %d: %s", cut, line)
                        .isTrue());
        assertThat(event.lines().filter(line -> !line.isBlank()))
                .as("cut after %d", cut)
                .allMatch(line -> line.matches("(event|data): .*"));
    }
}
