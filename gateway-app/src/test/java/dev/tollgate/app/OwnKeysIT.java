package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.provider.ReceivedRequest;
import dev.tollgate.simulator.provider.Script;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls that go with the caller's own provider key: the provider bills the caller, and no credits are taken but a fee. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OwnKeysIT {

    private static final String OWN = "sk-own-key-of-a-caller-6789";
    private static final String CHAT = "/v1/chat/completions";
    private static final String GPT =
            "{\"model\":\"gpt-4o\",\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String CLAUDE =
            "{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(TestGateway.Prices.TEST.replace(
                        "models:\n",
                        """
                  house: { url: UPSTREAM_URL, dialect: openai, auth: none }
                models:
                  "house-*": { provider: house, tokens: { input: 2.50, output: 10.00 } }
                """)
                + "  partner: { byok: { fee: 10% } }\n");
    }

    @AfterAll
    void stop() {
        gateway.settled();
        gateway.close();
    }

    @BeforeEach
    void usage() {
        gateway.provider.clear();
        gateway.provider.script(Script.DEFAULT.with("input=1000&output=1000"));
    }

    private HttpResponse<String> call(String path, String key, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return gateway.send(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpResponse<String> prefer(String key, String body) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/api/preferences"))
                .header("x-api-key", key)
                .header("content-type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private String available(String key) {
        return gateway.get("/api/credits/balance", key).path("available").asString();
    }

    private String keyOfLastCall() {
        List<ReceivedRequest> received = gateway.provider.received();
        return received.get(received.size() - 1).key().orElseThrow();
    }

    @Test
    void a_key_that_comes_with_the_call_pays_it_and_the_usage_is_recorded() {
        String key = gateway.accountWith("1");
        HttpResponse<String> answer = call(CHAT, key, GPT, "x-openai-api-key", OWN);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("tollgate-cost")).contains("0");
        assertThat(answer.headers().firstValue("tollgate-key")).contains("own");
        assertThat(keyOfLastCall()).isEqualTo(OWN);
        assertThat(gateway.provider.received().get(0).header("x-openai-api-key"))
                .isEmpty();
        assertThat(available(key)).isEqualTo("1");
        JsonNode record = gateway.get(
                "/v1/tollgate/requests/"
                        + answer.headers().firstValue("x-request-id").orElseThrow(),
                key);
        assertThat(record.path("keyMode").asString()).isEqualTo("own");
        assertThat(record.path("usage").toString()).contains("1000");

        assertThat(call("/v1/messages", key, CLAUDE, "x-provider-key", OWN + "-2")
                        .statusCode())
                .isEqualTo(200);
        assertThat(keyOfLastCall()).isEqualTo(OWN + "-2");
        assertThat(available(key)).isEqualTo("1");
    }

    @Test
    void a_key_for_another_provider_is_not_sent_to_this_one() {
        String key = gateway.accountWith("1");
        assertThat(call(CHAT, key, GPT, "x-anthropic-api-key", OWN).statusCode())
                .isEqualTo(200);
        assertThat(keyOfLastCall()).isEqualTo(TestGateway.PLATFORM_KEY);
        assertThat(available(key)).isNotEqualTo("1");
    }

    @Test
    void an_account_that_prefers_its_own_keys_pays_nothing_and_gets_no_other() {
        String key = gateway.accountWith("1");
        HttpResponse<String> stored = prefer(key, "{\"apiKeyMode\":\"own\",\"keys\":{\"openai\":\"" + OWN + "\"}}");
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
        assertThat(stored.body()).contains("\"last4\":\"6789\"").doesNotContain(OWN);
        assertThat(gateway.get("/api/preferences", key).path("apiKeyMode").asString())
                .isEqualTo("own");
        TestGateway.until(
                "the node has heard",
                () -> call(CHAT, key, GPT).statusCode() == 200
                        && keyOfLastCall().equals(OWN));
        String before = available(key);

        assertThat(call(CHAT, key, GPT).statusCode()).isEqualTo(200);
        assertThat(available(key)).isEqualTo(before);

        HttpResponse<String> missing = call("/v1/messages", key, CLAUDE);
        assertThat(missing.statusCode()).isEqualTo(400);
        JsonNode error = JsonMapper.shared().readTree(missing.body());
        assertThat(error.path("type").asString()).isEqualTo("error");
        assertThat(missing.body()).contains("own_key_missing", "anthropic", "/api/preferences");

        assertThat(prefer(key, "{\"apiKeyMode\":\"credits\"}").statusCode()).isEqualTo(200);
        TestGateway.until(
                "the node has heard",
                () -> call(CHAT, key, GPT).statusCode() == 200
                        && keyOfLastCall().equals(TestGateway.PLATFORM_KEY));
    }

    @Test
    void a_provider_that_takes_no_key_is_paid_with_credits_whatever_key_is_shown() {
        String key = gateway.accountWith("1");
        String house = GPT.replace("gpt-4o", "house-1");
        assertThat(call(CHAT, key, house, "x-provider-key", OWN, "x-house-api-key", OWN)
                        .statusCode())
                .isEqualTo(200);
        // 1,000 tokens for $2.50 and 1,000 for $10 a million, 20 % on top, in credits of $0.10.
        assertThat(available(key)).isEqualTo("0.85");
        assertThat(prefer(key, "{\"apiKeyMode\":\"own\"}").statusCode()).isEqualTo(200);
        TestGateway.until("the node has heard", () -> call(CHAT, key, GPT).statusCode() == 400);
        assertThat(call(CHAT, key, house).statusCode()).isEqualTo(200);
        assertThat(available(key)).isEqualTo("0.7");
    }

    @Test
    void no_key_stands_in_the_database_in_clear() {
        String key = gateway.accountWith("1");
        assertThat(prefer(key, "{\"keys\":{\"openai\":\"" + OWN + "\"}}").statusCode())
                .isEqualTo(200);
        assertThat(call(CHAT, key, GPT, "x-openai-api-key", OWN).statusCode()).isEqualTo(200);
        assertThat(gateway.database.query(
                        "SELECT p::text FROM provider_key p UNION ALL SELECT u::text FROM usage_record u"
                                + " UNION ALL SELECT h::text FROM hold h"))
                .isNotEmpty()
                .noneMatch(row -> row.contains(OWN));
    }

    @Test
    void a_plan_may_take_a_fee() {
        String key = gateway.accountWith("10");
        gateway.database.execute("UPDATE account SET plan = 'partner' WHERE id = (SELECT max(id) FROM account)");
        TestGateway.until(
                "the node has heard",
                () -> gateway.get("/api/me", key).path("plan").toString().contains("partner"));
        // 1,000 tokens for $2.50 and 1,000 for $10 a million, 20 % on top, in credits of $0.10: 0.15; of that 10 %.
        HttpResponse<String> answer = call(CHAT, key, GPT, "x-openai-api-key", OWN);
        assertThat(answer.headers().firstValue("tollgate-cost")).contains("0.015");
        assertThat(available(key)).isEqualTo("9.985");
    }

    @Test
    void what_the_provider_says_of_the_callers_key_the_caller_hears() {
        String key = gateway.accountWith("1");
        gateway.provider.script(Script.DEFAULT.with("status=401"));
        assertThat(call(CHAT, key, GPT, "x-openai-api-key", OWN).statusCode()).isEqualTo(401);
        assertThat(call(CHAT, key, GPT).statusCode())
                .as("the platform's own trouble is not the caller's")
                .isEqualTo(503);
        assertThat(available(key)).isEqualTo("1");
    }

    @Test
    void nonsense_is_refused_with_what_to_do() {
        String key = gateway.accountWith("1");
        assertThat(call(CHAT, key, GPT, "x-openai-api-key", "with blank").body())
                .contains("x-openai-api-key");
        assertThat(prefer(key, "{\"apiKeyMode\":\"mine\"}").body()).contains("apiKeyMode");
        assertThat(prefer(key, "{\"keys\":{\"nobody\":\"" + OWN + "\"}}").body())
                .contains("openai, anthropic");
        assertThat(prefer(key, "{\"keys\":{\"openai\":\"short\"}}").body()).contains("8 to");
        assertThat(prefer(key, "{\"keys\":{\"openai\":\"" + OWN + "\"},\"forget\":[\"openai\"]}")
                        .statusCode())
                .isEqualTo(400);
    }
}
