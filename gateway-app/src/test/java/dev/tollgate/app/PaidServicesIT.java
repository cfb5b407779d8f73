package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.paid.Behaviour;
import dev.tollgate.simulator.paid.PaidSimulator;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Text messages, speech and transcripts by the example file alone, from a client to the provider and back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PaidServicesIT {

    private PaidSimulator paid;
    private TestGateway gateway;
    private PaidCalls calls;

    @BeforeAll
    void start() {
        paid = PaidSimulator.start(0);
        gateway = TestGateway.start(PaidExample.prices(paid), PaidExample.KEYS);
        calls = new PaidCalls(gateway);
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

    @Test
    void a_text_message_costs_its_segments() {
        HttpResponse<String> answer = calls.sms(gateway.key(), "x".repeat(200));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.body()).contains("\"num_segments\":\"2\"").contains("\"price\":null");
        // 2 x 0.0083 dollars, 20 % on top, 100 credits a dollar
        assertThat(answer.headers().firstValue("tollgate-cost")).contains("1.992");
        assertThat(calls.last("provider || ' ' || operation || ' ' || model || ' ' || basis || ' ' || charged"))
                .isEqualTo("twilio service sms reported 1992000000");
        assertThat(paid.received().get(0).uri())
                .isEqualTo("/2010-04-01/Accounts/" + PaidSimulator.ACCOUNT_SID + "/Messages.json");
        assertThat(paid.received().get(0).body()).endsWith("Body=" + "x".repeat(200));
    }

    @Test
    void speech_costs_what_its_header_says_and_passes_as_it_comes() {
        HttpResponse<String> answer = calls.speech(gateway.key(), "Hello");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("audio/mpeg");
        assertThat(answer.body()).hasSize(3 * 512);
        // 5 characters at 100 dollars a million, 20 % on top, 100 credits a dollar
        assertThat(calls.last("model || ' ' || basis || ' ' || charged")).isEqualTo("speech reported 60000000");
        assertThat(paid.received().get(0).uri()).isEqualTo("/v1/text-to-speech/rachel?output_format=mp3_44100_128");
        assertThat(paid.received().get(0).header("authorization")).isEmpty();
    }

    @Test
    void a_transcript_costs_its_seconds() {
        HttpResponse<String> answer = calls.transcript(gateway.key(), 40_000);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("Hello from the simulator.");
        assertThat(paid.received().get(0).uri()).isEqualTo("/v1/listen?smart_format=true&model=nova-3");
        // 2.5 seconds are 3 at 0.0043 dollars a minute, 20 % on top, 100 credits a dollar
        assertThat(calls.last("model || ' ' || basis || ' ' || charged")).isEqualTo("transcript reported 25800000");
    }

    @Test
    void sound_that_is_far_thinner_than_was_guessed_is_charged_in_full() {
        paid.enqueue(Behaviour.MUCH);
        assertThat(calls.transcript(gateway.key(), 16_000).statusCode()).isEqualTo(200);
        // 100 seconds, of which 16 were held
        assertThat(calls.last("basis || ' ' || hold || ' ' || charged")).isEqualTo("reported 137600000 860000000");
    }

    @Test
    void errors_of_providers_cost_nothing() {
        for (Behaviour error : List.of(Behaviour.FAILS, Behaviour.REFUSES)) {
            int status = error == Behaviour.FAILS ? 500 : 400;
            paid.enqueue(error, error, error);
            for (HttpResponse<String> answer : List.of(
                    calls.sms(gateway.key(), "Hi"),
                    calls.speech(gateway.key(), "Hi"),
                    calls.transcript(gateway.key(), 16_000))) {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
                assertThat(answer.headers().firstValue("tollgate-cost")).contains("0");
                assertThat(calls.last("state || ' ' || charged")).isEqualTo("released 0");
            }
        }
    }

    @Test
    void a_message_that_may_have_been_sent_is_not_sent_again_by_its_key() {
        for (Behaviour unsure : List.of(Behaviour.FAILS, Behaviour.FAILS_LATE)) {
            paid.enqueue(unsure);
            String key = UUID.randomUUID().toString();
            assertThat(calls.smsOnce(gateway.key(), "Hi", key).statusCode()).isEqualTo(500);
            HttpResponse<String> again = calls.smsOnce(gateway.key(), "Hi", key);
            assertThat(again.statusCode()).as(again.body()).isEqualTo(409);
            assertThat(again.body()).contains("answer_not_kept");
            assertThat(paid.received()).hasSize(1);
            paid.clear();
        }
        paid.enqueue(Behaviour.REFUSES);
        String key = UUID.randomUUID().toString();
        assertThat(calls.smsOnce(gateway.key(), "Hi", key).statusCode()).isEqualTo(400);
        HttpResponse<String> sent = calls.smsOnce(gateway.key(), "Hi", key);
        assertThat(sent.statusCode()).as("it was refused").isEqualTo(201);
        HttpResponse<String> again = calls.smsOnce(gateway.key(), "Hi", key);
        assertThat(again.body()).isEqualTo(sent.body());
        assertThat(again.headers().firstValue("idempotent-replayed")).contains("true");
        assertThat(paid.received()).hasSize(2);
    }

    @Test
    void what_is_not_told_or_garbled_costs_the_estimate() {
        double before = estimated();
        for (Behaviour behaviour : List.of(Behaviour.UNTOLD, Behaviour.GARBLED)) {
            paid.enqueue(behaviour, behaviour, behaviour);
            assertThat(calls.sms(gateway.key(), "x".repeat(161)).statusCode()).isEqualTo(201);
            assertThat(calls.last("basis || ' ' || charged")).isEqualTo("estimated 1992000000");
            assertThat(calls.speech(gateway.key(), "Hello").statusCode()).isEqualTo(200);
            assertThat(calls.last("basis || ' ' || charged")).isEqualTo("estimated 60000000");
            assertThat(calls.transcript(gateway.key(), 16_000).statusCode()).isEqualTo(200);
            // a second for each 1,000 bytes
            assertThat(calls.last("basis || ' ' || charged")).isEqualTo("estimated 137600000");
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
        calls.speech(gateway.key(), "Hello");
        assertThat(calls.last("basis || ' ' || charged")).isEqualTo("reported 0");
        calls.transcript(gateway.key(), 16_000);
        assertThat(calls.last("basis || ' ' || charged")).isEqualTo("reported 0");
        // A Messaging Service tells 0 until the message is sent.
        calls.sms(gateway.key(), "Hello");
        assertThat(calls.last("basis || ' ' || charged")).isEqualTo("estimated 996000000");
    }

    @Test
    void a_client_that_hangs_up_pays_what_the_provider_billed() throws Exception {
        paid.enqueue(Behaviour.PAUSES);
        try (Socket client = new Socket("127.0.0.1", URI.create(gateway.url()).getPort())) {
            String body = "{\"text\":\"Hello\"}";
            String head = "POST " + PaidCalls.SPEECH + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                    + gateway.key() + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                    + "\r\n\r\n";
            client.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
            // The first piece comes although the provider pauses after it.
            byte[] seen = new byte[512];
            assertThat(client.getInputStream().readNBytes(seen, 0, seen.length)).isEqualTo(seen.length);
        }
        paid.resume();
        TestGateway.until("it is settled", () -> gateway.database.openHolds() == 0);
        assertThat(calls.last("model || ' ' || basis || ' ' || charged")).isEqualTo("speech reported 60000000");
    }

    @Test
    void sound_that_breaks_off_costs_what_its_header_said() {
        paid.enqueue(Behaviour.BREAKS_OFF);
        HttpResponse<String> answer = calls.speech(gateway.key(), "Hello");
        assertThat(answer.body().length()).isLessThan(512);
        gateway.settled();
        assertThat(calls.last("basis || ' ' || charged")).isEqualTo("reported 60000000");
    }

    @Test
    void a_message_that_was_taken_costs_the_estimate_although_the_answer_breaks_off() {
        paid.enqueue(Behaviour.BREAKS_OFF);
        HttpResponse<String> answer = calls.sms(gateway.key(), "x".repeat(161));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
        assertThat(answer.body()).contains("which is charged", "may be done twice");
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
        assertThat(answer.headers().firstValue("retry-after")).isEmpty();
        gateway.settled();
        assertThat(calls.last("state || ' ' || basis || ' ' || charged")).isEqualTo("captured estimated 1992000000");
    }

    @Test
    void fifty_at_once_never_spend_more_than_there_is() {
        // Each is held, and costs, 0.996 credits: ten are paid.
        String key = gateway.accountWith("10");
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(CompletableFuture.supplyAsync(() -> calls.sms(key, "Hi")));
        }
        List<Integer> statuses =
                all.stream().map(each -> each.join().statusCode()).toList();
        assertThat(statuses).isSubsetOf(201, 402, 429).contains(201);
        long sent = statuses.stream().filter(status -> status == 201).count();
        assertThat(sent).isLessThanOrEqualTo(10);
        assertThat(paid.received()).hasSize((int) sent);
    }
}
