package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.paid.PaidSimulator;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What of a paid service is let through, for whom, and what is not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PaidServicesDoorIT {

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
    void without_enough_credits_nothing_is_sent() {
        String poor = gateway.accountWith("0.01");
        List<HttpResponse<String>> refused =
                List.of(calls.sms(poor, "Hi"), calls.speech(poor, "Hello"), calls.transcript(poor, 16_000));
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
                calls.form(PaidCalls.SMS, gateway.key(), "To=1&Body=a&MediaUrl=https%3A%2F%2Fx"),
                "The field 'MediaUrl' is not taken");
        assertRefused(calls.form(PaidCalls.SMS, gateway.key(), "To=1&Body=a&Body=b"), "'Body' stands twice");
        assertRefused(calls.form(PaidCalls.SMS, gateway.key(), "To=1"), "must have a text at $.Body");
        assertRefused(
                calls.form(PaidCalls.SMS + "?Body=a", gateway.key(), "To=1&Body=a"),
                "The parameter 'Body' is not taken here");
        assertRefused(
                calls.send(
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
            HttpResponse<String> answer = calls.form(path, gateway.key(), "To=1&Body=a");
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
        }
        HttpResponse<String> got = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + PaidCalls.SMS))
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
            HttpResponse<String> answer = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + PaidCalls.SMS))
                    .header(header[0], header[1])
                    .header("content-type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("To=1&From=2&Body=Hi")));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        }
        HttpResponse<String> stranger = calls.sms("tg_live_nobody", "Hi");
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.body()).contains("invalid_api_key");
    }

    @Test
    void with_a_key_of_ones_own_nothing_is_charged() {
        HttpResponse<String> answer = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + PaidCalls.SPEECH))
                .header("authorization", "Bearer " + gateway.key())
                .header("x-elevenlabs-api-key", PaidSimulator.ELEVENLABS_KEY)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"Hello\"}")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(calls.last("key_mode || ' ' || basis || ' ' || charged")).isEqualTo("own reported 0");
    }

    @Test
    void a_dry_run_tells_the_price_and_sends_nothing() {
        HttpResponse<String> answer = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + PaidCalls.SMS))
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
        HttpResponse<String> answer =
                calls.form("/2010-04-01/Accounts/ACmine/Calls.json", gateway.key(), "To=1&From=2");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("callback_address_unknown");
        assertThat(paid.received()).isEmpty();
    }

    @Test
    void a_key_for_other_services_is_refused() {
        HttpResponse<String> made =
                gateway.post("/api/keys", gateway.accountWith("100"), "{\"name\":\"test\",\"services\":[\"spee*\"]}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String key = made.body().replaceAll("(?s).*\"key\":\"([^\"]+)\".*", "$1");
        assertThat(calls.speech(key, "Hello").statusCode()).isEqualTo(200);
        HttpResponse<String> refused = calls.sms(key, "Hello");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"code\":\"service_not_in_scope\"");
    }
}
