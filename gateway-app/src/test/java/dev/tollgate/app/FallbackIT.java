package dev.tollgate.app;

import static dev.tollgate.app.TwoProviders.attempts;
import static dev.tollgate.app.TwoProviders.body;
import static dev.tollgate.app.TwoProviders.header;
import static dev.tollgate.app.TwoProviders.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.provider.Script;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A call whose provider fails before it has told anything is made of the model's next fallback, and paid by that one's prices. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FallbackIT {

    private TwoProviders providers;
    private String key = "";

    @BeforeAll
    void start() {
        providers = new TwoProviders();
    }

    @BeforeEach
    void an_account_of_its_own() {
        providers.fine();
        key = providers.gateway.accountWith("10");
    }

    @AfterEach
    void every_call_is_settled() {
        providers.gateway.settled();
    }

    @AfterAll
    void stop() {
        providers.close();
    }

    private static void answered(HttpResponse<String> answer, String model, int attempts) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "tollgate-model")).isEqualTo(model);
        assertThat(header(answer, "tollgate-attempts")).isEqualTo(Integer.toString(attempts));
    }

    private void reached(int first, int second) {
        assertThat(providers.first().receivedCount()).as("calls of the first").isEqualTo(first);
        assertThat(providers.second.receivedCount()).as("calls of the second").isEqualTo(second);
    }

    @Test
    void what_is_asked_for_answers_where_it_can() {
        HttpResponse<String> answer = providers.call(key, body("main"));
        answered(answer, "main", 1);
        assertThat(header(answer, "tollgate-cost")).isEqualTo("0.11");
        assertThat(attempts(providers.told(key, answer))).containsExactly("first - 200 completed");
        reached(1, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 529, 429, 401, 403})
    void a_provider_that_fails_is_passed_over_and_only_the_one_that_answers_is_paid(int status) {
        providers.firstFails("status=" + status);
        HttpResponse<String> answer = providers.call(key, body("best"));
        answered(answer, "spare", 2);
        assertThat(header(answer, "tollgate-cost")).isEqualTo("0.44");
        assertThat(providers.available(key)).isEqualTo("9.56");
        assertThat(providers.second.received().get(0).key()).contains(TwoProviders.SECOND_KEY);
        assertThat(providers.second.received().get(0).body()).contains("\"model\":\"spare\"");

        JsonNode told = providers.told(key, answer);
        assertThat(told.path("model").asString()).isEqualTo("best");
        assertThat(told.path("provider").asString()).isEqualTo("second");
        assertThat(attempts(told)).containsExactly("first main " + status + " failed", "second spare 200 completed");
        assertThat(told.toString()).as("what the platform pays").doesNotContain("costUsd");
        assertThat(providers.costs()).containsExactly("0", "0.044");
        reached(1, 1);
    }

    @Test
    void a_provider_that_cannot_be_reached_is_passed_over() {
        HttpResponse<String> answer = providers.call(key, body("nobody"));
        answered(answer, "spare", 2);
        assertThat(attempts(providers.told(key, answer)))
                .containsExactly("gone nobody - unreachable", "second spare 200 completed");
        assertThat(providers.costs()).containsExactly("0", "0.044");
    }

    @Test
    void a_provider_that_is_silent_is_passed_over_where_the_operator_takes_its_bill_on() {
        providers.firstFails("blackHole=true");
        HttpResponse<String> answer = providers.call(key, stream("main"));
        answered(answer, "spare", 2);
        assertThat(attempts(providers.told(key, answer)))
                .containsExactly("first main - timeout", "second spare 200 completed");
        assertThat(providers.costs()).containsExactly("not known", "0.044");
        assertThat(providers.available(key)).isEqualTo("9.56");
    }

    @Test
    void and_nowhere_else() {
        providers.firstFails("blackHole=true");
        HttpResponse<String> answer = providers.call(key, stream("hasty"));
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("provider_timeout");
        reached(1, 0);
        providers.firstFails("status=500");
        answered(providers.call(key, body("hasty")), "spare", 2);
    }

    @Test
    void so_is_one_whose_connection_is_lost_with_the_request_on_it() {
        HttpResponse<String> told = providers.call(key, stream("careful"));
        assertThat(told.statusCode()).isEqualTo(502);
        assertThat(told.body()).contains("provider_unreachable");
        assertThat(attempts(providers.told(key, told))).hasSize(1);

        HttpResponse<String> answer = providers.call(key, stream("brave"));
        answered(answer, "spare", 2);
        assertThat(attempts(providers.told(key, answer)))
                .containsExactly("brave brave - lost", "second spare 200 completed");
        assertThat(providers.costs()).containsExactly("not known", "0.044");
    }

    @ParameterizedTest
    @CsvSource({"main, 504, timeout", "brave, 502, unreachable"})
    void a_silence_before_an_answer_that_is_not_streamed_is_told_for_it_is_most_likely_work(
            String model, int status, String outcome) {
        providers.firstFails("blackHole=true");
        HttpResponse<String> answer = providers.call(key, body(model));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(attempts(providers.told(key, answer)))
                .singleElement()
                .asString()
                .endsWith(outcome);
        assertThat(providers.available(key)).isEqualTo("10");
    }

    @Test
    void one_silence_is_passed_over_and_not_two() {
        providers.firstFails("blackHole=true");
        providers.second.script(Script.DEFAULT.with("blackHole=true"));
        HttpResponse<String> answer = providers.call(key, stream("quiet"));
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(header(answer, "tollgate-attempts")).isEqualTo("none");
        assertThat(attempts(providers.told(key, answer)))
                .containsExactly("first quiet - timeout", "mute hushed - timeout");
        assertThat(providers.costs()).containsExactly("not known", "not known");
        reached(1, 1);

        providers.fine();
        providers.first().enqueue(Script.DEFAULT.with("blackHole=true"));
        providers.second.script(Script.DEFAULT.with("status=503"));
        answered(providers.call(key, stream("quiet")), "cheap", 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 504, 524})
    void an_error_that_tells_of_a_silence_is_one(int status) {
        providers.firstFails("status=" + status);
        for (String told : List.of(body("main"), body("hasty"), stream("hasty"))) {
            HttpResponse<String> answer = providers.call(key, told);
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(header(answer, "tollgate-attempts")).isEqualTo("1");
        }
        assertThat(providers.second.receivedCount()).isZero();

        HttpResponse<String> answer = providers.call(key, stream("main"));
        answered(answer, "spare", 2);
        assertThat(attempts(providers.told(key, answer)))
                .containsExactly("first main " + status + " failed", "second spare 200 completed");
        assertThat(providers.costs()).containsExactly("not known", "0.044");

        providers.second.script(Script.DEFAULT.with("status=" + status));
        assertThat(providers.call(key, stream("quiet")).statusCode())
                .as("not twice in a call")
                .isEqualTo(status);
        reached(5, 2);
    }

    @Test
    void one_after_the_other_is_tried_in_the_order_of_the_file() {
        providers.first().enqueue(Script.DEFAULT.with("status=500"));
        providers.second.script(Script.DEFAULT.with("status=503"));
        HttpResponse<String> answer = providers.call(key, body("chain"));
        answered(answer, "cheap", 4);
        assertThat(header(answer, "tollgate-cost")).isEqualTo("0.055");
        assertThat(attempts(providers.told(key, answer)))
                .containsExactly(
                        "first chain 500 failed",
                        "gone nobody - unreachable",
                        "second spare 503 failed",
                        "first cheap 200 completed");
        reached(2, 1);
    }

    @Test
    void a_wildcard_has_the_fallbacks_of_its_entry_but_not_the_name_that_is_asked_for() {
        providers.first().enqueue(Script.DEFAULT.with("status=500"));
        answered(providers.call(key, body("family-1")), "family-2", 2);
        providers.firstFails("status=500");
        answered(providers.call(key, body("family-2")), "spare", 2);
        assertThat(providers.first().received().get(1).body()).contains("\"model\":\"family-2\"");
    }

    @Test
    void a_stream_is_begun_by_another_one_while_nothing_of_it_was_told() {
        providers.firstFails("status=503");
        HttpResponse<String> answer = providers.call(key, stream("main"));
        answered(answer, "spare", 2);
        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        JsonNode told = providers.told(key, answer);
        assertThat(told.path("charge").path("credits").asString()).isEqualTo("0.44");
        assertThat(told.path("answeredModel").asString()).isEqualTo("spare");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunks=6&failAfter=2", "chunks=6&cutAfter=700", "chunks=6&failAfter=0"})
    void a_stream_that_has_begun_is_never_begun_again(String script) {
        providers.firstFails("input=100&" + script);
        HttpResponse<String> answer = providers.call(key, stream("main"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("error").doesNotContain("[DONE]");
        assertThat(attempts(providers.told(key, answer))).hasSize(1);
        reached(1, 0);
    }

    @Test
    void an_answer_that_breaks_off_is_not_asked_for_again() {
        providers.firstFails("cutAfter=20");
        HttpResponse<String> answer = providers.call(key, body("main"));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(providers.available(key)).isEqualTo("10");
        reached(1, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 413, 422})
    void what_the_caller_did_wrong_is_told_at_once(int status) {
        providers.firstFails("status=" + status);
        HttpResponse<String> answer = providers.call(key, body("main"));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(header(answer, "tollgate-attempts")).isEqualTo("1");
        assertThat(providers.available(key)).isEqualTo("10");
        reached(1, 0);
    }

    @ParameterizedTest
    @CsvSource({"false, status=500, 500", "true, status=429&retryAfter=7, 429", "false, status=400, 400"})
    void where_all_fail_the_last_error_is_told_and_nothing_is_charged(boolean streams, String script, int status) {
        providers.firstFails("status=503");
        providers.second.script(Script.DEFAULT.with(script));
        HttpResponse<String> answer = providers.call(key, streams ? stream("main") : body("main"));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("\"error\"");
        assertThat(header(answer, "tollgate-model")).isEqualTo("spare");
        assertThat(header(answer, "tollgate-attempts")).isEqualTo("2");
        assertThat(header(answer, "tollgate-cost")).isEqualTo("0");
        assertThat(header(answer, "retry-after")).isEqualTo(status == 429 ? "7" : "none");
        JsonNode told = providers.told(key, answer);
        assertThat(told.path("state").asString()).isEqualTo("released");
        assertThat(attempts(told)).containsExactly("first main 503 failed", "second spare " + status + " failed");
        assertThat(providers.costs()).containsExactly("0", "0");
        assertThat(providers.available(key)).isEqualTo("10");
        reached(1, 1);
    }

    @Test
    void where_nobody_is_reached_the_gateway_says_so() {
        HttpResponse<String> answer = providers.call(key, body("lonely"));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("provider_unreachable", "Nothing was charged");
        assertThat(attempts(providers.told(key, answer)))
                .containsExactly("gone lonely - unreachable", "gone nobody - unreachable");
        reached(0, 0);
    }

    @Test
    void the_fallbacks_of_a_fallback_do_not_count() {
        providers.firstFails("status=500");
        providers.second.script(Script.DEFAULT.with("status=500"));
        assertThat(header(providers.call(key, body("main")), "tollgate-attempts"))
                .isEqualTo("2");
        reached(1, 1);
    }

    @Test
    void a_provider_that_was_passed_over_leaves_nothing_to_the_next() {
        providers.firstFails("status=429&retryAfter=60");
        HttpResponse<String> answer = providers.call(key, body("main"));
        assertThat(header(answer, "retry-after")).isEqualTo("none");
        // The second may take longer than the first is given.
        providers.second.script(Script.DEFAULT.with("latency=1500ms&input=1000&output=1000"));
        answered(providers.call(key, body("main")), "spare", 2);
    }
}
