package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Customer;
import org.junit.jupiter.api.Test;

/** How often promo codes may be tried; alone in its class, because all tests of one come from one address. */
final class RedeemThrottleIT extends ApiTest {

    @Test
    void who_shows_no_good_key_does_not_use_up_the_tries_of_an_address() {
        Customer customer = api.customer("free");
        for (int i = 0; i < 70; i++) {
            assertThat(api.post("/api/credits/redeem", "tg_live_wrong", "{\"code\":\"x\"}")
                            .status())
                    .isEqualTo(401);
        }
        assertThat(api.post("/api/credits/redeem", customer.key(), "{\"code\":\"GIFT10\"}")
                        .status())
                .isEqualTo(200);
    }
}
