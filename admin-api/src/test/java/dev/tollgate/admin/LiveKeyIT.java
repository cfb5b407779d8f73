package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Customer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where real money is meant, test money buys nothing. */
final class LiveKeyIT extends BillingTest {

    @Override
    Map<String, Object> more() {
        return Map.of("tollgate.stripe.key", "sk_live_x");
    }

    @Test
    void what_is_of_test_mode_is_kept() {
        Customer customer = api.customer("empty");
        String session = checkout(customer, "{\"package\":\"starter\"}").field("session");
        stripe.pay(session);
        String tested = stripe.event("checkout.session.completed", session);
        deliver(tested);
        worked();
        assertThat(outcome(tested)).isEqualTo("kept: of test mode, and the key is a live key");
        assertThat(available(customer)).isEqualTo("0");

        deliver(stripe.event("checkout.session.completed", session).replace("\"livemode\":false", "\"livemode\":true"));
        worked();
        assertThat(available(customer)).isEqualTo("120");
    }
}
