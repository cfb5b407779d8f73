package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Customer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that name an object and show nothing of it, as Stripe sends them from its second API. */
final class ThinEventsIT extends BillingTest {

    private static final String UNMADE = "v2.core.health.event_generation_failure.resolved";
    private static final String CREATED = "2026-11-22T10:00:00.123Z";

    private String thin(String type, String object, String created) {
        Map<String, Object> event = new HashMap<>(Map.of(
                "id",
                stripe.id("evt_thin"),
                "object",
                "v2.core.event",
                "type",
                type,
                "created",
                created,
                "livemode",
                false));
        if (!object.isEmpty()) {
            event.put("related_object", Map.of("id", object, "type", "any", "url", "/v1/any/" + object));
        }
        return TestApi.JSON.writeValueAsString(event);
    }

    private String told(String type, String object) {
        String event = thin(type, object, CREATED);
        assertThat(deliver(event).field("status")).isEqualTo("received");
        worked();
        return outcome(event);
    }

    @Test
    void what_is_ours_is_fetched_as_always() {
        Customer customer = api.customer("empty");
        String session = checkout(customer, "{\"package\":\"starter\"}").field("session");
        String intent = stripe.pay(session);
        assertThat(told("v1.checkout.session.completed", session)).isEqualTo("done: ");
        assertThat(available(customer)).isEqualTo("120");
        assertThat(told("v1.payment_intent.succeeded", intent)).isEqualTo("done: ");
        String refund = stripe.refund(intent, 250, "succeeded");
        assertThat(told("v1.refund.created", refund)).isEqualTo("done: ");
        assertThat(available(customer)).isEqualTo("90");
        stripe.put("du_thin", "dispute", Map.of("payment_intent", intent, "amount", 500, "status", "needs_response"));
        assertThat(told("v1.charge.dispute.created", "du_thin")).isEqualTo("done: ");
        assertThat(available(customer)).isEqualTo("30");
        stripe.set("du_thin", "status", "won");
        stripe.put("ch_thin", "charge", Map.of("payment_intent", intent));
        assertThat(told("v1.charge.updated", "ch_thin")).isEqualTo("done: ");
        assertThat(available(customer)).isEqualTo("90");
        assertThat(api.database.query("SELECT DISTINCT created = '" + CREATED
                        + "' FROM stripe_inbox WHERE event_id LIKE 'evt_thin%'"))
                .containsExactly("t");
    }

    /** Tells that an event was never made; what it was to be about is seen when the telling one is fetched. */
    private String unmade(Map<String, ?> impact) {
        String event = thin(UNMADE, "", CREATED);
        String id = TestApi.JSON.readTree(event).path("id").asString();
        stripe.put(
                id,
                "v2.core.event",
                Map.of(
                        "type",
                        UNMADE,
                        "data",
                        Map.of("alert_id", "halert_1", "summary", "It was not made.", "impact", impact)));
        deliver(event);
        worked();
        return outcome(event);
    }

    private static Map<String, ?> impact(String type, String object) {
        return Map.of(
                "event_type",
                type,
                "related_object_id",
                object,
                "related_object",
                Map.of("id", object, "type", "any", "url", "https://dashboard.stripe.com/any/" + object));
    }

    @Test
    void an_event_that_was_never_made_is_made_up_for_by_its_object() {
        Customer customer = api.customer("empty");
        String intent =
                stripe.pay(checkout(customer, "{\"package\":\"starter\"}").field("session"));
        assertThat(unmade(impact("payment_intent.succeeded", intent))).isEqualTo("done: ");
        assertThat(available(customer)).isEqualTo("120");
    }

    @Test
    void one_that_was_never_made_means_what_it_would_have_meant() {
        assertThat(unmade(impact("invoice.deleted", "in_draft"))).isEqualTo("done: ");
        assertThat(api.database.query("SELECT state || ': ' || reason FROM stripe_inbox WHERE object_id = 'in_draft'"))
                .containsExactly("ignored: a draft of an invoice, which nobody has paid");
    }

    @Test
    void one_that_was_never_made_about_nobody_knows_what_is_somebodys_to_look_at() {
        assertThat(unmade(Map.of("event_type", "invoice.paid")))
                .isEqualTo("kept: Stripe has failed to make an event, and does not say what it was about");
    }

    @Test
    void an_invoice_is_looked_at_whatever_names_it() {
        Customer customer = api.customer("empty");
        stripe.put(
                "in_named",
                "invoice",
                Map.of(
                        "status",
                        "paid",
                        "currency",
                        "usd",
                        "amount_paid",
                        2000,
                        "total",
                        2000,
                        "customer",
                        "cus_named",
                        "metadata",
                        Map.of("includedCredits", "25", "tollgate_account", customer.account())));
        assertThat(unmade(impact("invoice.paid", "in_named"))).isEqualTo("done: ");
        assertThat(available(customer)).isEqualTo("25");
    }

    @Test
    void what_is_none_of_ours_or_about_nothing_is_passed_over() {
        stripe.put("ch_bare", "charge", Map.of("amount", 500));
        assertThat(told("v1.charge.succeeded", "ch_bare")).startsWith("ignored: ");
        assertThat(told("v2.core.account.updated", "acct_1")).startsWith("ignored: ");
        assertThat(told("v2.core.health.api_latency.resolved", "")).startsWith("ignored: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "1763805600"})
    void one_without_a_time_is_no_event(String created) {
        assertThat(deliver(thin("v1.invoice.paid", "in_any", created)).field("code"))
                .isEqualTo("invalid_event");
    }
}
