package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Packages that are made at Stripe: prices that are paid once and say how many credits they include. */
final class StripePackagesIT extends BillingTest {

    private void price(String id, long cents, Map<String, String> metadata) {
        stripe.put(
                id,
                "price",
                Map.of(
                        "active",
                        true,
                        "currency",
                        "usd",
                        "unit_amount",
                        cents,
                        "product",
                        "prod_1",
                        "metadata",
                        metadata,
                        "livemode",
                        false));
    }

    private String packages() {
        return api.send(api.request("/api/credits/packages")).text();
    }

    private Answer sync() {
        return api.admin("/api/billing/sync-prices", "{}");
    }

    @Test
    void a_price_that_says_what_it_includes_is_sold_until_it_does_not_any_more() {
        price("price_500", 4_500, Map.of("includedCredits", "500"));
        stripe.set("price_500", "lookup_key", "five-hundred");
        price("price_bad", 100, Map.of("includedCredits", "-5"));
        price("price_monthly", 1_000, Map.of("includedCredits", "77"));
        stripe.set("price_monthly", "recurring", Map.of("interval", "month", "interval_count", 1));
        Answer synced = sync();
        assertThat(synced.status()).as(synced.text()).isEqualTo(200);
        assertThat(synced.json().path("refused").path(0).asString()).contains("price_bad", "whole number");
        assertThat(packages())
                .contains("{\"name\":\"five-hundred\",\"usd\":\"45.00\",\"credits\":\"500\",\"bonus\":\"0\","
                        + "\"usdPerCredit\":\"0.09\"}")
                .contains("\"name\":\"starter\"")
                .doesNotContain("price_bad", "77");

        Customer customer = api.customer("empty");
        Answer checkout = checkout(customer, "{\"package\":\"five-hundred\"}");
        assertThat(checkout.status()).as(checkout.text()).isEqualTo(200);
        assertThat(checkout.field("usd")).isEqualTo("45.00");
        String session = checkout.field("session");
        assertThat(stripe.text(session, "line_items[0][price]")).isEqualTo("price_500");
        stripe.pay(session);
        deliver(stripe.event("checkout.session.completed", session));
        worked();
        assertThat(available(customer)).isEqualTo("500");

        stripe.set("price_500", "unit_amount", 5_000L);
        assertThat(checkout(customer, "{\"package\":\"five-hundred\"}").field("code"))
                .isEqualTo("price_differs");

        stripe.set("price_500", "unit_amount", 4_500L);
        stripe.set("price_500", "active", false);
        assertThat(api.post("/api/credits/purchase", customer.key(), "{\"package\":\"five-hundred\"}")
                        .field("code"))
                .isEqualTo("price_differs");

        stripe.set("price_500", "metadata", Map.of());
        String silent = stripe.event("price.updated", "price_500");
        deliver(silent);
        worked();
        assertThat(outcome(silent)).isEqualTo("done: ");
        assertThat(packages()).doesNotContain("five-hundred");
        assertThat(checkout(customer, "{\"package\":\"five-hundred\"}").text()).contains("must be one of starter");
        String again = stripe.event("price.updated", "price_500");
        deliver(again);
        worked();
        assertThat(outcome(again)).isEqualTo("ignored: the price has no includedCredits");
    }

    @Test
    void a_price_that_cannot_be_read_any_more_is_no_package_any_more() {
        price("price_odd", 2_500, Map.of("includedCredits", "250"));
        price("price_gone", 2_600, Map.of("includedCredits", "260"));
        price("price_free", 0, Map.of("includedCredits", "100"));
        assertThat(sync().text()).contains("price_free", "$0.50 at least");
        assertThat(packages()).contains("price_odd", "price_gone").doesNotContain("price_free");
        stripe.set("price_odd", "metadata", Map.of("includedCredits", "250 "));
        deliver(stripe.event("price.updated", "price_odd"));
        String deleted = stripe.event("price.deleted", "price_gone");
        stripe.remove("price_gone");
        deliver(deleted);
        worked();
        assertThat(packages()).doesNotContain("price_odd", "price_gone");
    }

    @Test
    void what_an_event_has_told_since_is_newer_than_the_list_that_was_asked_for() {
        price("price_new", 2_700, Map.of("includedCredits", "270"));
        sync();
        api.database.execute("UPDATE stripe_price SET credits = 27000000000, changed_at = now() + interval '1 hour'"
                + " WHERE id = 'price_new'");
        sync();
        assertThat(packages()).contains("\"name\":\"price_new\",\"usd\":\"27.00\",\"credits\":\"27\"");
    }

    @Test
    void a_price_that_is_gone_when_prices_are_read_anew_is_no_package_any_more() {
        price("price_short", 2_000, Map.of("includedCredits", "200"));
        sync();
        assertThat(packages()).contains("\"price_short\"");
        stripe.set("price_short", "metadata", Map.of());
        sync();
        assertThat(packages()).doesNotContain("price_short");
    }

    @Test
    void what_is_of_an_archived_product_is_not_sold() {
        price("price_old", 2_800, Map.of("includedCredits", "280"));
        stripe.set("price_old", "product", "prod_old");
        stripe.put("prod_old", "product", Map.of("active", true));
        sync();
        assertThat(packages()).contains("\"price_old\"");

        stripe.set("prod_old", "active", false);
        assertThat(checkout(api.customer("empty"), "{\"package\":\"price_old\"}")
                        .field("code"))
                .isEqualTo("price_differs");
        String archived = stripe.event("product.updated", "prod_old");
        deliver(archived);
        worked();
        assertThat(outcome(archived)).isEqualTo("done: ");
        assertThat(packages()).doesNotContain("price_old");

        stripe.set("prod_old", "active", true);
        deliver(stripe.event("product.updated", "prod_old"));
        worked();
        assertThat(packages()).contains("\"price_old\"");
        stripe.set("prod_old", "active", false);
        sync();
        assertThat(packages()).doesNotContain("price_old");
    }

    @Test
    void a_product_whose_prices_say_nothing_concerns_no_credits() {
        price("price_other", 2_900, Map.of());
        stripe.set("price_other", "product", "prod_other");
        stripe.put("prod_other", "product", Map.of("active", false));
        String event = stripe.event("product.updated", "prod_other");
        deliver(event);
        worked();
        assertThat(outcome(event)).isEqualTo("ignored: no price of the product has includedCredits");
    }

    @Test
    void a_package_of_the_price_book_comes_before_one_of_its_name() {
        price("price_twin", 3_000, Map.of("includedCredits", "7"));
        stripe.set("price_twin", "lookup_key", "starter");
        sync();
        assertThat(packages())
                .contains("\"name\":\"starter\",\"usd\":\"10.00\"")
                .doesNotContain("30.00");
        assertThat(checkout(api.customer("empty"), "{\"package\":\"starter\"}").field("usd"))
                .isEqualTo("10.00");
    }
}
