package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.stripe.StripeFault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Money that an administrator gives back while Stripe fails; it keeps an error under its idempotency key for a day. */
final class RefundIT {

    private final Subscribers people = new Subscribers(Subscribers.RECOMMENDED);
    private final Subscriber it = people.subscriber();
    private String payment = "";

    @BeforeEach
    void buy() throws Exception {
        people.stripe
                .shopper()
                .pay(it.buy("/api/credits/checkout", "{\"amount\":10}")
                        .path("session")
                        .asString());
        people.told();
        payment = it.payment();
    }

    @AfterEach
    void close() {
        people.close();
    }

    private JsonNode refund(String key) {
        return Subscribers.JSON.readTree(people.admin(
                "/api/billing/refunds",
                "{\"paymentIntent\":\"" + payment + "\",\"amount\":\"2.50\",\"reason\":\"sorry\",\"idempotencyKey\":\""
                        + key + "\"}"));
    }

    private static void assertSpent(JsonNode answer) {
        assertThat(answer.path("code").asString()).isEqualTo("stripe_unavailable");
        assertThat(answer.path("detail").asString()).endsWith("if it was not refunded use another idempotencyKey.");
    }

    @Test
    void what_stripe_has_failed_to_do_is_asked_for_by_another_key() {
        people.stripe.fault(StripeFault.failed(500).on("POST", "/v1/refunds"));
        assertSpent(refund("one"));
        assertSpent(refund("one"));
        assertThat(it.has()).isEqualTo("test 100");
        assertThat(refund("two").path("status").asString()).isEqualTo("succeeded");
        people.told();
        assertThat(it.has()).isEqualTo("test 75");
    }

    @Test
    void what_it_has_done_all_the_same_is_answered() {
        people.stripe.fault(StripeFault.status(500).on("POST", "/v1/refunds").afterTheEffect());
        assertThat(refund("one").path("usd").asString()).isEqualTo("2.50");
        people.told();
        assertThat(it.has()).isEqualTo("test 75");
    }

    @Test
    void stripe_away_before_anything_was_asked_of_it_is_tried_by_the_same_key() {
        people.stripe.fault(StripeFault.status(500).on("GET", "/v1/refunds").times(3));
        assertThat(refund("one").path("detail").asString()).endsWith("send the same again.");
        assertThat(refund("one").path("status").asString()).isEqualTo("succeeded");
    }
}
