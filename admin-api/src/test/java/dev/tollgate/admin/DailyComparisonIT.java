package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tollgate.admin.TestApi.Customer;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The books are compared with Stripe once a day, however short the gateways run. */
final class DailyComparisonIT extends BillingTest {

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();

    @BeforeAll
    void listen() {
        said.list = new CopyOnWriteArrayList<>();
        said.start();
        logger().setLevel(Level.INFO);
        logger().addAppender(said);
    }

    @AfterAll
    void listenNoMore() {
        logger().detachAppender(said);
        logger().setLevel(null);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.tollgate.admin.billing.DailyReport");
    }

    private boolean said(Level level, String sentence) {
        return said.list.stream()
                .anyMatch(event ->
                        event.getLevel() == level && event.getFormattedMessage().contains(sentence));
    }

    @Override
    String reconcileEvery() {
        return "100ms";
    }

    /** Of an intent without an event only comparing can tell. */
    private String paidUntold(Customer customer) {
        String session = checkout(customer, "{\"package\":\"starter\"}").field("session");
        return stripe.pay(session);
    }

    @Test
    void a_payment_that_nobody_told_of_is_found_when_a_day_is_over() {
        api.until(() -> compared().equals("t"));
        Customer customer = api.customer("empty");
        String intent = paidUntold(customer);
        String before = seen();
        api.until(() -> !seen().equals(before));
        assertThat(looksAt(intent)).isZero();
        aDayIsOver();
        api.until(() -> available(customer).equals("120"));
        assertThat(looksAt(intent)).isEqualTo(1);
        api.until(() -> compared().equals("t"));
        String difference = intent + " was paid, and its credits were not given";
        assertThat(said(Level.WARN, difference)).isTrue();
        assertThat(said(Level.INFO, "1 payments, 1 differences")).isTrue();
        assertThat(api.send(api.request("/api/audit?target=payments").header("x-admin-key", TestApi.ADMIN_KEY))
                        .json()
                        .path("audit")
                        .path(0)
                        .path("became")
                        .path("first")
                        .path(0)
                        .asString())
                .isEqualTo(difference);
        aDayIsOver();
        api.until(() -> said(Level.INFO, "1 payments, 0 differences"));
        api.until(() -> compared().equals("t"));
    }

    @Test
    void a_price_that_was_changed_untold_is_known_when_a_day_is_over() {
        api.until(() -> compared().equals("t"));
        stripe.put(
                "price_untold",
                "price",
                Map.of(
                        "active",
                        true,
                        "currency",
                        "usd",
                        "unit_amount",
                        4_500,
                        "product",
                        "prod_untold",
                        "metadata",
                        Map.of("includedCredits", "500")));
        aDayIsOver();
        api.until(() -> packages().contains("\"price_untold\",\"usd\":\"45.00\",\"credits\":\"500\""));
        api.until(() -> compared().equals("t"));
        stripe.set("price_untold", "unit_amount", 5_000);
        aDayIsOver();
        api.until(() -> packages().contains("\"price_untold\",\"usd\":\"50.00\""));
        api.until(() -> compared().equals("t"));
        stripe.remove("price_untold");
        aDayIsOver();
        api.until(() -> !packages().contains("price_untold"));
        api.until(() -> compared().equals("t"));
    }

    private String packages() {
        return api.send(api.request("/api/credits/packages")).text();
    }

    private void aDayIsOver() {
        api.database.execute("UPDATE stripe_cursor SET compared = now() - interval '25 hours'");
    }

    private String compared() {
        return api.database
                .query("SELECT coalesce(bool_or(compared > now() - interval '1 hour'), false) FROM stripe_cursor")
                .get(0);
    }

    private String seen() {
        return api.database.query("SELECT max(seen) FROM stripe_cursor").get(0);
    }

    private int looksAt(String intent) {
        return api.database
                .query("SELECT event_id FROM stripe_inbox WHERE object_id = '" + intent + "'")
                .size();
    }
}
