package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From wanting credits to having them; and all that is not bought, although somebody says so. */
final class PurchaseIT extends BillingTest {

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }

    private String paid(Customer customer) {
        Answer answer = checkout(customer, "{\"package\":\"starter\"}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.field("url")).startsWith(stripe.url());
        stripe.pay(answer.field("session"));
        return answer.field("session");
    }

    @Test
    void who_pays_for_a_package_gets_its_credits_once() {
        Customer customer = api.customer("empty");
        String session = paid(customer);
        String event = stripe.event("checkout.session.completed", session);
        assertThat(deliver(event).field("status")).isEqualTo("received");
        assertThat(deliver(event).field("status")).isEqualTo("known");
        worked();
        deliver(stripe.event("payment_intent.succeeded", stripe.text(session, "payment_intent")));
        worked();
        assertThat(available(customer)).isEqualTo("120");
    }

    @Test
    void each_address_of_the_webhook_takes_events() {
        Customer customer = api.customer("empty");
        String session = paid(customer);
        byte[] body = stripe.event("checkout.session.completed", session).getBytes(StandardCharsets.UTF_8);
        String signature = "t=" + now() + ",v1=" + hmac(SECRET, now(), body);
        assertThat(deliver("/api/stripe/webhook", body, signature).field("status"))
                .isEqualTo("received");
        assertThat(deliver("/api/credits/webhook", body, signature).field("status"))
                .isEqualTo("known");
        worked();
        assertThat(available(customer)).isEqualTo("120");
    }

    @Test
    void an_intent_that_nobody_pays_is_cancelled_after_a_day_and_gives_its_code_back() {
        Customer customer = api.customer("empty");
        String order = "{\"package\":\"starter\",\"promoCode\":\"spring-sale\"}";
        Answer first = api.post("/api/credits/purchase", customer.key(), order);
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        api.admin("/api/billing/reconcile", "{\"days\":1}");
        assertThat(api.post("/api/credits/purchase", customer.key(), order).field("code"))
                .isEqualTo("code_used");

        aDayLater(first);
        api.admin("/api/billing/reconcile", "{\"days\":1}");
        assertThat(stripe.text(first.field("paymentIntent"), "status")).isEqualTo("canceled");
        assertThat(api.post("/api/credits/purchase", customer.key(), order).status())
                .isEqualTo(200);
    }

    private void aDayLater(Answer purchase) {
        api.database.execute("UPDATE billing_order SET created_at = now() - interval '25 hours' WHERE object = '"
                + purchase.field("paymentIntent") + "'");
    }

    @Test
    void an_intent_whose_money_may_be_on_its_way_is_not_cancelled() {
        for (String status : List.of("requires_action", "processing", "succeeded")) {
            Customer customer = api.customer("empty");
            Answer purchase = api.post("/api/credits/purchase", customer.key(), "{\"package\":\"starter\"}");
            stripe.settle(purchase.field("paymentIntent"), status);
            aDayLater(purchase);
            api.admin("/api/billing/reconcile", "{\"days\":1}");
            worked();
            assertThat(stripe.text(purchase.field("paymentIntent"), "status")).isEqualTo(status);
            assertThat(available(customer)).isEqualTo(status.equals("succeeded") ? "120" : "0");
        }
    }

    @Test
    void packages_are_shown_to_everybody_and_may_be_kept_for_an_hour() {
        Answer answer = api.send(api.request("/api/credits/packages"));
        assertThat(answer.text())
                .contains(
                        "{\"name\":\"starter\",\"usd\":\"10.00\",\"credits\":\"120\",\"bonus\":\"20\",\"usdPerCredit\":\"0.0833333\"}");
    }

    @Test
    void an_amount_buys_what_it_is_worth_and_a_code_takes_something_off() {
        Customer customer = api.customer("empty");
        Answer amount = checkout(customer, "{\"amount\":\"12.50\"}");
        assertThat(amount.field("credits")).isEqualTo("125");
        Answer less = checkout(customer, "{\"package\":\"starter\",\"promoCode\":\"spring-sale\"}");
        assertThat(less.field("usd")).isEqualTo("8.75");
        assertThat(checkout(customer, "{\"package\":\"starter\",\"promoCode\":\"spring-sale\"}")
                        .field("code"))
                .isEqualTo("code_used");
        assertThat(checkout(customer, "{\"package\":\"starter\",\"promoCode\":\"GIFT10\"}")
                        .status())
                .isEqualTo(400);
        stripe.pay(less.field("session"));
        deliver(stripe.event("checkout.session.completed", less.field("session")));
        worked();
        assertThat(available(customer)).isEqualTo("120");
    }

    @Test
    void a_payment_intent_of_an_apps_own_page_buys_too() {
        Customer customer = api.customer("empty");
        Answer answer = api.post("/api/credits/purchase", customer.key(), "{\"package\":\"starter\"}");
        assertThat(answer.field("clientSecret")).as(answer.text()).isNotEmpty();
        stripe.settle(answer.field("paymentIntent"), "succeeded");
        deliver(stripe.event("payment_intent.succeeded", answer.field("paymentIntent")));
        worked();
        assertThat(available(customer)).isEqualTo("120");
    }

    @Test
    void complete_is_not_paid() {
        Customer customer = api.customer("empty");
        String session = checkout(customer, "{\"package\":\"starter\"}").field("session");
        String intent = stripe.promise(session);
        deliver(stripe.event("checkout.session.completed", session));
        worked();
        assertThat(available(customer)).isEqualTo("0");
        stripe.settle(intent, "succeeded");
        deliver(stripe.event("checkout.session.async_payment_succeeded", session));
        worked();
        assertThat(available(customer)).isEqualTo("120");
    }

    @Test
    void another_amount_than_that_of_the_order_is_kept_for_somebody_to_look_at() {
        Customer customer = api.customer("empty");
        String session = checkout(customer, "{\"package\":\"starter\"}").field("session");
        stripe.pay(session, 1);
        deliver(stripe.event("checkout.session.completed", session));
        worked();
        assertThat(available(customer)).isEqualTo("0");
        Answer kept = api.send(api.request("/api/billing/webhooks?state=kept&object=" + session)
                .header("x-admin-key", TestApi.ADMIN_KEY));
        assertThat(kept.json().path("webhooks").path(0).path("reason").asString())
                .isEqualTo("1 usd cents were paid, the order says 1000 usd");
    }

    @Test
    void a_session_that_is_not_ours_is_kept_and_can_be_tried_again() {
        stripe.put("cs_foreign", "checkout.session", Map.of("status", "complete", "metadata", Map.of()));
        String event = stripe.event("checkout.session.completed", "cs_foreign");
        deliver(event);
        worked();
        String id = TestApi.JSON.readTree(event).path("id").asString();
        assertThat(state(id)).isEqualTo("kept");
        assertThat(api.admin("/api/billing/webhooks/" + id + "/replay", "{}").field("state"))
                .isEqualTo("new");
        worked();
        assertThat(state(id)).isEqualTo("kept");
        assertThat(api.admin("/api/billing/webhooks/evt_none/replay", "{}").status())
                .isEqualTo(404);
    }

    @Test
    void of_live_mode_with_a_test_key_is_kept() {
        Customer customer = api.customer("empty");
        String session = paid(customer);
        String event =
                stripe.event("checkout.session.completed", session).replace("\"livemode\":false", "\"livemode\":true");
        deliver(event);
        worked();
        assertThat(available(customer)).isEqualTo("0");
        assertThat(state(TestApi.JSON.readTree(event).path("id").asString())).isEqualTo("kept");
    }

    @Test
    void what_is_not_signed_now_by_stripe_leaves_no_trace() {
        String session = paid(api.customer("empty"));
        String event = stripe.event("checkout.session.completed", session);
        byte[] body = event.getBytes(StandardCharsets.UTF_8);
        byte[] huge = (event + " ".repeat(600_000)).getBytes(StandardCharsets.UTF_8);
        byte[] cut = Arrays.copyOf(body, body.length - 1);
        String good = "t=" + now() + ",v1=" + hmac(SECRET, now(), body);
        String before = rows();
        assertThat(List.of(
                        deliver(event, now(), "whsec_forged"),
                        deliver(event, now() - 400, SECRET),
                        deliver(event, now() + 400, SECRET),
                        deliver(cut, good),
                        deliver(body, ""),
                        deliver(body, "t"),
                        deliver(body, "t=x,v1=y"),
                        deliver(body, "v1=" + hmac(SECRET, now(), body)),
                        deliver("{}", now(), SECRET)))
                .extracting(Answer::status)
                .containsOnly(400);
        assertThat(deliver(huge, "t=" + now() + ",v1=" + hmac(SECRET, now(), huge))
                        .status())
                .isEqualTo(413);
        assertThat(rows()).isEqualTo(before);
        assertThat(deliver(event, now(), OLD_SECRET).status()).isEqualTo(200);
        worked();
    }

    private String rows() {
        return api.database
                .query("SELECT (SELECT count(*) FROM stripe_inbox) || ' ' || (SELECT count(*) FROM stripe_payment)")
                .toString();
    }

    private String state(String event) {
        return api.database
                .query("SELECT state FROM stripe_inbox WHERE event_id = '" + event + "'")
                .get(0);
    }

    @Test
    void an_event_that_never_came_is_found_by_reconciling() {
        Customer customer = api.customer("empty");
        String session = paid(customer);
        stripe.event("checkout.session.completed", session);
        String intent = stripe.text(session, "payment_intent");
        Answer report = api.admin("/api/billing/reconcile", "{}");
        assertThat(report.status()).as(report.text()).isEqualTo(200);
        assertThat(report.json().path("missedEvents").asInt()).isPositive();
        worked();
        assertThat(available(customer)).isEqualTo("120");
        stripe.refund(intent, 500, "succeeded");
        assertThat(api.admin("/api/billing/reconcile", "{}").text())
                .contains(intent + ": 500 cents went back, and its credits were not taken back so");
        worked();
        assertThat(available(customer)).isEqualTo("60");
        assertThat(api.admin("/api/billing/reconcile", "{}").text()).doesNotContain(intent);
    }

    @Test
    void an_administrators_refund_takes_the_credits_back_once() {
        Customer customer = api.customer("empty");
        String session = paid(customer);
        deliver(stripe.event("checkout.session.completed", session));
        worked();
        String body = "{\"paymentIntent\":\"" + stripe.text(session, "payment_intent")
                + "\",\"amount\":\"2.50\",\"reason\":\"sorry\",\"idempotencyKey\":\"one\"}";
        assertThat(api.admin("/api/billing/refunds", body).field("status")).isEqualTo("succeeded");
        assertThat(api.admin("/api/billing/refunds", body).field("usd")).isEqualTo("2.50");
        worked();
        assertThat(available(customer)).isEqualTo("90");
    }

    @Test
    void stripe_away_is_told_and_nothing_is_half_done() {
        Customer customer = api.customer("empty");
        String session = paid(customer);
        stripe.away(true);
        Answer answer = checkout(customer, "{\"package\":\"starter\"}");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.field("code")).isEqualTo("stripe_unavailable");
        assertThat(deliver(stripe.event("checkout.session.completed", session)).status())
                .isEqualTo(200);
        api.until(() -> api.database
                .query("SELECT count(*) FROM stripe_inbox WHERE reason = 'Stripe does not answer'")
                .contains("1"));
        assertThat(available(customer)).isEqualTo("0");
        stripe.away(false);
        worked();
        assertThat(available(customer)).isEqualTo("120");
    }
}
