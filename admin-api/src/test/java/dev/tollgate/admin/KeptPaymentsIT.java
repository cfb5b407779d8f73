package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.net.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Money that nothing can be given for is seen, and as little of it as possible comes in. */
final class KeptPaymentsIT extends BillingTest {

    private static final String ORDER = "019a0000-0000-7000-8000-000000000000";
    private static final String PASSWORD = "a river of glass";

    @Test
    void money_for_an_order_that_nobody_knows_is_kept() {
        stripe.put(
                "pi_unknown",
                "payment_intent",
                Map.of(
                        "status",
                        "succeeded",
                        "amount",
                        500,
                        "amount_received",
                        500,
                        "currency",
                        "usd",
                        "metadata",
                        Map.of("tollgate_order", ORDER)));
        String event = stripe.event("payment_intent.succeeded", "pi_unknown");
        deliver(event);
        worked();
        assertThat(outcome(event))
                .isEqualTo("kept: the payment is for the order " + ORDER + ", which this gateway does not know");
    }

    @Test
    void what_a_deleted_account_has_paid_is_kept() {
        Customer customer = api.customer("empty");
        String session = checkout(customer, "{\"package\":\"starter\"}").field("session");
        stripe.pay(session);
        api.database.execute(
                "SELECT tg_delete_account(id, true) FROM account WHERE public_id = '" + customer.account() + "'");
        String event = stripe.event("checkout.session.completed", session);
        deliver(event);
        worked();
        assertThat(outcome(event)).isEqualTo("kept: the account is deleted: cancel and refund");
    }

    @Test
    void who_deletes_its_account_can_pay_on_its_pages_no_more() {
        String email = TestApi.email();
        String body = "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}";
        String token = api.post("/api/auth/register", body).field("accessToken");
        String session = bought(token, "/api/credits/checkout").field("session");
        String intent = bought(token, "/api/credits/purchase").field("paymentIntent");
        Answer deleted = api.send(api.request("/api/me")
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .method("DELETE", HttpRequest.BodyPublishers.ofString("{\"password\":\"" + PASSWORD + "\"}")));
        assertThat(deleted.status()).as(deleted.text()).isEqualTo(204);
        assertThat(stripe.text(session, "status")).isEqualTo("expired");
        assertThat(stripe.text(intent, "status")).isEqualTo("canceled");
    }

    private Answer bought(String token, String path) {
        return api.send(api.request(path)
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"package\":\"starter\"}")));
    }

    @Test
    void another_price_at_stripe_than_in_the_price_book_is_not_sold() {
        Customer customer = api.customer("empty");
        stripe.dearer(1);
        Answer answer = checkout(customer, "{\"package\":\"starter\"}");
        stripe.dearer(0);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.field("code")).isEqualTo("price_differs");
        assertThat(api.database.query("SELECT o.state FROM billing_order o JOIN account a ON a.id = o.wallet_id"
                        + " WHERE a.public_id = '" + customer.account() + "'"))
                .containsExactly("closed");
    }
}
