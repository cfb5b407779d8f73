package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import org.junit.jupiter.api.Test;

/** Promo codes that are guessed with many accounts; alone in its class, because all tests of one come from one address. */
final class RedeemManyAccountsIT extends ApiTest {

    /** Of one account, fewer than would make the account wait. */
    private static final int EACH = 9;

    private static final int ACCOUNTS = 20;

    private Answer guess(Customer customer) {
        return api.post("/api/credits/redeem", customer.key(), "{\"code\":\"GUESS\"}");
    }

    @Test
    void one_address_has_to_wait_however_many_accounts_it_guesses_with() {
        int guesses = 0;
        Customer customer = api.customer("empty");
        Answer answer = guess(customer);
        while (answer.status() == 404 && guesses < ACCOUNTS * EACH) {
            guesses++;
            if (guesses % EACH == 0) {
                customer = api.customer("empty");
            }
            answer = guess(customer);
        }
        assertThat(answer.status()).as(answer.text()).isEqualTo(429);
        assertThat(answer.field("code")).isEqualTo("too_many_attempts");
        assertThat(Integer.parseInt(answer.header("retry-after"))).isPositive();
        assertThat(guesses).as("guesses that were answered").isGreaterThan(EACH);
    }
}
