package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A code that takes something off may be used again when nothing came of the order that it was used for. */
final class PromoReturnsIT extends BillingTest {

    private static final String ORDER = "{\"package\":\"starter\",\"promoCode\":\"spring-sale\"}";

    private String session(Customer customer) {
        Answer answer = checkout(customer, ORDER);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(checkout(customer, ORDER).field("code")).isEqualTo("code_used");
        return answer.field("session");
    }

    private String told(String type, String object) {
        String event = stripe.event(type, object);
        deliver(event);
        worked();
        return outcome(event);
    }

    private List<String> orders(Customer customer) {
        return api.database.query("SELECT o.state FROM billing_order o JOIN account a ON a.id = o.wallet_id"
                + " WHERE a.public_id = '" + customer.account() + "' ORDER BY o.created_at");
    }

    @Test
    void a_bank_that_refuses_in_the_end_gives_the_code_back() {
        Customer customer = api.customer("empty");
        String session = session(customer);
        String intent = stripe.promise(session);
        stripe.settle(intent, "requires_payment_method");
        assertThat(told("checkout.session.async_payment_failed", session)).isEqualTo("done: ");
        assertThat(orders(customer)).containsExactly("closed");
        assertThat(checkout(customer, ORDER).status()).isEqualTo(200);
        assertThat(available(customer)).isEqualTo("0");

        stripe.settle(intent, "succeeded");
        assertThat(told("payment_intent.succeeded", intent)).isEqualTo("done: ");
        assertThat(available(customer)).isEqualTo("120");
        assertThat(orders(customer)).containsExactly("paid", "open");
    }

    @Test
    void a_refusal_that_never_was_told_of_is_found_by_reconciling() {
        Customer customer = api.customer("empty");
        String session = session(customer);
        stripe.settle(stripe.promise(session), "requires_payment_method");
        stripe.event("checkout.session.async_payment_failed", session);
        api.admin("/api/billing/reconcile", "{\"days\":1}");
        worked();
        assertThat(orders(customer)).containsExactly("closed");
    }

    @Test
    void a_page_that_takes_another_card_keeps_the_code() {
        Customer customer = api.customer("empty");
        String session = session(customer);
        String intent = stripe.promise(session);
        stripe.set(session, "status", "open");
        stripe.settle(intent, "requires_payment_method");
        assertThat(told("payment_intent.payment_failed", intent))
                .isEqualTo("ignored: not paid yet: requires_payment_method");
        assertThat(told("tollgate.look", session)).isEqualTo("ignored: not paid yet: requires_payment_method");
        assertThat(checkout(customer, ORDER).field("code")).isEqualTo("code_used");
    }

    @Test
    void a_page_that_expires_gives_the_code_back() {
        Customer customer = api.customer("empty");
        String session = session(customer);
        stripe.set(session, "status", "expired");
        assertThat(told("checkout.session.expired", session)).isEqualTo("done: ");
        assertThat(checkout(customer, ORDER).status()).isEqualTo(200);
    }

    @Test
    void who_was_told_to_send_it_again_may_use_the_code_again() {
        Customer customer = api.customer("empty");
        stripe.away(true);
        assertThat(checkout(customer, ORDER).field("code")).isEqualTo("stripe_unavailable");
        assertThat(api.post("/api/credits/purchase", customer.key(), ORDER).field("code"))
                .isEqualTo("stripe_unavailable");
        stripe.away(false);
        assertThat(orders(customer)).containsExactly("closed", "closed");
        assertThat(checkout(customer, ORDER).status()).isEqualTo(200);
    }

    @Test
    void who_leaves_before_the_answer_may_use_the_code_again() {
        for (String path : List.of("/api/credits/checkout", "/api/credits/purchase")) {
            Customer customer = api.customer("empty");
            CountDownLatch answered = new CountDownLatch(1);
            stripe.holds(answered);
            CompletableFuture<?> left = HttpClient.newHttpClient()
                    .sendAsync(
                            api.request(path)
                                    .header("x-api-key", customer.key())
                                    .header("content-type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(ORDER))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            api.until(() -> orders(customer).contains("new"));
            left.cancel(true);
            api.until(() -> orders(customer).contains("closed"));
            answered.countDown();
            assertThat(checkout(customer, ORDER).status()).isEqualTo(200);
            assertThat(orders(customer)).containsExactly("closed", "open");
        }
    }

    @Test
    void a_page_whose_answer_was_lost_is_not_opened_later_and_gives_its_credits_if_it_is_paid() {
        Customer customer = api.customer("empty");
        checkout(customer, "{\"package\":\"starter\"}");
        stripe.losesAnswers(true);
        assertThat(checkout(customer, ORDER).status()).isEqualTo(503);
        stripe.losesAnswers(false);
        assertThat(orders(customer)).containsExactly("open", "closed");
        String order = api.database
                .query("SELECT o.id FROM billing_order o JOIN account a ON a.id = o.wallet_id WHERE o.state = 'closed'"
                        + " AND a.public_id = '" + customer.account() + "'")
                .get(0);
        String session = stripe.sessionOf(order);
        assertThat(api.database.query("SELECT tg_order_state('" + order + "', 'open', '" + session + "')"))
                .containsExactly("f");

        stripe.pay(session);
        assertThat(told("checkout.session.completed", session)).isEqualTo("done: ");
        assertThat(available(customer)).isEqualTo("120");
        assertThat(orders(customer)).containsExactly("open", "paid");
    }
}
