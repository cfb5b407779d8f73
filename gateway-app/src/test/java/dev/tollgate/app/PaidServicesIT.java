package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.paid.Behaviour;
import dev.tollgate.simulator.paid.PaidSimulator;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Text messages, speech and transcripts by the example file alone, from a client to the provider and back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PaidServicesIT {

    private static final String SMS = "/2010-04-01/Accounts/ACmine/Messages.json";
    private static final String SPEECH = "/v1/text-to-speech/rachel?output_format=mp3_44100_128";

    private PaidSimulator paid;
    private TestGateway gateway;

    @BeforeAll
    void start() {
        paid = PaidSimulator.start(0);
        gateway = TestGateway.start(PaidExample.prices(paid), PaidExample.KEYS);
    }

    @AfterEach
    void every_call_is_settled() {
        gateway.settled();
        paid.clear();
    }

    @AfterAll
    void stop() {
        gateway.close();
        paid.close();
    }

    private HttpResponse<String> send(String path, String key, String type, HttpRequest.BodyPublisher body) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("authorization", "Bearer " + key)
                .header("content-type", type)
                .POST(body));
    }

    private HttpResponse<String> sms(String key, String text) {
        return form(SMS, key, "To=%2B15005550001&From=%2B15005550006&Body=" + encoded(text));
    }

    private HttpResponse<String> form(String path, String key, String form) {
        return send(path, key, "application/x-www-form-urlencoded", HttpRequest.BodyPublishers.ofString(form));
    }

    private HttpResponse<String> speech(String key, String text) {
        return send(
                SPEECH,
                key,
                "application/json",
                HttpRequest.BodyPublishers.ofString("{\"text\":\"" + text + "\",\"model_id\":\"eleven_v3\"}"));
    }

    private HttpResponse<String> transcript(String key, int bytes) {
        return send(
                "/v1/listen?smart_format=true",
                key,
                "audio/wav",
                HttpRequest.BodyPublishers.ofByteArray(new byte[bytes]));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String last(String columns) {
        return gateway.database
                .query("SELECT " + columns + " FROM usage_record ORDER BY settled_at DESC LIMIT 1")
                .get(0);
    }

    @Test
    void a_text_message_costs_its_segments() {
        HttpResponse<String> answer = sms(gateway.key(), "x".repeat(200));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.body()).contains("\"num_segments\":\"2\"").contains("\"price\":null");
        // 2 x 0.0083 dollars, 20 % on top, 100 credits a dollar
        assertThat(answer.headers().firstValue("tollgate-cost")).contains("1.992");
        assertThat(last("provider || ' ' || operation || ' ' || model || ' ' || basis || ' ' || charged"))
                .isEqualTo("twilio service sms reported 1992000000");
        assertThat(paid.received().get(0).uri())
                .isEqualTo("/2010-04-01/Accounts/" + PaidSimulator.ACCOUNT_SID + "/Messages.json");
        assertThat(paid.received().get(0).body()).endsWith("Body=" + "x".repeat(200));
    }

    @Test
    void speech_costs_what_its_header_says_and_passes_as_it_comes() {
        HttpResponse<String> answer = speech(gateway.key(), "Hello");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("audio/mpeg");
        assertThat(answer.body()).hasSize(3 * 512);
        // 5 characters at 100 dollars a million, 20 % on top, 100 credits a dollar
        assertThat(last("model || ' ' || basis || ' ' || charged")).isEqualTo("speech reported 60000000");
        assertThat(paid.received().get(0).uri()).isEqualTo("/v1/text-to-speech/rachel?output_format=mp3_44100_128");
        assertThat(paid.received().get(0).header("authorization")).isEmpty();
    }

    @Test
    void a_transcript_costs_its_seconds() {
        HttpResponse<String> answer = transcript(gateway.key(), 40_000);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("Hello from the simulator.");
        // 2.5 seconds are 3 at 0.0043 dollars a minute, 20 % on top, 100 credits a dollar
        assertThat(last("model || ' ' || basis || ' ' || charged")).isEqualTo("transcript reported 25800000");
    }

    @Test
    void errors_of_providers_cost_nothing() {
        for (Behaviour error : List.of(Behaviour.FAILS, Behaviour.REFUSES)) {
            int status = error == Behaviour.FAILS ? 500 : 400;
            paid.enqueue(error, error, error);
            for (HttpResponse<String> answer :
                    List.of(sms(gateway.key(), "Hi"), speech(gateway.key(), "Hi"), transcript(gateway.key(), 16_000))) {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
                assertThat(answer.headers().firstValue("tollgate-cost")).contains("0");
                assertThat(last("state || ' ' || charged")).isEqualTo("released 0");
            }
        }
    }

    @Test
    void what_is_not_told_or_garbled_costs_the_estimate() {
        double before = estimated();
        for (Behaviour behaviour : List.of(Behaviour.UNTOLD, Behaviour.GARBLED)) {
            paid.enqueue(behaviour, behaviour, behaviour);
            assertThat(sms(gateway.key(), "x".repeat(161)).statusCode()).isEqualTo(201);
            assertThat(last("basis || ' ' || charged")).isEqualTo("estimated 1992000000");
            assertThat(speech(gateway.key(), "Hello").statusCode()).isEqualTo(200);
            assertThat(last("basis || ' ' || charged")).isEqualTo("estimated 60000000");
            assertThat(transcript(gateway.key(), 16_000).statusCode()).isEqualTo(200);
            // a second for each 1,000 bytes
            assertThat(last("basis || ' ' || charged")).isEqualTo("estimated 137600000");
        }
        assertThat(estimated() - before).isEqualTo(6);
    }

    private static double estimated() {
        return Metrics.globalRegistry.find("tollgate.usage.estimated").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void zero_is_nothing_where_the_book_does_not_say_otherwise() {
        paid.enqueue(Behaviour.ZERO, Behaviour.ZERO, Behaviour.ZERO);
        speech(gateway.key(), "Hello");
        assertThat(last("basis || ' ' || charged")).isEqualTo("reported 0");
        transcript(gateway.key(), 16_000);
        assertThat(last("basis || ' ' || charged")).isEqualTo("reported 0");
        // A Messaging Service tells 0 until the message is sent.
        sms(gateway.key(), "Hello");
        assertThat(last("basis || ' ' || charged")).isEqualTo("estimated 996000000");
    }

    @Test
    void without_enough_credits_nothing_is_sent() {
        String poor = gateway.accountWith("0.01");
        List<HttpResponse<String>> refused = List.of(sms(poor, "Hi"), speech(poor, "Hello"), transcript(poor, 16_000));
        for (HttpResponse<String> answer : refused) {
            assertThat(answer.statusCode()).isEqualTo(402);
            assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
            assertThat(answer.body())
                    .contains("\"code\":\"insufficient_credits\"")
                    .contains("\"status\":402")
                    .contains("\"available\":\"0.01\"");
        }
        assertThat(paid.received()).isEmpty();
    }

    @Test
    void what_callers_may_not_send_is_refused_by_name() {
        assertRefused(
                form(SMS, gateway.key(), "To=1&Body=a&MediaUrl=https%3A%2F%2Fx"), "The field 'MediaUrl' is not taken");
        assertRefused(form(SMS, gateway.key(), "To=1&Body=a&Body=b"), "'Body' stands twice");
        assertRefused(form(SMS, gateway.key(), "To=1"), "must have a text at $.Body");
        assertRefused(form(SMS + "?Body=a", gateway.key(), "To=1&Body=a"), "The parameter 'Body' is not taken here");
        assertRefused(
                send(
                        "/v1/listen",
                        gateway.key(),
                        "application/json",
                        HttpRequest.BodyPublishers.ofString("{\"url\":\"x\"}")),
                "Send one of audio/*");
        assertThat(paid.received()).isEmpty();
    }

    private static void assertRefused(HttpResponse<String> answer, String why) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(why).contains("\"code\":\"invalid_request\"");
    }

    @Test
    void what_the_book_does_not_know_is_never_forwarded() {
        for (String path : List.of(
                "/2010-04-01/Accounts/AC1/Recordings.json",
                "/2010-04-01/Accounts/AC1/Messages.json/x",
                "/2010-04-01/Accounts/../Messages.json",
                "/2010-04-01/Accounts/%2e%2e/Messages.json",
                "/2010-04-01/Accounts/a;b=c/Messages.json",
                "/2010-04-01//Accounts/AC1/Messages.json",
                "/v1/text-to-speech/",
                "/v1/text-to-speech/a/b/c",
                "/v1/listen/",
                "/v1/voices",
                "/v2/anything",
                "/anything")) {
            HttpResponse<String> answer = form(path, gateway.key(), "To=1&Body=a");
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
        }
        HttpResponse<String> got = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + SMS))
                .header("authorization", "Bearer " + gateway.key())
                .GET());
        assertThat(got.statusCode()).isEqualTo(404);
        assertThat(paid.received()).isEmpty();
    }

    @Test
    void keys_are_taken_as_the_providers_clients_send_them() {
        String basic = Base64.getEncoder().encodeToString(("ACmine:" + gateway.key()).getBytes(StandardCharsets.UTF_8));
        for (String[] header : new String[][] {
            {"authorization", "Basic " + basic},
            {"authorization", "Token " + gateway.key()},
            {"xi-api-key", gateway.key()}
        }) {
            HttpResponse<String> answer = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + SMS))
                    .header(header[0], header[1])
                    .header("content-type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("To=1&From=2&Body=Hi")));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        }
        HttpResponse<String> stranger = sms("tg_live_nobody", "Hi");
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.body()).contains("invalid_api_key");
    }

    @Test
    void with_a_key_of_ones_own_nothing_is_charged() {
        HttpResponse<String> answer = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + SPEECH))
                .header("authorization", "Bearer " + gateway.key())
                .header("x-elevenlabs-api-key", PaidSimulator.ELEVENLABS_KEY)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"Hello\"}")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(last("key_mode || ' ' || basis || ' ' || charged")).isEqualTo("own reported 0");
    }

    @Test
    void a_client_that_hangs_up_pays_what_the_provider_billed() throws Exception {
        paid.enqueue(Behaviour.PAUSES);
        try (Socket client = new Socket("127.0.0.1", URI.create(gateway.url()).getPort())) {
            String body = "{\"text\":\"Hello\"}";
            String head = "POST " + SPEECH + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + gateway.key()
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n";
            client.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
            // The first piece comes although the provider pauses after it.
            byte[] seen = new byte[512];
            assertThat(client.getInputStream().readNBytes(seen, 0, seen.length)).isEqualTo(seen.length);
        }
        paid.resume();
        TestGateway.until("it is settled", () -> gateway.database.openHolds() == 0);
        assertThat(last("model || ' ' || basis || ' ' || charged")).isEqualTo("speech reported 60000000");
    }

    @Test
    void sound_that_breaks_off_costs_what_its_header_said() {
        paid.enqueue(Behaviour.BREAKS_OFF);
        HttpResponse<String> answer = speech(gateway.key(), "Hello");
        assertThat(answer.body().length()).isLessThan(512);
        gateway.settled();
        assertThat(last("basis || ' ' || charged")).isEqualTo("reported 60000000");
    }

    @Test
    void fifty_at_once_never_spend_more_than_there_is() {
        // Each is held, and costs, 0.996 credits: ten are paid.
        String key = gateway.accountWith("10");
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(CompletableFuture.supplyAsync(() -> sms(key, "Hi")));
        }
        List<Integer> statuses =
                all.stream().map(each -> each.join().statusCode()).toList();
        assertThat(statuses).containsOnly(201, 402, 429).contains(201);
        long sent = statuses.stream().filter(status -> status == 201).count();
        assertThat(sent).isLessThanOrEqualTo(10);
        assertThat(paid.received()).hasSize((int) sent);
    }

    @Test
    void a_dry_run_tells_the_price_and_sends_nothing() {
        HttpResponse<String> answer = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + SMS))
                .header("authorization", "Bearer " + gateway.key())
                .header("tollgate-dry-run", "true")
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("To=1&Body=Hi")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("0.996");
        assertThat(paid.received()).isEmpty();
    }

    @Test
    void calls_that_are_told_of_later_are_refused_where_nobody_knows_the_gateways_address() {
        HttpResponse<String> answer = form("/2010-04-01/Accounts/ACmine/Calls.json", gateway.key(), "To=1&From=2");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("callback_address_unknown");
        assertThat(paid.received()).isEmpty();
    }
}
