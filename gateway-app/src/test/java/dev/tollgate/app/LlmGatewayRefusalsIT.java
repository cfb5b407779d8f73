package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.app.LlmCaller.Answer;
import dev.tollgate.simulator.provider.Script;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Why there is no answer, told alike whoever would have answered: by the gate, by a provider, or because the request is none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LlmGatewayRefusalsIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ASK = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

    private TestGateway gateway;
    private LlmCaller caller;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(LlmCaller.PRICES);
        caller = new LlmCaller(gateway);
    }

    @AfterEach
    void every_call_is_settled() {
        gateway.settled();
        gateway.provider.clear();
        gateway.provider.script(Script.DEFAULT);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private static JsonNode problem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
        assertThat(answer.end().path("code").asString())
                .as(answer.http().body())
                .isEqualTo(code);
        assertThat(answer.end().path("status").asInt()).isEqualTo(status);
        assertThat(answer.end().path("detail").asString()).isNotBlank();
        assertThat(answer.end().path("requestId").asString()).isNotBlank().isEqualTo(answer.header("x-request-id"));
        return answer.end();
    }

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4o, false", "openai, gpt-4o, true",
        "claude, clever, false", "claude, clever, true",
        "google, gemini-2.5-flash, false", "google, gemini-2.5-flash, true",
        "ollama, llama3:8b, false", "ollama, llama3:8b, true"
    })
    void without_credits_nothing_is_asked_of_anybody(String provider, String model, boolean stream) {
        String poor = gateway.accountWith("0.001");
        Answer answer = caller.ask(poor, LlmCaller.body(provider, model, stream));
        JsonNode problem = problem(answer, 402, "insufficient_credits");
        assertThat(problem.path("remainingCredits").asString()).isEqualTo("0.001");
        assertThat(problem.path("maxTokens").isNumber()).isTrue();
        assertThat(problem.path("available").asString()).isEqualTo("0.001");
        assertThat(problem.path("tollgate").path("on_hold").asString()).isEqualTo("0");
        assertThat(gateway.provider.receivedCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                             | invalid_json  | ",
                "[]                                            | invalid_json  | ",
                "{'model':'gpt-4o','model':'gpt-4o',ASK}       | invalid_json  | ",
                "{'model':'gpt-4o'}                            | invalid_field | messages",
                "{'model':'gpt-4o','messages':[]}              | invalid_field | messages",
                "{'model':'gpt-4o','messages':'Hello'}         | invalid_field | messages",
                "{'model':'gpt-4o','messages':[{'role':'system','content':'x'}]} | invalid_field | messages",
                "{'model':'gpt-4o','messages':[{'role':'tool','content':'x'}]}   | invalid_field | messages[0].role",
                "{'model':'gpt-4o','messages':[{'role':'user','content':' '}]}   | invalid_field | messages[0].content",
                "{'model':'gpt-4o','messages':[{'role':'user','content':7}]}     | invalid_field | messages[0].content",
                "{'model':'gpt-4o','messages':[{'role':'user','content':'x','name':'y'}]} | invalid_field | messages[0]",
                "{'model':'gpt-4o','messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'http://127.0.0.1/x.png'}}]}]} | invalid_field | messages[0].content[0].image_url.url",
                "{'model':'gpt-4o','messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,?'}}]}]} | invalid_field | messages[0].content[0].image_url.url",
                "{'model':'gpt-4o','messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA','detail':'full'}}]}]} | invalid_field | messages[0].content[0].image_url.detail",
                "{'model':'gpt-4o','messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA','size':1}}]}]} | invalid_field | messages[0].content[0].image_url",
                "{'model':'gpt-4o','messages':[{'role':'user','content':[{'type':'text','text':'x','cache_control':{}}]}]} | invalid_field | messages[0].content[0]",
                "{'model':'gpt-4o','messages':[{'role':'system','content':[{'type':'text','text':'x','cache_control':{}}]}]} | invalid_field | messages[0].content[0]",
                "{ASK}                                         | invalid_field | model",
                "{'model':'gpt-4o','tools':[],ASK}             | invalid_field | tools",
                "{'model':'gpt-4o','stream':'yes',ASK}         | invalid_field | stream",
                "{'model':'gpt-4o','max_tokens':0,ASK}         | invalid_field | max_tokens",
                "{'model':'gpt-4o','max_tokens':1.5,ASK}       | invalid_field | max_tokens",
                "{'model':'gpt-4o','max_tokens':99999999999,ASK} | invalid_field | max_tokens",
                "{'model':'gpt-4o','temperature':3,ASK}        | invalid_field | temperature",
                "{'model':'gpt-4o','top_p':'x',ASK}            | invalid_field | top_p",
                "{'model':'gpt-4o','stop':['a','b','c','d','e'],ASK} | invalid_field | stop",
                "{'model':'gpt-4o','tags':{'a,b':'c'},ASK}     | invalid_field | tags",
                "{'model':'gpt-4o','tags':{'a':'b,c=d'},ASK}   | invalid_field | tags",
                "{'model':'gpt-4o','conversationId':'a b',ASK} | invalid_field | conversationId",
                "{'provider':'nobody','model':'gpt-4o',ASK}    | invalid_field | provider",
                "{'provider':'claude','model':'gpt-4o',ASK}    | invalid_field | provider",
                "{'provider':'cohere','model':'command-a',ASK} | invalid_field | model",
                "{'provider':'cohere',ASK}                     | invalid_field | model",
                "{'model':'gemini-../../../api/accounts',ASK}  | invalid_field | model",
                "{'model':'gemini-x?alt=y',ASK}                | invalid_field | model"
            })
    void what_cannot_be_taken_is_named(String body, String code, String field) {
        String sent = body.replace("ASK", ASK.replace('"', '\'')).replace('\'', '"');
        JsonNode problem = problem(caller.ask(gateway.key(), sent), 400, code);
        assertThat(problem.path("field").asString("")).isEqualTo(field == null ? "" : field);
        assertThat(gateway.provider.receivedCount()).isZero();
    }

    @Test
    void the_gate_knows_the_models() {
        Answer unknown = caller.ask(gateway.key(), "{\"model\":\"gtp-4o-mini\"," + ASK + "}");
        assertThat(problem(unknown, 400, "model_not_priced").path("detail").asString())
                .contains("gpt-4o-mini");
        String key = keyOnly("\"models\":[\"gpt-4o-mini\"]");
        problem(caller.ask(key, "{\"model\":\"clever\"," + ASK + "}"), 403, "model_not_in_scope");
        assertThat(caller.ask(key, "{\"provider\":\"openai\"," + ASK + "}").status())
                .isEqualTo(200);
        problem(caller.ask(key, "{\"provider\":\"claude\"," + ASK + "}"), 400, "invalid_field");
        String elsewhere = keyOnly("\"addresses\":[\"203.0.113.0/24\"]");
        problem(caller.ask(elsewhere, "{\"model\":\"clever\"," + ASK + "}"), 403, "address_not_allowed");
        String spent = keyOnly("\"budgets\":{\"day\":\"0.00001\"}");
        problem(caller.ask(spent, "{\"model\":\"clever\"," + ASK + "}"), 402, "budget_used_up");
        problem(
                caller.ask(caller.request(gateway.key(), "{\"model\":\"clever\"," + ASK + "}")
                        .header("tollgate-max-cost", "0.0001")),
                400,
                "over_max_cost");
    }

    private String keyOnly(String restrictions) {
        HttpResponse<String> made =
                gateway.post("/api/keys", gateway.accountWith("100"), "{\"name\":\"test\"," + restrictions + "}");
        return JSON.readTree(made.body()).path("key").asString();
    }

    @Test
    void a_stranger_is_sent_away_and_a_body_may_be_too_large() {
        String body = LlmCaller.body("openai", "gpt-4o", false);
        Answer stranger = caller.ask("tg_live_nobody", body);
        problem(stranger, 401, "invalid_api_key");
        assertThat(stranger.header("www-authenticate")).isEqualTo("Bearer");
        Answer large =
                caller.ask(gateway.key(), "{\"model\":\"gpt-4o\",\"x\":\"" + "y".repeat(11 * 1024 * 1024) + "\"}");
        problem(large, 413, "body_too_large");
    }

    @Test
    void a_body_of_more_values_than_any_chat_has_is_refused_and_counted() {
        String key = caller.accountOn("narrow");
        Answer many = caller.ask(key, "{\"messages\":[" + "{},".repeat(60_000) + "{}]}");
        assertThat(problem(many, 413, "body_too_large").path("detail").asString())
                .contains("50000 values");
        assertThat(many.header("RateLimit")).contains("\"requests\";r=1");
        Answer broken = caller.ask(key, "{\"messages\":[{},");
        problem(broken, 400, "invalid_json");
        assertThat(broken.header("RateLimit")).contains("\"requests\";r=0");
        problem(caller.ask(key, "{}"), 429, "requests_per_minute");
    }

    @Test
    void each_request_is_counted_once_and_what_is_left_is_told() {
        String key = caller.accountOn("narrow");
        String body = "{\"provider\":\"openai\",\"max_tokens\":10," + ASK + "}";
        Answer first = caller.ask(key, body);
        assertThat(first.status()).as(first.http().body()).isEqualTo(200);
        assertThat(first.header("x-ratelimit-remaining-requests")).isEqualTo("1");
        assertThat(first.header("RateLimit")).contains("\"requests\";r=1");
        Answer wrong = caller.ask(key, "{}");
        problem(wrong, 400, "invalid_field");
        assertThat(wrong.header("RateLimit")).contains("\"requests\";r=0");
        Answer third = caller.ask(key, body);
        JsonNode problem = problem(third, 429, "requests_per_minute");
        assertThat(third.header("retry-after")).isNotEmpty();
        assertThat(problem.path("retryAfterSeconds").asLong()).isEqualTo(Long.parseLong(third.header("retry-after")));
        assertThat(problem.path("tollgate").path("limit").path("level").asString())
                .isEqualTo("account");
    }

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4o, 500, provider_failed",
        "openai, gpt-4o, 429, provider_limited",
        "openai, gpt-4o, 400, provider_refused",
        "claude, clever, 529, provider_failed",
        "claude, clever, 429, provider_limited",
        "claude, clever, 400, provider_refused",
        "google, gemini-2.5-flash, 503, provider_failed",
        "google, gemini-2.5-flash, 429, provider_limited",
        "ollama, llama3:8b, 500, provider_failed"
    })
    void a_provider_that_refuses_is_asked_once_and_costs_nothing(
            String provider, String model, int status, String code) {
        for (boolean stream : new boolean[] {false, true}) {
            gateway.provider.clear();
            gateway.provider.script(Script.DEFAULT.with("status=" + status + "&retryAfter=7"));
            String key = gateway.accountWith("5");
            Answer answer = caller.ask(key, LlmCaller.body(provider, model, stream));
            problem(answer, status, code);
            assertThat(gateway.provider.receivedCount()).isEqualTo(1);
            assertThat(gateway.get("/api/credits/balance", key)
                            .path("available")
                            .asString())
                    .isEqualTo("5");
            assertThat(answer.header("tollgate-cost")).isEqualTo("0");
        }
    }

    @Test
    void the_platforms_own_trouble_is_told_as_ours() {
        gateway.provider.script(Script.DEFAULT.with("status=401"));
        Answer answer = caller.ask(gateway.key(), LlmCaller.body("claude", "clever", false));
        problem(answer, 503, "provider_account");
        assertThat(answer.http().body()).doesNotContain(TestGateway.PLATFORM_KEY);
    }

    @ParameterizedTest
    @CsvSource({"openai, gpt-4o", "claude, clever", "google, gemini-2.5-flash", "ollama, llama3:8b"})
    void a_stream_that_fails_says_so_and_what_was_delivered_is_paid(String provider, String model) {
        for (String failure : new String[] {"failAfter=3", "cutAfter=600"}) {
            gateway.provider.script(Script.DEFAULT.with("input=1000&output=60&chunks=12&" + failure));
            String key = gateway.accountWith("5");
            Answer answer = caller.ask(key, LlmCaller.body(provider, model, true));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.end().path("error").path("code").asString())
                    .as(failure + answer.http().body())
                    .startsWith("provider_");
            gateway.settled();
            assertThat(answer.left())
                    .isEqualTo(gateway.get("/api/credits/balance", key)
                            .path("available")
                            .asString());
        }
    }

    @ParameterizedTest
    @CsvSource({"openai, gpt-4o", "claude, clever", "google, gemini-2.5-flash", "ollama, llama3:8b"})
    void a_whole_answer_that_breaks_off_is_none_and_costs_nothing(String provider, String model) {
        for (int cut : new int[] {1, 60, 150}) {
            gateway.provider.script(Script.DEFAULT.with("input=1000&output=60&cutAfter=" + cut));
            String key = gateway.accountWith("5");
            Answer answer = caller.ask(key, LlmCaller.body(provider, model, false));
            problem(answer, 502, "provider_unreachable");
            gateway.settled();
            assertThat(gateway.get("/api/credits/balance", key)
                            .path("available")
                            .asString())
                    .isEqualTo("5");
        }
    }

    @ParameterizedTest
    @CsvSource({"openai, gpt-4o", "claude, clever", "google, gemini-2.5-flash", "ollama, llama3:8b"})
    void an_answer_without_a_known_form_is_told_as_such(String provider, String model) {
        for (boolean stream : new boolean[] {false, true}) {
            gateway.provider.replay(200, "application/json", List.of("[7]".getBytes(StandardCharsets.UTF_8)));
            Answer answer = caller.ask(gateway.key(), LlmCaller.body(provider, model, stream));
            problem(answer, 502, "provider_answer_unreadable");
            assertThat(gateway.get("/v1/tollgate/requests/" + answer.header("x-request-id"), gateway.key())
                            .path("state")
                            .asString())
                    .isIn("captured", "released");
        }
    }

    @Test
    void credits_that_run_out_in_the_midst_of_a_stream_are_told_with_what_it_cost() {
        String body = "{\"model\":\"gpt-4o\",\"stream\":true,\"max_tokens\":20," + ASK + "}";
        String held = caller.ask(gateway.key(), body).header("tollgate-hold");
        gateway.provider.script(
                Script.DEFAULT.with("input=20&output=800&bounded=false&chunks=180&chunkSize=20&delay=50ms"));
        String key = gateway.accountWith(held);
        Answer answer = caller.ask(key, body);
        assertThat(answer.end().path("error").path("code").asString())
                .as(answer.end().toString())
                .isEqualTo("insufficient_credits");
        assertThat(answer.left()).isEqualTo("0");
        assertThat(answer.used()).isNotEqualTo("0");
    }
}
