package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A plan on trial, what comes after it, and a plan that is paid for by the year. */
final class TrialIT {

    private final Subscribers people =
            new Subscribers("checkout.session.*", "customer.subscription.*", "invoice.paid", "refund.created");
    private final Subscriber it = people.subscriber();

    @AfterEach
    void close() {
        people.close();
    }

    private void told() {
        assertThat(people.stripe.webhooks().awaitQuiet(Duration.ofMinutes(2))).isTrue();
        people.worked();
    }

    private void pays(String plan) {
        it.subscribe(plan);
        told();
    }

    @Test
    void a_trial_is_given_once_and_then_paid_for() throws Exception {
        assertThat(it.page("tried").path("trialDays").asInt()).isEqualTo(14);
        pays("tried");
        assertThat(it.has()).isEqualTo("tried 100");
        assertThat(it.subscription().getStatus()).isEqualTo("trialing");
        assertThat(it.paidCents()).isZero();

        people.stripe.advance(Duration.ofDays(15));
        told();
        assertThat(it.subscription().getStatus()).isEqualTo("active");
        assertThat(it.has()).isEqualTo("tried 200");
        assertThat(it.paidCents()).isEqualTo(1000);

        it.cancel();
        told();
        assertThat(it.has()).isEqualTo("test 200");
        assertPaidAtOnce("tried");
        pays("tried");
        assertThat(it.has()).isEqualTo("tried 300");
        assertThat(it.paidCents()).isEqualTo(2000);
    }

    @Test
    void a_trial_that_is_cancelled_ends_and_is_not_begun_again() throws Exception {
        pays("tried");
        it.cancel();
        told();
        assertThat(it.has()).isEqualTo("test 100");
        assertPaidAtOnce("tried");
        assertPaidAtOnce("tried-yearly");
        assertThat(it.paidCents()).isZero();
    }

    private void assertPaidAtOnce(String plan) {
        JsonNode page = it.page(plan);
        assertThat(page.path("session").asString()).startsWith("cs_");
        assertThat(page.has("trialDays")).isFalse();
    }

    @Test
    void the_trial_of_a_year_gives_the_credits_of_a_month() throws Exception {
        pays("tried-yearly");
        assertThat(it.has()).isEqualTo("tried-yearly 100");
        people.stripe.advance(Duration.ofDays(15));
        told();
        assertThat(it.has()).isEqualTo("tried-yearly 1300");
        assertThat(it.paidCents()).isEqualTo(10_000);
    }

    @Test
    void a_trial_of_a_plan_that_would_cost_something_else_is_not_begun() {
        assertThat(it.refused("/api/billing/checkout-session", "{\"plan\":\"mistaken\"}"))
                .isEqualTo("price_differs");
    }

    @Test
    void each_year_that_is_paid_for_brings_the_credits_of_a_year() throws Exception {
        pays("yearly");
        people.stripe.advance(Duration.ofDays(360));
        told();
        assertThat(it.has()).isEqualTo("yearly 1200");
        people.stripe.advance(Duration.ofDays(10));
        told();
        assertThat(it.has()).isEqualTo("yearly 2400");
        assertThat(it.paidCents()).isEqualTo(20_000);
    }

    @Test
    void a_year_that_is_paid_for_brings_the_credits_of_twelve_months() throws Exception {
        pays("yearly");
        assertThat(it.has()).isEqualTo("yearly 1200");
        assertThat(it.paidCents()).isEqualTo(10_000);
        people.stripe.dashboard().refund(it.payment(), 2_500L);
        told();
        assertThat(it.has()).isEqualTo("yearly 900");
    }
}
