package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.NotFoundException;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStatus;
import dev.tollgate.simulator.provider.Script;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Responses that OpenAI works on without their client: charged once, whoever asks for them, and shown to nobody else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BackgroundResponsesIT {

    private TestGateway gateway;
    private OpenAIClient client;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(TestGateway.Prices.TEST, Map.of("tollgate.filter.background-pause", "50ms"));
        client = client(gateway.key());
    }

    @AfterEach
    void forget() {
        gateway.settled();
        gateway.provider.clear();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.url() + "/v1")
                .apiKey(key)
                .build();
    }

    private Response begin() {
        gateway.provider.script(Script.DEFAULT.with("input=1000&output=50"));
        return client.responses()
                .create(ResponseCreateParams.builder()
                        .model("gpt-4o")
                        .input("What does a call cost?")
                        .background(true)
                        .build());
    }

    /** What the call that began a response was charged, and how many calls were charged in all. */
    private String charges(Response begun) {
        return gateway.database
                .query(
                        "SELECT coalesce((SELECT state || ' ' || charged || ' ' || basis FROM usage_record u JOIN kept_object k"
                                + " ON k.request_id = u.request_id WHERE k.object_id = '" + begun.id()
                                + "'), 'not yet')")
                .get(0);
    }

    private String calls() {
        return gateway.database.query("SELECT count(*) FROM usage_record").get(0);
    }

    @Test
    void are_charged_once_although_the_client_never_returns_and_once_if_it_does() {
        Response begun = begin();
        assertThat(begun.status()).contains(ResponseStatus.QUEUED);
        // (1,000 x 2.5 + 50 x 10) / 1M dollars, 20 % on top, 10 credits a dollar
        String once = "captured 36000000 reported";
        TestGateway.until("the response is charged", () -> charges(begun).equals(once));
        String calls = calls();

        Response over = client.responses().retrieve(begun.id());
        assertThat(over.status()).contains(ResponseStatus.COMPLETED);
        assertThat(over.usage().orElseThrow().inputTokens()).isEqualTo(1000);
        client.responses().retrieve(begun.id());
        gateway.settled();
        assertThat(charges(begun)).isEqualTo(once);
        assertThat(calls()).isEqualTo(calls);
        gateway.database.execute("DELETE FROM kept_object");

        assertThat(catchThrowableOfType(NotFoundException.class, () -> client.responses()
                                .retrieve(begun.id()))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void are_nobody_elses() {
        Response begun = begin();
        OpenAIClient stranger = client(gateway.accountWith("5"));
        assertThat(catchThrowableOfType(NotFoundException.class, () -> stranger.responses()
                                .retrieve(begun.id()))
                        .statusCode())
                .isEqualTo(404);
        assertThat(catchThrowableOfType(NotFoundException.class, () -> stranger.responses()
                                .cancel(begun.id()))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void may_be_cancelled_by_those_who_began_them() {
        Response begun = begin();
        assertThat(client.responses().cancel(begun.id()).status()).contains(ResponseStatus.CANCELLED);
        gateway.settled();
    }

    private void answers(String status) {
        gateway.provider.replay(
                200,
                "application/json",
                List.of(("{\"id\":\"resp_lost\",\"object\":\"response\",\"status\":\"" + status
                                + "\",\"output\":[],\"usage\":null}")
                        .getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void cost_their_hold_where_nobody_tells_what_they_used() {
        answers("queued");
        var begun = gateway.post(
                "/v1/responses",
                gateway.key(),
                "{\"model\":\"gpt-4o\",\"input\":\"Hi\",\"background\":true,\"max_output_tokens\":10000}");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
        answers("cancelled");
        // 10,000 tokens of output alone are (10,000 x 10) / 1M dollars, 20 % on top, 10 credits a dollar
        TestGateway.until("the hold is charged", () -> gateway.database
                .query(
                        "SELECT coalesce((SELECT (state = 'captured' AND charged > 1200000000 AND basis = 'estimated')::text"
                                + " FROM usage_record u JOIN kept_object k ON k.request_id = u.request_id"
                                + " WHERE k.object_id = 'resp_lost'), 'not yet')")
                .get(0)
                .equals("true"));

        // The platform's trouble with its provider is none of the caller's business here either.
        gateway.provider.replay(
                401,
                "application/json",
                List.of("{\"error\":{\"message\":\"Incorrect API key provided\"}}".getBytes(StandardCharsets.UTF_8)));
        var refused = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/responses/resp_lost"))
                .header("authorization", "Bearer " + gateway.key())
                .GET());
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        assertThat(refused.body()).contains("this gateway's own account").doesNotContain("Incorrect API key");
    }

    @Test
    void input_tokens_are_counted_for_nothing() {
        var answer =
                gateway.post("/v1/responses/input_tokens", gateway.key(), "{\"model\":\"gpt-4o\",\"input\":\"Hi\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("tollgate-cost")).contains("0");
    }
}
