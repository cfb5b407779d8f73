package dev.tollgate.simulator.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.exception.StripeException;
import com.stripe.model.Event;
import com.stripe.param.EventListParams;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deliveries in scripted order; each is read by the official client, with its signature. */
final class WebhooksIT {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final StripeAccount account = new StripeAccount();
    private final Webhooks webhooks = account.simulator.webhooks();
    private final WebhookReceiver receiver;

    WebhooksIT() throws IOException {
        receiver = new WebhookReceiver();
    }

    @BeforeEach
    void listen() {
        webhooks.add(new WebhookEndpoint(
                URI.create(receiver.url()),
                List.of("whsec_of_yesterday", WebhookReceiver.SECRET),
                List.of("charge.succeeded", "payment_intent.*", "checkout.session.completed")));
        webhooks.attempts(3, Duration.ofMillis(1));
    }

    @AfterEach
    void close() {
        account.close();
        receiver.close();
    }

    @Test
    void each_event_arrives_signed_in_order_and_can_be_read() throws StripeException {
        account.paid(1000);

        assertThat(webhooks.awaitQuiet(LONG)).isTrue();
        assertThat(receiver.types())
                .containsExactly(
                        "payment_intent.created",
                        "charge.succeeded",
                        "payment_intent.succeeded",
                        "checkout.session.completed");
        assertThat(receiver.events).allSatisfy(event -> assertThat(
                        event.getDataObjectDeserializer().getObject())
                .isPresent());
    }

    @Test
    void held_events_arrive_in_the_order_that_the_plan_says() throws StripeException {
        webhooks.hold();
        account.paid(1000);
        List<String> ids = webhooks.held();
        assertThat(ids).hasSize(4);

        assertThat(webhooks.deliver(
                        DeliveryPlan.inOrder().without("charge.*").reversed().times(2)))
                .extracting(WebhookDelivery::type)
                .containsExactly(
                        "checkout.session.completed",
                        "checkout.session.completed",
                        "payment_intent.succeeded",
                        "payment_intent.succeeded",
                        "payment_intent.created",
                        "payment_intent.created");
        assertThat(webhooks.redeliver(ids.get(1))).allMatch(WebhookDelivery::succeeded);
        assertThat(receiver.types()).endsWith("charge.succeeded");
    }

    @Test
    void an_event_waits_for_its_pause_which_the_end_of_the_simulator_ends() throws Exception {
        webhooks.hold();
        account.paid(1000);
        DeliveryPlan late = DeliveryPlan.inOrder().pause(Duration.ofDays(1));
        Thread delivering = new Thread(() -> webhooks.deliver(late), "late delivery");
        delivering.start();
        while (delivering.getState() != Thread.State.TIMED_WAITING && delivering.isAlive()) {
            Thread.onSpinWait();
        }
        assertThat(receiver.events).isEmpty();
        webhooks.close();
        delivering.join();
        assertThat(receiver.types()).hasSize(4);
    }

    @Test
    void a_permutation_names_positions() throws StripeException {
        webhooks.hold();
        account.paid(1000);

        webhooks.deliver(DeliveryPlan.inOrder().order(3, 0, 3));

        assertThat(receiver.types())
                .containsExactly("checkout.session.completed", "payment_intent.created", "checkout.session.completed");
    }

    @Test
    void an_event_that_is_refused_comes_again_and_is_undelivered_until_then() throws StripeException {
        receiver.answer(500, 503);
        account.paid(1000);
        assertThat(webhooks.awaitQuiet(LONG)).isTrue();
        assertThat(receiver.events).hasSize(6);
        assertThat(undelivered()).doesNotContain("payment_intent.created");

        webhooks.automatic(DeliveryPlan.inOrder().without("checkout.session.completed"));
        account.paid(1000);
        assertThat(webhooks.awaitQuiet(LONG)).isTrue();
        assertThat(undelivered()).contains("checkout.session.completed").doesNotContain("charge.succeeded");
    }

    private List<String> undelivered() throws StripeException {
        return account
                .client
                .v1()
                .events()
                .list(EventListParams.builder()
                        .setDeliverySuccess(false)
                        .setLimit(100L)
                        .build())
                .getData()
                .stream()
                .map(Event::getType)
                .toList();
    }
}
