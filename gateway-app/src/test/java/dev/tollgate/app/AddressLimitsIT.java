package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.net.Webhook;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Limits that strangers meet, by the address they come from. */
final class AddressLimitsIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CHAT = "/v1/chat/completions";
    private static final String ME = "/v1/tollgate/me";
    private static final String BODY =
            "{\"model\":\"gpt-4o\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private @Nullable TestGateway running;

    private TestGateway gateway() {
        return Objects.requireNonNull(running);
    }

    private void start(String... settings) {
        Map<String, String> properties = new HashMap<>();
        for (String setting : settings) {
            String[] pair = setting.split("=", 2);
            properties.put("tollgate." + pair[0], pair[1]);
        }
        running = TestGateway.start(TestGateway.Prices.TEST, properties);
    }

    @AfterEach
    void stop() {
        gateway().settled();
        gateway().close();
    }

    private HttpResponse<String> call(String key, String forwardedFor) {
        return gateway()
                .send(HttpRequest.newBuilder(URI.create(gateway().url() + CHAT))
                        .header("x-api-key", key)
                        .header("X-Forwarded-For", forwardedFor)
                        .POST(HttpRequest.BodyPublishers.ofString(BODY)));
    }

    private HttpResponse<String> me(String key) {
        return gateway()
                .send(HttpRequest.newBuilder(URI.create(gateway().url() + ME)).header("x-api-key", key));
    }

    private static JsonNode error(HttpResponse<String> answer) {
        return JSON.readTree(answer.body()).path("error");
    }

    @Test
    void nobody_gets_another_address_by_claiming_one() {
        start("limits.address.requests-per-minute=2");
        assertThat(call(gateway().key(), "198.51.100.1").statusCode()).isEqualTo(200);
        assertThat(call(gateway().key(), "198.51.100.2").statusCode()).isEqualTo(200);
        HttpResponse<String> answer = call(gateway().key(), "198.51.100.3");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(error(answer).path("tollgate").path("limit").path("level").asString())
                .isEqualTo("address");
        assertThat(answer.headers().firstValue("x-ratelimit-remaining-requests"))
                .contains("0");
        assertThat(call("tg_live_guess", "198.51.100.4").statusCode())
                .as("before the key is looked at")
                .isEqualTo(429);
    }

    @Test
    void behind_our_own_proxy_each_client_has_its_own_limit() {
        start("limits.address.requests-per-minute=1", "trusted-proxies=127.0.0.0/8,10.0.0.0/8");
        assertThat(call(gateway().key(), "198.51.100.1").statusCode()).isEqualTo(200);
        assertThat(call(gateway().key(), "198.51.100.2, 10.0.0.1").statusCode()).isEqualTo(200);
        assertThat(call(gateway().key(), "6.6.6.6, 198.51.100.1").statusCode()).isEqualTo(429);
        assertThat(call(gateway().key(), "2001:db8::1").statusCode()).isEqualTo(200);
        assertThat(call(gateway().key(), "2001:db8::2").statusCode()).isEqualTo(429);
    }

    @Test
    void who_shows_wrong_keys_is_sent_away_and_a_good_key_from_there_is_not() {
        start("limits.failed-keys.per-address=3");
        assertThat(call(gateway().key(), "").statusCode()).isEqualTo(200);
        for (int i = 0; i < 3; i++) {
            assertThat(call("tg_live_wrong" + i, "").statusCode()).isEqualTo(401);
        }
        HttpResponse<String> answer = call("tg_live_wrong4", "");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(error(answer).path("code").asString()).isEqualTo("failed_keys");
        assertThat(answer.headers().firstValueAsLong("retry-after").orElseThrow())
                .isBetween(1L, 20L);
        assertThat(call(gateway().key(), "").statusCode()).isEqualTo(200);
        assertThat(me("tg_live_wrong5").statusCode())
                .as("the other API knows it too")
                .isEqualTo(429);
    }

    @Test
    void who_shows_wrong_keys_does_not_lock_out_keys_that_are_used_at_the_account_api_only() {
        start("limits.failed-keys.per-address=3");
        assertThat(me(gateway().key()).statusCode()).isEqualTo(200);
        for (int i = 0; i < 3; i++) {
            assertThat(me("tg_live_wrong" + i).statusCode()).isEqualTo(401);
        }
        assertThat(me("tg_live_wrong4").statusCode()).isEqualTo(429);
        assertThat(me(gateway().key()).statusCode()).isEqualTo(200);
        assertThat(call(gateway().key(), "").statusCode()).isEqualTo(200);
    }

    @Test
    void keys_that_begin_alike_are_tried_a_few_times_only() {
        start("limits.failed-keys.per-prefix=2", "trusted-proxies=127.0.0.0/8");
        assertThat(call("tg_live_ABCDEF1", "198.51.100.1").statusCode()).isEqualTo(401);
        assertThat(call("tg_live_ABCDEF2", "198.51.100.2").statusCode()).isEqualTo(401);
        assertThat(call("tg_live_ABCDEF3", "198.51.100.3").statusCode()).isEqualTo(429);
        assertThat(call("tg_live_XYZXYZ1", "198.51.100.3").statusCode()).isEqualTo(401);
    }

    @Test
    void the_account_api_has_a_limit_of_its_own_and_counts_wrong_keys() {
        start("limits.api-per-address=4", "limits.failed-keys.per-address=2");
        assertThat(call(gateway().key(), "").statusCode()).isEqualTo(200);
        assertThat(me(gateway().key()).headers().firstValue("RateLimit").orElse(""))
                .startsWith("\"requests\";r=3");
        assertThat(me("tg_live_wrong1").statusCode()).isEqualTo(401);
        assertThat(me("tg_live_wrong2").statusCode()).isEqualTo(401);
        HttpResponse<String> locked = me("tg_live_wrong3");
        assertThat(locked.statusCode()).isEqualTo(429);
        assertThat(locked.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(JSON.readTree(locked.body()).path("code").asString()).isEqualTo("failed_keys");
        // A good key is not locked out, but its address is held to its limit.
        TestGateway.until(
                "the limit of the address is used up",
                () -> me(gateway().key()).body().contains("requests_per_minute"));
        assertThat(call(gateway().key(), "").statusCode())
                .as("the gate has a limit of its own, and none here")
                .isEqualTo(200);
    }

    @Test
    void what_is_signed_is_not_counted_and_what_is_signed_wrongly_is_refused_after_a_while() {
        start(
                "limits.api-per-address=2",
                "limits.failed-keys.per-address=3",
                "stripe.key=sk_test_x",
                "stripe.webhook-secret=whsec_signed",
                "stripe.return-url=https://app.example.com/",
                "stripe.api-base=http://127.0.0.1:9",
                "stripe.reconcile-every=0s");
        for (int i = 0; i < 5; i++) {
            assertThat(webhook("whsec_signed").statusCode()).isEqualTo(200);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(webhook("whsec_guessed").statusCode()).isEqualTo(400);
        }
        HttpResponse<String> refused = webhook("whsec_guessed");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValueAsLong("retry-after").orElseThrow())
                .isBetween(1L, 20L);
    }

    private HttpResponse<String> webhook(String secret) {
        String event = "{\"id\":\"evt_1\",\"object\":\"event\",\"type\":\"product.updated\",\"data\":{\"object\":{}}}";
        return gateway()
                .send(HttpRequest.newBuilder(URI.create(gateway().url() + "/api/webhooks/stripe"))
                        .header("stripe-signature", signature(secret, event))
                        .POST(HttpRequest.BodyPublishers.ofString(event)));
    }

    private static String signature(String secret, String event) {
        long now = System.currentTimeMillis() / 1000;
        try {
            return "t=" + now + ",v1=" + Webhook.Util.computeHmacSha256(secret, now + "." + event);
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void who_guesses_passwords_of_many_people_waits_and_nobody_else_does() {
        start("login.free-guesses=3", "trusted-proxies=127.0.0.0/8");
        int guesses = 0;
        HttpResponse<String> answer = logIn("198.51.100.1");
        while (answer.statusCode() == 401 && guesses < 20) {
            guesses++;
            answer = logIn("203.0.113." + guesses + ", 198.51.100.1");
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        assertThat(JSON.readTree(answer.body()).path("code").asString()).isEqualTo("too_many_attempts");
        assertThat(answer.headers().firstValueAsLong("retry-after").orElseThrow())
                .isPositive();
        assertThat(guesses).isGreaterThanOrEqualTo(3);
        assertThat(logIn("198.51.100.2").statusCode()).isEqualTo(401);
    }

    /** A guess for somebody whom nobody has guessed for. */
    private HttpResponse<String> logIn(String forwardedFor) {
        return gateway()
                .send(HttpRequest.newBuilder(URI.create(gateway().url() + "/api/auth/login"))
                        .header("X-Forwarded-For", forwardedFor)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"email\":\"" + UUID.randomUUID()
                                + "@example.com\",\"password\":\"a wrong password\"}")));
    }

    @Test
    void each_key_and_all_accounts_of_a_plan_can_be_limited_too() {
        start("limits.key.requests-per-minute=2", "limits.plans.test.requests-per-minute=3");
        String other = gateway().accountWith("10");
        assertThat(call(gateway().key(), "").statusCode()).isEqualTo(200);
        assertThat(call(gateway().key(), "").statusCode()).isEqualTo(200);
        assertThat(error(call(gateway().key(), ""))
                        .path("tollgate")
                        .path("limit")
                        .path("level")
                        .asString())
                .isEqualTo("key");
        assertThat(call(other, "").statusCode()).isEqualTo(200);
        HttpResponse<String> answer = call(other, "");
        assertThat(error(answer).path("tollgate").path("limit").path("level").asString())
                .isEqualTo("plan");
        assertThat(error(answer).path("tollgate").path("limit").has("limit")).isFalse();
    }
}
