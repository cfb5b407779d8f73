package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.stripe.StripeFault;
import dev.tollgate.simulator.stripe.StripeRequest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Under which keys Stripe is asked to make something: what is asked again is not made again, and no key is of no use for long. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class IdempotencyKeysIT {

    private static final String CUSTOMERS = "/v1/customers";

    private final Subscribers people = new Subscribers("checkout.session.*");

    @AfterEach
    void clear() {
        people.stripe.clearFaults();
    }

    @AfterAll
    void close() {
        people.close();
    }

    /** The keys of all calls that make something there, one for each call, for this account or its customer. */
    private List<String> keys(String path, String of) {
        return made(path)
                .filter(call -> call.body().contains(of))
                .map(call -> String.valueOf(call.header("idempotency-key")))
                .toList();
    }

    private Stream<StripeRequest> made(String path) {
        return people.stripe.received().stream()
                .filter(call -> call.method().equals("POST") && call.path().equals(path));
    }

    @Test
    void each_order_has_a_key_of_its_own_and_an_account_has_one() {
        Subscriber it = people.subscriber();
        JsonNode first = it.buy("/api/credits/checkout", "{\"amount\":1}");
        JsonNode second = it.buy("/api/credits/checkout", "{\"amount\":1}");
        JsonNode plan = it.buy("/api/billing/checkout-session", "{\"plan\":\"basic\"}");
        JsonNode intent = it.buy("/api/credits/purchase", "{\"amount\":1}");
        assertThat(keys("/v1/checkout/sessions", "customer=" + it.customer()))
                .containsExactly(
                        "tg:checkout:" + order(first), "tg:checkout:" + order(second), "tg:checkout:" + order(plan));
        assertThat(keys("/v1/payment_intents", "customer=" + it.customer()))
                .containsExactly("tg:intent:" + order(intent));
        assertThat(keys(CUSTOMERS, it.account())).containsExactly("tg:customer:" + it.account());
    }

    private static String order(JsonNode answer) {
        return answer.path("order").asString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/checkout/sessions", "/v1/payment_intents"})
    void what_is_asked_again_is_asked_under_the_same_key(String path) {
        Subscriber it = people.subscriber();
        boolean page = path.endsWith("sessions");
        people.stripe.fault(StripeFault.status(500).on("POST", path));
        JsonNode bought = it.buy(page ? "/api/credits/checkout" : "/api/credits/purchase", "{\"amount\":1}");
        String key = (page ? "tg:checkout:" : "tg:intent:") + order(bought);
        assertThat(keys(path, "customer=" + it.customer())).containsExactly(key, key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/credits/checkout", "/api/credits/purchase", "/api/billing/portal-link"})
    void an_error_that_stripe_keeps_for_a_day_stops_nobody_from_buying(String path) {
        Subscriber it = people.subscriber();
        people.stripe.fault(StripeFault.status(500).on("POST", CUSTOMERS).afterTheEffect());
        assertThat(it.buy(path, path.endsWith("link") ? "{}" : "{\"amount\":1}").has("code"))
                .isFalse();
        assertThat(keys(CUSTOMERS, it.account()).subList(0, 2)).containsOnly("tg:customer:" + it.account());
        assertThat(List.copyOf(keys(CUSTOMERS, it.account())))
                .last()
                .asString()
                .startsWith("tg:customer:" + it.account() + ":");
        assertThat(it.buy("/api/credits/checkout", "{\"amount\":1}").has("url")).isTrue();
    }
}
