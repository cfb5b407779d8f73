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
        // A quantity that the request tells needs no hold.
        String copies =
                "services:\n  copies: { provider: twilio, path: /copies, unit: 0.01, usage: { request: $.count } }\n";
        gateway = TestGateway.start(PaidExample.prices(paid).replace("services:\n", copies), PaidExample.KEYS);
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
                calls.form(PaidCalls.SMS, gateway.key(), "To=%2B1&Body=a&MediaUrl=https%3A%2F%2Fx"),
                "The field 'MediaUrl' is not taken");
        assertRefused(calls.form(PaidCalls.SMS, gateway.key(), "To=%2B1&Body=a&Body=b"), "'Body' stands twice");
        assertRefused(calls.form(PaidCalls.SMS, gateway.key(), "To=%2B1"), "must have a text at $.Body");
        assertRefused(
                calls.form(PaidCalls.SMS + "?Body=a", gateway.key(), "To=%2B1&Body=a"),
                "The parameter 'Body' is not taken here");
        assertRefused(
                calls.form("/v1/listen?model=whisper-large", gateway.key(), ""),
                "The parameter 'model' is written by this gateway");
        assertRefused(calls.form(PaidCalls.SMS, gateway.key(), "To=%2B882100&Body=a"), "It must be like +1*");
        assertRefused(
                calls.form("/v1/listen?language=en;callback=x", gateway.key(), ""),
                "a sign in it that must be encoded");
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
            HttpResponse<String> answer = calls.form(path, gateway.key(), "To=%2B1&Body=a");
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
                    .POST(HttpRequest.BodyPublishers.ofString("To=%2B1&From=2&Body=Hi")));
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
                .POST(HttpRequest.BodyPublishers.ofString("To=%2B1&Body=Hi")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("0.996");
        assertThat(paid.received()).isEmpty();
    }

    @Test
    void calls_that_are_told_of_later_are_refused_where_nobody_knows_the_gateways_address() {
        HttpResponse<String> answer =
                calls.form("/2010-04-01/Accounts/ACmine/Calls.json", gateway.key(), "To=%2B1&From=2");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("callback_address_unknown");
        assertThat(paid.received()).isEmpty();
    }

    @Test
    void what_the_request_counts_is_forwarded_without_a_hold_of_its_own() {
        calls.send("/copies", gateway.key(), "application/json", HttpRequest.BodyPublishers.ofString("{\"count\":3}"));
        assertThat(paid.received()).singleElement().satisfies(request -> assertThat(request.body())
                .isEqualTo("{\"count\":3}"));
        // 3 at 0.01 dollars, 20 % on top, 100 credits a dollar; the simulator knows no copies.
        assertThat(calls.last("state || ' ' || model || ' ' || hold")).isEqualTo("released copies 3600000000");
        assertRefused(
                calls.send(
                        "/copies",
                        gateway.key(),
                        "application/json",
                        HttpRequest.BodyPublishers.ofString("{\"count\":0}")),
                "$.count must be a number above 0");
    }

    @Test
    void a_key_for_some_models_calls_no_service_that_it_does_not_name() {
        String owner = gateway.accountWith("100");
        String models = key(owner, "\"models\":[\"gpt-*\"]");
        HttpResponse<String> refused = calls.speech(models, "Hello");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"code\":\"service_not_in_scope\"");
        String both = key(owner, "\"models\":[\"gpt-*\"],\"services\":[\"speech\"]");
        assertThat(calls.speech(both, "Hello").statusCode()).isEqualTo(200);
    }

    private String key(String owner, String scope) {
        HttpResponse<String> made = gateway.post("/api/keys", owner, "{\"name\":\"test\"," + scope + "}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return made.body().replaceAll("(?s).*\"key\":\"([^\"]+)\".*", "$1");
    }

    @Test
    void a_key_for_other_services_is_refused() {
        String key = key(gateway.accountWith("100"), "\"services\":[\"spee*\"]");
        assertThat(calls.speech(key, "Hello").statusCode()).isEqualTo(200);
        HttpResponse<String> refused = calls.sms(key, "Hello");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"code\":\"service_not_in_scope\"");
    }
}
