package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.tollgate.simulator.provider.Script;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whatever is sent again with its Idempotency-Key is made and paid once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class IdempotencyIT {

    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final String REPLAYED = "idempotent-replayed";

    private TestGateway gateway;
    private String account = "";
    private String key = "";
    private long made;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(
                TestGateway.Prices.TEST.replace(
                        "models:\n", "models:\n  whisper-1: { provider: openai, minute: 0.006 }\n"),
                Map.of("tollgate.filter.max-kept-answer-bytes", "20000"));
    }

    @BeforeEach
    void an_account_of_its_own() {
        gateway.provider.script(Script.DEFAULT.with("input=100&output=40"));
        account = gateway.accountWith("50");
        key = UUID.randomUUID().toString();
        made = gateway.provider.receivedCount();
    }

    @AfterEach
    void every_call_is_settled() {
        gateway.settled();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void an_answer_is_told_again_with_what_it_cost() {
        for (String body : List.of(chat(false), chat(true))) {
            key = UUID.randomUUID().toString();
            HttpResponse<String> first = ask(CHAT, body);
            HttpResponse<String> again = ask(CHAT, body);
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(first.headers().firstValue(REPLAYED)).isEmpty();
            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.headers().firstValue(REPLAYED)).contains("true");
            for (String header : List.of("content-type", "x-request-id", "tollgate-cost", "tollgate-price-version")) {
                assertThat(again.headers().firstValue(header))
                        .as(header)
                        .isEqualTo(first.headers().firstValue(header));
            }
        }
        assertThat(gateway.provider.receivedCount() - made).isEqualTo(2);
        assertThat(records()).containsExactly("captured reported", "captured reported");
    }

    @Test
    void of_fifty_at_once_one_is_made_and_paid() {
        gateway.provider.script(Script.DEFAULT.with("latency=300ms&input=100&output=40"));
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 50)
                .mapToObj(n -> CompletableFuture.supplyAsync(() -> ask(MESSAGES, messages())))
                .toList();
        List<Integer> statuses =
                answers.stream().map(answer -> answer.join().statusCode()).toList();
        assertThat(statuses).contains(200).containsOnly(200, 409);
        assertThat(gateway.provider.receivedCount() - made).isEqualTo(1);
        assertThat(records()).containsExactly("captured reported");
        assertThat(ask(MESSAGES, messages()).statusCode()).isEqualTo(200);
    }

    @Test
    void a_client_that_left_finds_its_answer() throws IOException {
        for (boolean stream : new boolean[] {false, true}) {
            key = UUID.randomUUID().toString();
            made = gateway.provider.receivedCount();
            gateway.provider.script(Script.DEFAULT.with("latency=200ms&delay=5ms&input=100&output=40&chunks=12"));
            Socket client = open(chat(stream));
            TestGateway.until("the provider has the call", () -> gateway.provider.receivedCount() > made);
            client.close();
            TestGateway.until(
                    "the answer is there", () -> ask(CHAT, chat(stream)).statusCode() == 200);
            HttpResponse<String> again = ask(CHAT, chat(stream));
            assertThat(again.headers().firstValue(REPLAYED)).contains("true");
            assertThat(again.headers().firstValue("tollgate-cost").isPresent()).isNotEqualTo(stream);
            assertThat(again.body()).contains("stop").matches(body -> body.contains("[DONE]") == stream);
            assertThat(gateway.provider.receivedCount() - made).isEqualTo(1);
        }
        assertThat(records()).containsExactly("captured reported", "captured reported");
    }

    @Test
    void a_running_call_is_not_made_again() {
        gateway.provider.enqueue(Script.DEFAULT.with("latency=1s&input=100&output=40"));
        CompletableFuture<HttpResponse<String>> first = CompletableFuture.supplyAsync(() -> ask(CHAT, chat(false)));
        TestGateway.until("the provider has the call", () -> gateway.provider.receivedCount() > made);
        HttpResponse<String> again = ask(CHAT, chat(false));
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("request_in_progress");
        assertThat(again.headers().firstValue("retry-after")).isPresent();
        assertThat(again.headers().firstValue("x-should-retry")).contains("true");
        assertThat(first.join().statusCode()).isEqualTo(200);
    }

    @Test
    void another_request_with_the_same_key_is_refused() {
        assertThat(ask(CHAT, chat(false)).statusCode()).isEqualTo(200);
        HttpResponse<String> other = ask(CHAT, chat(true));
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("idempotency_key_reused");
        assertThat(ask(CHAT + "?beta=true", chat(false)).statusCode()).isEqualTo(422);
        HttpResponse<String> elsewhere = ask(MESSAGES, messages());
        assertThat(elsewhere.statusCode()).isEqualTo(422);
        assertThat(elsewhere.body()).contains("invalid_request_error");
    }

    @Test
    void what_failed_or_was_refused_frees_its_key() {
        gateway.provider.enqueue(Script.DEFAULT.with("status=500"));
        assertThat(ask(CHAT, chat(false)).statusCode()).isEqualTo(500);
        assertThat(ask(CHAT, chat(false).replace("gpt-4o", "no-such-model")).statusCode())
                .isEqualTo(400);
        // An error in place of the first event, behind a head that promised an answer.
        gateway.provider.enqueue(Script.DEFAULT.with("failAfter=0"));
        assertThat(ask(CHAT, chat(true)).statusCode()).isEqualTo(200);
        HttpResponse<String> made = ask(CHAT, chat(false));
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(made.headers().firstValue(REPLAYED)).isEmpty();
    }

    @Test
    void an_answer_that_broke_off_or_is_too_long_is_charged_once_and_not_told_again() {
        for (String script : List.of("cutAfter=3&chunks=12&input=100&output=40", "chunks=900&input=100&output=900")) {
            key = UUID.randomUUID().toString();
            made = gateway.provider.receivedCount();
            gateway.provider.enqueue(Script.DEFAULT.with(script));
            assertThat(ask(CHAT, chat(true)).statusCode()).isEqualTo(200);
            HttpResponse<String> again = ask(CHAT, chat(true));
            assertThat(again.statusCode()).as(script + again.body()).isEqualTo(409);
            assertThat(again.body()).contains("answer_not_kept");
            assertThat(again.headers().firstValue("x-should-retry")).contains("false");
            assertThat(gateway.provider.receivedCount() - made).isEqualTo(1);
        }
    }

    @Test
    void a_key_that_is_none_is_refused() {
        for (String bad : List.of("", "two words", "x".repeat(256))) {
            key = bad;
            HttpResponse<String> answer = ask(CHAT, chat(false));
            assertThat(answer.statusCode()).as(bad).isEqualTo(400);
            assertThat(answer.body()).contains("Idempotency-Key");
        }
        assertThat(gateway.provider.receivedCount()).isEqualTo(made);
    }

    @Test
    void an_upload_is_the_same_whatever_its_boundary() {
        HttpResponse<String> first = upload("one");
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        HttpResponse<String> again = upload("another-one");
        assertThat(again.headers().firstValue(REPLAYED)).contains("true");
        assertThat(again.body()).isEqualTo(first.body());
    }

    @Test
    void the_answers_are_not_to_be_read_in_the_database() {
        String told = ask(CHAT, chat(false)).body();
        assertThat(ask(CHAT, chat(false)).body()).isEqualTo(told);
        assertThat(gateway.database.query("SELECT coalesce(encode(answer, 'escape'), '') FROM idempotent_call"))
                .isNotEmpty()
                .noneMatch(row -> row.contains("choices") || row.contains("stop"));
        assertThat(gateway.database.query("SELECT encode(key_hash, 'escape') FROM idempotent_call"))
                .noneMatch(row -> row.contains(key));
    }

    @Test
    void with_the_openai_sdk() {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(gateway.url() + "/v1")
                .apiKey(account)
                .build();
        ChatCompletionCreateParams params = ChatCompletionCreateParams.builder()
                .model("gpt-4o")
                .addUserMessage("Hello")
                .putAdditionalHeader("Idempotency-Key", key)
                .build();
        String first = client.chat().completions().create(params).id();
        assertThat(client.chat().completions().create(params).id()).isEqualTo(first);
        assertThat(gateway.provider.receivedCount() - made).isEqualTo(1);
        client.close();
    }

    /** State and basis of the account's calls. */
    private List<String> records() {
        return gateway.database.query("SELECT u.state || ' ' || u.basis FROM usage_record u JOIN api_key k"
                + " ON k.account_id = u.wallet_id WHERE k.last4 = '" + account.substring(account.length() - 4) + "'");
    }

    private HttpResponse<String> ask(String path, String body) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("authorization", "Bearer " + account)
                .header("content-type", "application/json")
                .header("idempotency-key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> upload(String boundary) {
        String form = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--"
                + boundary
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\n\r\nsound\r\n--"
                + boundary + "--\r\n";
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/audio/transcriptions"))
                .header("authorization", "Bearer " + account)
                .header("content-type", "multipart/form-data; boundary=\"" + boundary + "\"")
                .header("idempotency-key", key)
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private static String chat(boolean stream) {
        return "{\"model\":\"gpt-4o\",\"stream\":" + stream
                + ",\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    private static String messages() {
        return "{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":100,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    private Socket open(String body) throws IOException {
        URI url = URI.create(gateway.url());
        Socket socket = new Socket(url.getHost(), url.getPort());
        List<String> head = List.of(
                "POST " + CHAT + " HTTP/1.1",
                "Host: 127.0.0.1",
                "Authorization: Bearer " + account,
                "Idempotency-Key: " + key,
                "Content-Type: application/json",
                "Content-Length: " + body.length(),
                "",
                body);
        socket.getOutputStream().write(String.join("\r\n", head).getBytes(StandardCharsets.UTF_8));
        return socket;
    }
}
