package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.param.SubscriptionUpdateParams.ProrationBehavior;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.proof.Check;
import dev.tollgate.ledger.proof.LedgerProof;
import dev.tollgate.ledger.proof.Witness;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What nobody was told of is found by comparing Stripe with the books, and mended. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ComparingIT {

    private static final Duration A_MONTH = Duration.ofDays(32);

    private final Subscribers people = new Subscribers(Subscribers.RECOMMENDED);

    /** What earlier tests have left behind is mended. */
    @BeforeEach
    void listen() {
        people.stripe.webhooks().release();
        people.told();
        people.admin("/api/billing/reconcile", "{}");
        people.worked();
    }

    @AfterAll
    void close() {
        assertThat(LedgerProof.of(DatabaseUrl.parse(people.gateway.database.r2dbcUrl()), Witness.NONE))
                .filteredOn(check -> !check.holds())
                .flatExtracting(Check::examples)
                .isEmpty();
        people.close();
    }

    private Subscriber subscribed(String plan) {
        Subscriber it = people.subscriber().subscribe(plan);
        people.told();
        people.stripe.webhooks().hold();
        return it;
    }

    /** What differed; then it is mended. */
    private List<String> compared() {
        people.lost();
        JsonNode report = Subscribers.JSON.readTree(people.admin("/api/billing/reconcile", "{}"));
        people.worked();
        return report.path("differences").valueStream().map(JsonNode::asString).toList();
    }

    private void agrees() {
        assertThat(compared()).isEmpty();
    }

    @Test
    void a_subscription() throws Exception {
        people.stripe.webhooks().hold();
        Subscriber it = people.subscriber().subscribe("basic");
        String subscription = it.subscription().getId();
        assertThat(compared())
                .contains(subscription + " is not known")
                .anyMatch(difference -> difference.endsWith(" was paid, and has given nothing"));
        assertThat(it.has()).isEqualTo("basic 100");
        agrees();
        it.leave();
    }

    @Test
    void a_subscription_that_was_cancelled() throws Exception {
        Subscriber it = subscribed("basic");
        String subscription = it.subscription().getId();
        it.cancel();
        assertThat(compared()).containsExactly(subscription + " is canceled, the books say active");
        assertThat(it.has()).isEqualTo("test 100");
        agrees();
    }

    @Test
    void a_change_of_plan() throws Exception {
        Subscriber it = subscribed("basic");
        String subscription = it.subscription().getId();
        it.change("pro", ProrationBehavior.ALWAYS_INVOICE);
        assertThat(compared())
                .contains(subscription + " has the price " + people.prices.get("pro") + ", the books say "
                        + people.prices.get("basic"));
        assertThat(it.has()).isEqualTo("pro 400");
        agrees();
        it.leave();
    }

    @Test
    void that_a_subscription_is_to_end() throws Exception {
        Subscriber it = subscribed("basic");
        it.cancelAtEnd();
        assertThat(compared())
                .containsExactly(it.subscription().getId() + " ends with its period, the books say that it goes on");
        agrees();
        it.leave();
    }

    @Test
    void that_a_subscription_is_paused_and_resumed() throws Exception {
        Subscriber it = subscribed("basic");
        String subscription = it.subscription().getId();
        it.pause();
        assertThat(compared()).containsExactly(subscription + " is paused, the books say that it is not");
        agrees();
        it.resume();
        assertThat(compared()).containsExactly(subscription + " is not paused, the books say that it is");
        agrees();
        it.leave();
    }

    @Test
    void an_invoice_of_which_a_coupon_takes_off_everything() throws Exception {
        Subscriber it = people.subscriber().subscribe("basic", 100);
        people.told();
        assertThat(it.has()).isEqualTo("basic 100");
        people.stripe.webhooks().hold();
        people.stripe.advance(A_MONTH);
        assertThat(compared())
                .singleElement()
                .asString()
                .startsWith("in_")
                .endsWith(" was paid, and has given nothing");
        assertThat(it.has()).isEqualTo("basic 200");
        assertThat(it.chargedCents()).isZero();
        agrees();
        it.leave();
    }

    @Test
    void nothing_while_a_trial_gives_its_credits_by_an_invoice_of_nothing() throws Exception {
        Subscriber it = subscribed("tried");
        assertThat(it.has()).isEqualTo("tried 100");
        agrees();
        it.leave();
    }

    @Test
    void what_went_back_of_an_invoice() throws Exception {
        Subscriber it = subscribed("basic");
        people.stripe.dashboard().refund(it.payment(), 250L);
        assertThat(compared())
                .singleElement()
                .asString()
                .startsWith("in_")
                .endsWith(": 250 cents went back, and its credits were not taken back so");
        assertThat(it.has()).isEqualTo("basic 75");
        agrees();
        it.leave();
    }

    @Test
    void what_came_back_of_an_invoice() throws Exception {
        Subscriber it = subscribed("basic");
        String dispute = people.stripe.dashboard().dispute(it.payment(), null);
        assertThat(compared()).singleElement().asString().contains(": 1000 cents went back");
        assertThat(it.has()).isEqualTo("test 0");
        people.stripe.dashboard().win(dispute);
        assertThat(compared()).singleElement().asString().contains(": 0 cents went back");
        assertThat(it.has()).isEqualTo("basic 100");
        agrees();
        it.leave();
    }

    @Test
    void what_went_back_of_an_invoice_after_an_exchange() throws Exception {
        Subscriber it = subscribed("basic");
        String first = it.payment();
        people.stripe.webhooks().release();
        it.change("pro", ProrationBehavior.ALWAYS_INVOICE);
        people.told();
        assertThat(it.has()).isEqualTo("pro 400");
        people.stripe.webhooks().hold();
        people.stripe.dashboard().refund(it.payment(), 300L);
        people.stripe.dashboard().refund(first, 500L);
        assertThat(compared()).hasSize(2);
        agrees();
        it.leave();
    }

    @Test
    void what_went_back_while_the_subscription_has_a_price_of_no_plan() throws Exception {
        Subscriber it = subscribed("basic");
        people.stripe.webhooks().release();
        it.change("stray", ProrationBehavior.NONE);
        people.told();
        people.stripe.dashboard().refund(it.payment(), 250L);
        people.told();
        assertThat(it.has()).isEqualTo("basic 75");
        people.stripe.webhooks().hold();
        people.stripe.dashboard().refund(it.payment(), 750L);
        assertThat(compared()).singleElement().asString().contains(": 1000 cents went back");
        assertThat(it.has()).isEqualTo("test 0");
        agrees();
        it.leave();
    }

    @Test
    void an_invoice_that_was_paid_by_a_balance() throws Exception {
        Subscriber it = subscribed("pro");
        people.stripe.webhooks().release();
        it.change("basic", ProrationBehavior.ALWAYS_INVOICE);
        people.told();
        assertThat(it.has()).isEqualTo("basic 100");
        people.stripe.webhooks().hold();
        people.stripe.advance(A_MONTH);
        assertThat(compared())
                .singleElement()
                .asString()
                .startsWith("in_")
                .endsWith(" was paid, and has given nothing");
        assertThat(it.has()).isEqualTo("basic 200");
        agrees();
        it.leave();
    }

    @Test
    void however_many_payments_there_are_refunds_and_disputes_are_listed_once() {
        long before = lists();
        for (int i = 0; i < 3; i++) {
            Subscriber it = people.subscriber();
            people.stripe
                    .shopper()
                    .pay(it.buy("/api/credits/checkout", "{\"amount\":1}")
                            .path("session")
                            .asString());
        }
        people.told();
        assertThat(lists()).isEqualTo(before);
    }

    /** How often a comparison asks what went back; it reads the list of events first. */
    private long lists() {
        people.admin("/api/billing/reconcile", "{}");
        List<String> paths = people.stripe.received().stream()
                .map(call -> call.method() + " " + call.path())
                .toList();
        List<String> compared = paths.subList(paths.lastIndexOf("GET /v1/events"), paths.size());
        assertThat(compared).contains("GET /v1/refunds", "GET /v1/disputes");
        return compared.stream()
                .filter(path -> path.endsWith("/v1/refunds") || path.endsWith("/v1/disputes"))
                .count();
    }
}
