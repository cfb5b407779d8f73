package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.paid.Behaviour;
import dev.tollgate.simulator.paid.PaidSimulator;
import dev.tollgate.simulator.paid.PlacedCall;
import dev.tollgate.simulator.paid.TwilioSignature;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Phone calls: held by their time limit, settled when the provider tells that they are over, by the example file alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PhoneCallsIT {

    private static final String CALLS = "/2010-04-01/Accounts/ACmine/Calls.json";

    /** By which the provider would reach the gateway: a proxy that ends TLS stands before it. */
    private static final String PUBLIC = "https://gateway.example.com";

    /** 10 minutes at 0.014 dollars, 20 % on top, 100 credits a dollar. */
    private static final String TEN_MINUTES = "16800000000";

    private static final int NO_CONTENT = 204;

    private PaidSimulator paid;
    private TestGateway gateway;

    @BeforeAll
    void start() {
        paid = PaidSimulator.start(0);
        gateway =
                TestGateway.start(PaidExample.prices(paid), PaidExample.keysWith("tollgate.filter.public-url", PUBLIC));
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

    private HttpResponse<String> call(String key, String more) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + CALLS))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("To=%2B15005550001&From=%2B15005550006" + more)));
    }

    private PlacedCall placed() {
        HttpResponse<String> answer = call(gateway.key(), "&TimeLimit=600");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return latest();
    }

    private PlacedCall latest() {
        return paid.calls().get(paid.calls().size() - 1);
    }

    /** Tells as Twilio does, signed for the address that it was given. */
    private int end(PlacedCall call, String status, int seconds) {
        return tell(call, call.told(status, seconds), PaidSimulator.AUTH_TOKEN);
    }

    private int tell(PlacedCall call, Map<String, String> told, String authToken) {
        return paid.tell(
                call.callback().replace(PUBLIC, gateway.url()),
                told,
                TwilioSignature.of(call.callback(), told, authToken));
    }

    private String last(String columns) {
        return gateway.database
                .query("SELECT " + columns + " FROM usage_record ORDER BY settled_at DESC LIMIT 1")
                .get(0);
    }

    private static double late() {
        return Metrics.globalRegistry.find("tollgate.callbacks.late").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private String records() {
        return gateway.database.query("SELECT count(*) FROM usage_record").get(0);
    }

    @Test
    void cost_their_started_minutes_when_they_are_over() {
        HttpResponse<String> answer = call(gateway.key(), "&TimeLimit=600");
        assertThat(answer.body()).contains("\"status\":\"queued\"");
        assertThat(answer.headers().firstValue("tollgate-cost")).isEmpty();
        assertThat(gateway.database.query("SELECT amount FROM hold")).containsExactly(TEN_MINUTES);
        PlacedCall call = latest();
        assertThat(call.form()).containsEntry("Url", "https://app.example.com/greeting.xml");
        assertThat(call.callback()).startsWith(PUBLIC + "/callbacks/").endsWith("#rc=5&rp=all");

        assertThat(end(call, "ringing", -1)).isEqualTo(NO_CONTENT);
        assertThat(gateway.database.openHolds()).isEqualTo(1);
        assertThat(end(call, "completed", 61)).isEqualTo(NO_CONTENT);
        // 2 minutes
        assertThat(last("state || ' ' || model || ' ' || basis || ' ' || charged"))
                .isEqualTo("captured voice reported 3360000000");
    }

    @Test
    void without_a_time_limit_get_the_largest_one() {
        assertThat(call(gateway.key(), "").statusCode()).isEqualTo(201);
        assertThat(latest().form()).containsEntry("TimeLimit", "3600");
        end(latest(), "completed", 60);
        assertThat(last("hold || ' ' || charged")).isEqualTo("100800000000 1680000000");
        HttpResponse<String> longer = call(gateway.key(), "&TimeLimit=3601");
        assertThat(longer.statusCode()).isEqualTo(400);
        assertThat(longer.body()).contains("at most 3600");
    }

    @Test
    void that_nobody_answers_cost_nothing() {
        for (String status : List.of("busy", "no-answer", "canceled", "failed")) {
            PlacedCall call = placed();
            assertThat(end(call, status, 0)).isEqualTo(NO_CONTENT);
            assertThat(last("state || ' ' || charged")).isEqualTo("released 0");
        }
        assertThat(end(placed(), "completed", 0)).isEqualTo(NO_CONTENT);
        assertThat(last("state || ' ' || basis || ' ' || charged")).isEqualTo("captured reported 0");
    }

    @Test
    void whose_length_is_not_told_cost_their_hold() {
        end(placed(), "completed", -1);
        assertThat(last("basis || ' ' || charged")).isEqualTo("estimated " + TEN_MINUTES);
        PlacedCall garbled = placed();
        Map<String, String> told = new TreeMap<>(garbled.told("completed", 5));
        told.put("CallDuration", "long");
        assertThat(tell(garbled, told, PaidSimulator.AUTH_TOKEN)).isEqualTo(NO_CONTENT);
        assertThat(last("basis || ' ' || charged")).isEqualTo("estimated " + TEN_MINUTES);
    }

    @Test
    void that_last_longer_than_their_hold_are_charged_in_full() {
        end(placed(), "completed", 660);
        assertThat(last("basis || ' ' || charged")).isEqualTo("reported 18480000000");
    }

    @Test
    void are_settled_once_however_often_and_in_which_order_their_end_is_told() {
        PlacedCall call = placed();
        String before = records();
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int seconds = i % 2 == 0 ? 61 : 59;
            all.add(CompletableFuture.supplyAsync(() -> end(call, "completed", seconds)));
        }
        assertThat(all).allSatisfy(each -> assertThat(each.join()).isEqualTo(NO_CONTENT));
        assertThat(end(call, "ringing", -1)).isEqualTo(NO_CONTENT);
        assertThat(end(call, "busy", 0)).isEqualTo(NO_CONTENT);
        assertThat(Long.parseLong(records()) - Long.parseLong(before)).isEqualTo(1);
        assertThat(last("charged")).isIn("3360000000", "1680000000");
    }

    @Test
    void are_not_ended_by_anybody_else() {
        PlacedCall one = placed();
        PlacedCall other = placed();
        assertThat(tell(one, one.told("completed", 1), "not the auth token")).isEqualTo(403);
        // What is signed for the one does not end the other.
        Map<String, String> told = one.told("completed", 1);
        assertThat(paid.tell(
                        other.callback().replace(PUBLIC, gateway.url()),
                        told,
                        TwilioSignature.of(one.callback(), told, PaidSimulator.AUTH_TOKEN)))
                .isEqualTo(403);
        String unknown = gateway.url() + "/callbacks/" + "A".repeat(43);
        assertThat(paid.tell(unknown, told, TwilioSignature.of(unknown, told, PaidSimulator.AUTH_TOKEN)))
                .isEqualTo(404);
        assertThat(paid.tell(gateway.url() + "/callbacks/x", told, "")).isEqualTo(404);
        assertThat(gateway.database.openHolds()).isEqualTo(2);
        assertThat(gateway.database.query("SELECT encode(token_hash, 'hex') || terms FROM awaited_callback"))
                .noneMatch(row -> row.contains(one.callback()
                        .substring((PUBLIC + "/callbacks/").length())
                        .split("#", 2)[0]));
        end(one, "completed", 1);
        end(other, "completed", 1);
    }

    @Test
    void that_the_provider_refuses_cost_nothing() {
        paid.enqueue(Behaviour.REFUSES);
        HttpResponse<String> refused = call(gateway.key(), "");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("tollgate-cost")).contains("0");
        assertThat(last("state || ' ' || charged")).isEqualTo("released 0");
    }

    @Test
    void that_were_made_although_the_provider_failed_are_settled_when_they_are_told_of() {
        paid.enqueue(Behaviour.FAILS_LATE);
        HttpResponse<String> failed = call(gateway.key(), "&TimeLimit=600");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.headers().firstValue("tollgate-cost")).isEmpty();
        assertThat(gateway.database.openHolds()).isEqualTo(1);
        assertThat(end(latest(), "completed", 61)).isEqualTo(NO_CONTENT);
        assertThat(last("state || ' ' || basis || ' ' || charged")).isEqualTo("captured reported 3360000000");
    }

    @Test
    void that_the_provider_failed_with_and_never_told_of_cost_nothing() {
        paid.enqueue(Behaviour.FAILS);
        assertThat(call(gateway.key(), "&TimeLimit=600").statusCode()).isEqualTo(500);
        assertThat(gateway.database.query("SELECT so_far FROM hold")).containsExactly("0");
        gateway.database.execute("UPDATE awaited_callback SET until = now()");
        gateway.database.execute("UPDATE hold SET expires_at = now() - interval '1 day'");
        TestGateway.until("it is given up", () -> gateway.database
                .query("SELECT id FROM hold WHERE state = 0")
                .isEmpty());
        gateway.database.execute("UPDATE hold SET expires_at = now() - interval '1 day'");
        TestGateway.until(
                "it is settled",
                () -> gateway.database.query("SELECT id FROM hold").isEmpty());
        assertThat(last("charged")).isEqualTo("0");
    }

    @Test
    void that_are_told_to_have_lasted_absurdly_long_cost_four_times_their_hold() {
        PlacedCall call = placed();
        Map<String, String> told = new TreeMap<>(call.told("completed", 5));
        told.put("CallDuration", "999999999999");
        assertThat(tell(call, told, PaidSimulator.AUTH_TOKEN)).isEqualTo(NO_CONTENT);
        assertThat(last("state || ' ' || charged")).isEqualTo("captured 67200000000");
    }

    @Test
    void whose_answer_breaks_off_are_settled_when_they_are_told_of() {
        paid.enqueue(Behaviour.BREAKS_OFF);
        assertThat(call(gateway.key(), "&TimeLimit=600").statusCode()).isEqualTo(502);
        assertThat(gateway.database.openHolds()).isEqualTo(1);
        end(latest(), "completed", 30);
        assertThat(last("charged")).isEqualTo("1680000000");
    }

    @Test
    void whose_client_hangs_up_are_settled_all_the_same() throws IOException {
        int before = paid.calls().size();
        paid.enqueue(Behaviour.PAUSES);
        try (Socket client = new Socket("127.0.0.1", URI.create(gateway.url()).getPort())) {
            String body = "To=%2B1&From=2&TimeLimit=600";
            String head = "POST " + CALLS + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + gateway.key()
                    + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length()
                    + "\r\n\r\n";
            client.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
            TestGateway.until("the call is placed", () -> paid.calls().size() > before);
        }
        assertThat(end(latest(), "completed", 30)).isEqualTo(NO_CONTENT);
        assertThat(last("charged")).isEqualTo("1680000000");
        paid.resume();
    }

    @Test
    void need_enough_credits_and_take_no_address_of_the_callers_own() {
        HttpResponse<String> poor = call(gateway.accountWith("1"), "&TimeLimit=600");
        assertThat(poor.statusCode()).isEqualTo(402);
        assertThat(poor.body()).contains("insufficient_credits").contains("\"needed\":\"16.8\"");
        for (String field : List.of("StatusCallback", "statuscallback", "Url")) {
            HttpResponse<String> own = call(gateway.key(), "&" + field + "=http%3A%2F%2F169.254.169.254%2F");
            assertThat(own.statusCode()).as(field).isEqualTo(400);
            assertThat(own.body()).contains("'" + field + "' is written by this gateway");
        }
        assertThat(paid.received()).isEmpty();
    }

    @Test
    void fifty_at_once_never_hold_more_than_there_is() {
        // Three of ten minutes.
        String key = gateway.accountWith("60");
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        int before = paid.calls().size();
        for (int i = 0; i < 50; i++) {
            all.add(CompletableFuture.supplyAsync(() -> call(key, "&TimeLimit=600")));
        }
        assertThat(all).allSatisfy(each -> assertThat(each.join().statusCode()).isIn(201, 402, 429));
        List<PlacedCall> placed = paid.calls().subList(before, paid.calls().size());
        assertThat(placed).hasSizeBetween(1, 3);
        placed.forEach(call -> assertThat(end(call, "completed", 600)).isEqualTo(NO_CONTENT));
        assertThat(gateway.get("/api/credits/balance", key).toString()).doesNotContain("\"-");
    }

    @Test
    void of_which_nothing_is_heard_stand_until_their_time_is_over_and_then_cost_their_hold() {
        PlacedCall call = placed();
        String id = gateway.database.query("SELECT id FROM hold").get(0);
        gateway.database.execute("UPDATE hold SET expires_at = now() - interval '1 day'");
        // Whichever of this and the gateway's own sweeps comes first finds it and lets it stand.
        gateway.database.query("SELECT tg_sweep(interval '1 hour', 200)");
        assertThat(gateway.database.query("SELECT state FROM hold WHERE id = '" + id + "'"))
                .containsExactly("0");

        gateway.database.execute("UPDATE awaited_callback SET until = now()");
        TestGateway.until("it is given up", () -> gateway.database
                .query("SELECT state FROM hold WHERE id = '" + id + "'")
                .contains("1"));
        gateway.database.execute("UPDATE hold SET expires_at = now() - interval '1 day'");
        TestGateway.until(
                "it is settled",
                () -> gateway.database.query("SELECT id FROM hold").isEmpty());
        assertThat(last("state || ' ' || basis || ' ' || charged")).isEqualTo("captured partial " + TEN_MINUTES);
        // Who tells now is too late.
        double before = late();
        assertThat(end(call, "completed", 61)).isEqualTo(NO_CONTENT);
        assertThat(last("charged")).isEqualTo(TEN_MINUTES);
        assertThat(late() - before).isEqualTo(1);
    }
}
