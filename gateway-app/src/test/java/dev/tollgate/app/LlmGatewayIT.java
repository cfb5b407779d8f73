package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.app.LlmCaller.Answer;
import dev.tollgate.simulator.provider.ReceivedRequest;
import dev.tollgate.simulator.provider.Script;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One shape in, one shape out, whoever the provider is; and the books say what the answer says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LlmGatewayIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The smallest picture there is: one pixel. */
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

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

    private static Stream<Arguments> vendors() {
        return Stream.of(
                        List.of("openai", "gpt-4o", "/v1/chat/completions"),
                        List.of("claude", "claude-sonnet-4-5", "/v1/messages"),
                        List.of("gemini", "gemini-2.5-flash", "/v1beta/models/gemini-2.5-flash:"),
                        List.of("perplexity", "sonar", "/v1/chat/completions"),
                        List.of("ollama", "llama3:8b", "/api/chat"))
                .flatMap(vendor -> Stream.of(true, false)
                        .map(stream -> Arguments.of(vendor.get(0), vendor.get(1), vendor.get(2), stream)));
    }

    private String last(String columns) {
        return gateway.database
                .query("SELECT " + columns + " FROM usage_record ORDER BY settled_at DESC LIMIT 1")
                .get(0);
    }

    private static String credits(String nanos) {
        BigDecimal amount = new BigDecimal(nanos).movePointLeft(9);
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void is_answered_in_one_shape_and_told_what_the_ledger_debited(
            String provider, String model, String path, boolean stream) {
        gateway.provider.script(Script.DEFAULT.with("input=1000&output=60"));
        String key = gateway.accountWith("50");
        Answer answer = caller.ask(key, LlmCaller.body(provider, model, stream));
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(TestGateway.ANSWER);
        JsonNode end = answer.end();
        assertThat(end.path("choices").path(0).path("finish_reason").asString()).isEqualTo("stop");
        assertThat(end.path("usage").toString())
                .isEqualTo("{\"prompt_tokens\":1000,\"completion_tokens\":60,\"total_tokens\":1060}");
        assertThat(end.path("creditInfo").path("tokensUsed").asLong()).isEqualTo(1060);
        assertThat(answer.used()).isEqualTo(credits(last("charged"))).isNotEqualTo("0");
        assertThat(new BigDecimal(answer.left()))
                .isEqualByComparingTo(new BigDecimal("50").subtract(new BigDecimal(answer.used())));
        assertThat(answer.left())
                .isEqualTo(gateway.get("/api/credits/balance", key)
                        .path("available")
                        .asString());
        assertThat(last("basis || ' ' || state")).isEqualTo("reported captured");
        assertThat(end.path("id").asString())
                .isEqualTo(answer.header("x-request-id"))
                .isEqualTo(last("request_id"));
        assertThat(answer.header("tollgate-price-version")).isNotEmpty();
        assertThat(answer.header("tollgate-cost")).isEqualTo(stream ? "" : answer.used());
        assertThat(gateway.provider.received()).singleElement().satisfies(received -> {
            assertThat(received.uri()).startsWith(path);
            assertThat(received.body()).contains("Be short.", "What does a call cost?", "100");
        });
    }

    @Test
    void the_provider_gets_the_platforms_key_and_nothing_of_the_callers() {
        for (String[] of :
                new String[][] {{"openai", "gpt-4o"}, {"anthropic", "claude-sonnet-4-5"}, {"google", "gemini-2.5-flash"}
                }) {
            gateway.provider.clear();
            assertThat(caller.ask(gateway.key(), LlmCaller.body(of[0], of[1], false))
                            .status())
                    .isEqualTo(200);
            ReceivedRequest received = gateway.provider.received().get(0);
            assertThat(received.key()).contains(TestGateway.PLATFORM_KEY);
            assertThat(received.headers().toString()).doesNotContain(gateway.key(), "none");
        }
    }

    @Test
    void cached_and_thought_tokens_are_counted_once_in_every_dialect() {
        gateway.provider.script(Script.DEFAULT.with("input=1000&cached=400&output=60"));
        for (String[] of :
                new String[][] {{"openai", "gpt-4o"}, {"claude", "clever"}, {"google", "gemini-2.5-flash"}}) {
            for (boolean stream : new boolean[] {false, true}) {
                Answer answer = caller.ask(gateway.key(), LlmCaller.body(of[0], of[1], stream));
                assertThat(answer.end().path("usage").path("prompt_tokens").asLong())
                        .as(of[0] + answer.http().body())
                        .isEqualTo(1000);
                assertThat(answer.used()).isEqualTo(credits(last("charged")));
            }
        }
    }

    @Test
    void without_a_model_the_providers_first_chat_model_answers() {
        String question = ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        Answer answer = caller.ask(gateway.key(), "{\"provider\":\"openai\"" + question);
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
        assertThat(last("model")).isEqualTo("gpt-4o-mini");
        assertThat(caller.ask(gateway.key(), "{\"provider\":\"Claude\"" + question)
                        .end()
                        .path("provider")
                        .asString())
                .isEqualTo("anthropic");
        assertThat(gateway.provider.received().get(1).body()).contains("3000");
        Answer byModel = caller.ask(gateway.key(), "{\"model\":\"gemini-2.5-pro\"" + question);
        assertThat(byModel.end().path("provider").asString()).isEqualTo("google");
    }

    @ParameterizedTest
    @CsvSource({"openai, gpt-4o", "anthropic, claude-sonnet-4-5", "google, gemini-2.5-flash", "local, llama3:8b"})
    void what_may_be_set_reaches_every_provider(String provider, String model) {
        String body = "{\"provider\":\"" + provider + "\",\"model\":\"" + model
                + "\",\"max_tokens\":77,\"temperature\":0.25,\"top_p\":0.5,\"stop\":[\"END\"],\"messages\":["
                + "{\"role\":\"system\",\"content\":\"Rule one\"},{\"role\":\"user\",\"content\":\"First\"},"
                + "{\"role\":\"assistant\",\"content\":\"Second\"},{\"role\":\"user\",\"content\":["
                + "{\"type\":\"text\",\"text\":\"Third\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                + PIXEL + "\"}}]}]}";
        Answer answer = caller.ask(gateway.key(), body);
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
        String sent = gateway.provider.received().get(0).body();
        assertThat(sent).contains("77", "0.25", "0.5", "END", "Rule one", "First", "Second", "Third", PIXEL);
        assertThat(sent.indexOf("First")).isLessThan(sent.indexOf("Second"));
        assertThat(sent.indexOf("Second")).isLessThan(sent.indexOf("Third"));
    }

    @Test
    void how_closely_a_picture_is_looked_at_is_the_callers_word_and_else_the_providers() {
        for (String[] of : new String[][] {{"", "auto"}, {"auto", "auto"}, {"low", "low"}, {"high", "high"}}) {
            gateway.provider.clear();
            String detail = of[0].isEmpty() ? "" : ",\"detail\":\"" + of[0] + "\"";
            String content = "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + PIXEL + "\""
                    + detail + "}}]";
            for (String model : new String[] {"gpt-4o", "clever", "gemini-2.5-flash", "llama3:8b"}) {
                Answer answer = caller.ask(
                        gateway.key(),
                        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":" + content + "}]}");
                assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
            }
            JsonNode sent = JSON.readTree(gateway.provider.received().get(0).body());
            assertThat(sent.at("/messages/0/content/0/image_url/detail").asString())
                    .isEqualTo(of[1]);
        }
    }

    @ParameterizedTest
    @CsvSource({"openai, gpt-4o", "anthropic, clever", "google, gemini-2.5-flash", "local, llama3:8b"})
    void a_stream_is_read_however_it_is_cut(String provider, String model) {
        String text = "Grüße aus der Welt 世界 🎉 für 1 €";
        gateway.provider.script(
                Script.builder().text(text).chunkSize(3).build().with("wire=bytewise&input=100&output=40"));
        Answer answer = caller.ask(gateway.key(), LlmCaller.body(provider, model, true));
        assertThat(answer.text()).isEqualTo(text);
        assertThat(answer.end().path("creditInfo").path("tokensUsed").asLong()).isEqualTo(140);
    }

    @Test
    void an_answer_that_reaches_its_limit_says_so() {
        gateway.provider.script(Script.DEFAULT.with("output=500"));
        for (String[] of :
                new String[][] {{"openai", "gpt-4o"}, {"claude", "clever"}, {"google", "gemini-2.5-flash"}}) {
            Answer answer = caller.ask(gateway.key(), LlmCaller.body(of[0], of[1], true));
            assertThat(answer.end()
                            .path("choices")
                            .path(0)
                            .path("finish_reason")
                            .asString())
                    .as(of[0])
                    .isEqualTo("length");
        }
    }

    @Test
    void an_estimate_is_told_as_it_is_and_calls_nobody() {
        for (boolean stream : new boolean[] {false, true}) {
            Answer answer = caller.ask(caller.request(gateway.key(), LlmCaller.body("claude", "clever", stream))
                    .header("tollgate-dry-run", "true"));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.end().path("affordable").asBoolean())
                    .as(answer.http().body())
                    .isTrue();
        }
        assertThat(gateway.provider.receivedCount()).isZero();
    }

    @Test
    void what_is_said_in_the_body_is_as_if_by_headers() {
        String body = LlmCaller.body("openai", "gpt-4o", false)
                .replaceFirst(
                        "\\{",
                        "{\"conversationId\":\"talk-1\",\"source\":\"web app\",\"tags\":{\"team\":\"x\"},\"idempotencyKey\":\"once-1\",");
        Answer first = caller.ask(gateway.key(), body);
        Answer again = caller.ask(caller.request(gateway.key(), body).header("Idempotency-Key", "once-1"));
        assertThat(first.status()).as(first.http().body()).isEqualTo(200);
        assertThat(again.header("idempotent-replayed")).isEqualTo("true");
        assertThat(last("run")).isEqualTo("talk-1");
        JsonNode record = gateway.get("/v1/tollgate/requests/" + first.header("x-request-id"), gateway.key());
        assertThat(record.path("tags").path("source").asString()).isEqualTo("web app");
        assertThat(record.path("tags").path("team").asString()).isEqualTo("x");
    }

    @Test
    void it_is_a_post_of_a_gateway_key() {
        assertThat(gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + LlmCaller.PATH)))
                        .statusCode())
                .isEqualTo(405);
        assertThat(JSON.readTree(gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + LlmCaller.PATH))
                                        .POST(HttpRequest.BodyPublishers.ofString("{")))
                                .body())
                        .path("code")
                        .asString())
                .isEqualTo("invalid_api_key");
    }
}
