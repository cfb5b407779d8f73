package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What the endpoints of payments answer besides the credits. */
final class BillingAnswersIT extends BillingTest {

    private Answer log(String query) {
        Answer answer =
                api.send(api.request("/api/billing/webhooks?" + query).header("x-admin-key", TestApi.ADMIN_KEY));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    @Test
    void packages_may_be_kept_by_everybody_for_an_hour() throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(api.request("/api/credits/packages").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.headers().firstValue("cache-control")).contains("max-age=3600, public");
    }

    @Test
    void the_portal_is_linked_to_by_get_and_post() {
        Customer customer = api.customer("empty");
        Answer link = api.get("/api/billing/portal-link", customer.key());
        assertThat(link.status()).as(link.text()).isEqualTo(200);
        assertThat(link.field("url")).startsWith(stripe.url());
        assertThat(api.post("/api/billing/portal-link", customer.key(), "{}").field("url"))
                .startsWith(stripe.url());
    }

    @ParameterizedTest
    @CsvSource({
        "/api/credits/checkout, {\"package\":\"starter\"}",
        "/api/billing/checkout-session, {\"package\":\"starter\"}",
        "/api/billing/checkout-session, {\"plan\":\"pro\"}",
        "/api/credits/purchase, {\"package\":\"starter\"}",
        "/api/billing/portal-link, {}"
    })
    void a_key_for_little_buys_nothing_and_gets_nowhere_where_somebody_could(String path, String body) {
        Customer customer = api.customer("empty");
        List<String> little = new ArrayList<>();
        for (String restriction :
                List.of("\"models\":[\"gpt-4o\"]", "\"services\":[]", "\"budgets\":{\"month\":\"1000\"}")) {
            little.add(api.post("/api/keys", customer.key(), "{\"name\":\"little\"," + restriction + "}")
                    .field("key"));
        }
        Answer replaced = api.post("/api/keys", customer.key(), "{\"name\":\"replaced\"}");
        api.post("/api/keys/" + replaced.field("id") + "/rotate", customer.key(), "{\"overlap\":\"1d\"}");
        little.add(replaced.field("key"));
        for (String key : little) {
            Answer refused = api.post(path, key, body);
            assertThat(refused.status()).as(refused.text()).isEqualTo(403);
            assertThat(refused.field("code")).isEqualTo("key_is_restricted");
        }
        assertThat(api.database.query("SELECT count(*) FROM billing_order o JOIN account a ON a.id = o.wallet_id"
                        + " WHERE a.public_id = '" + customer.account() + "'"))
                .containsExactly("0");
        Answer allowed = api.post(path, customer.key(), body);
        assertThat(allowed.status()).as(allowed.text()).isEqualTo(200);
    }

    @Test
    void the_log_of_events_is_narrowed_by_type_and_read_page_by_page() {
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            stripe.put("pm_" + i, "payment_method", Map.of());
            String event = stripe.event(i == 2 ? "payment_method.detached" : "payment_method.attached", "pm_" + i);
            deliver(event);
            told.add(0, TestApi.JSON.readTree(event).path("id").asString());
        }
        worked();
        assertThat(ids(log("type=payment_method.detached"))).containsExactly(told.get(2));
        String attached = "type=payment_method.attached&limit=3";
        Answer first = log(attached);
        assertThat(ids(first)).containsExactly(told.get(0), told.get(1), told.get(3));
        Answer second = log(attached + "&cursor=" + first.field("nextCursor"));
        assertThat(ids(second)).containsExactly(told.get(4));
        assertThat(second.json().path("nextCursor").isNull()).isTrue();
    }

    private static List<String> ids(Answer page) {
        List<String> ids = new ArrayList<>();
        for (JsonNode event : page.json().path("webhooks")) {
            ids.add(event.path("id").asString());
        }
        return ids;
    }

    @Test
    void a_code_that_takes_off_everything_needs_no_payment() {
        Customer customer = api.customer("empty");
        Answer free = checkout(customer, "{\"package\":\"starter\",\"promoCode\":\"ALL-OFF\"}");
        assertThat(free.status()).as(free.text()).isEqualTo(200);
        assertThat(free.field("usd")).isEqualTo("0.00");
        String session = free.field("session");
        stripe.set(session, "status", "complete");
        stripe.set(session, "payment_status", "no_payment_required");
        deliver(stripe.event("checkout.session.completed", session));
        deliver(stripe.event("checkout.session.completed", session));
        worked();
        assertThat(available(customer)).isEqualTo("120");
        assertThat(api.database.query("SELECT key FROM stripe_payment WHERE key LIKE 'cs:%'"))
                .containsExactly("cs:" + session);
    }

    @Test
    void stripe_away_is_told_wherever_it_is_asked() {
        Customer customer = api.customer("empty");
        checkout(customer, "{\"package\":\"starter\"}");
        String refund = "{\"paymentIntent\":\"pi_any\",\"reason\":\"sorry\",\"idempotencyKey\":\"one\"}";
        stripe.away(true);
        List<Answer> answers = List.of(
                api.post("/api/credits/purchase", customer.key(), "{\"package\":\"starter\"}"),
                api.get("/api/billing/portal-link", customer.key()),
                api.admin("/api/billing/sync-prices", "{}"),
                api.admin("/api/billing/refunds", refund),
                api.admin("/api/billing/reconcile", "{}"));
        stripe.away(false);
        assertThat(answers).extracting(Answer::status).containsOnly(503);
        assertThat(answers).extracting(answer -> answer.field("code")).containsOnly("stripe_unavailable");
    }

    @Test
    void codes_are_not_guessed_at_the_checkout_faster_than_elsewhere() {
        Customer customer = api.customer("empty");
        for (int i = 0; i < 10; i++) {
            assertThat(checkout(customer, "{\"package\":\"starter\",\"promoCode\":\"GUESS" + i + "\"}")
                            .status())
                    .isEqualTo(400);
        }
        for (String path : List.of("/api/credits/checkout", "/api/billing/checkout-session", "/api/credits/purchase")) {
            slowed(customer, path, "{\"package\":\"starter\",\"promoCode\":\"GUESS\"}");
        }
        slowed(customer, "/api/credits/redeem", "{\"code\":\"GUESS\"}");
        assertThat(checkout(customer, "{\"package\":\"starter\"}").status()).isEqualTo(200);
    }

    /** Where the wait was over meanwhile, each further guess doubles it. */
    private void slowed(Customer customer, String path, String guess) {
        assertThat(Stream.generate(() -> api.post(path, customer.key(), guess).status())
                        .limit(5)
                        .anyMatch(status -> status == 429))
                .as(path)
                .isTrue();
    }
}
