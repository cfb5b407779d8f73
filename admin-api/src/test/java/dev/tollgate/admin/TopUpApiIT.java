package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an account may set to be bought by itself, and what it is told where it may not. */
final class TopUpApiIT extends BillingTest {

    private static final String PATH = "/api/billing/auto-topup";
    private static final String GOOD =
            "{\"enabled\":true,\"below\":\"50\",\"package\":\"starter\",\"mostPerDay\":\"100\"}";

    private Answer put(Customer customer, String body) {
        return api.send(api.request(PATH)
                .header("x-api-key", customer.key())
                .header("content-type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** One whose card Stripe keeps; it has more than it wants to have. */
    private Customer withCard() {
        Customer customer = api.customer("empty");
        String session = checkout(customer, "{\"package\":\"starter\",\"saveCard\":true}")
                .field("session");
        assertThat(stripe.text(session, "payment_intent_data[setup_future_usage]"))
                .isEqualTo("off_session");
        stripe.pay(session);
        deliver(stripe.event("checkout.session.completed", session));
        worked();
        String id = stripe.text(session, "customer");
        stripe.set(id, "invoice_settings", Map.of("default_payment_method", "pm_1"));
        return customer;
    }

    @Test
    void is_shown_as_it_was_set_and_can_be_switched_off_and_on() {
        Customer customer = withCard();
        assertThat(api.get(PATH, customer.key()).text()).isEqualTo("{\"enabled\":false,\"chargedLastDay\":\"0.00\"}");
        String set = "{\"enabled\":true,\"below\":\"50\",\"package\":\"starter\",\"mostPerDay\":\"100.00\","
                + "\"chargedLastDay\":\"0.00\"}";
        assertThat(put(customer, GOOD).text()).isEqualTo(set);
        assertThat(api.get(PATH, customer.key()).text()).isEqualTo(set);
        String off = set.replace("true", "false");
        assertThat(put(customer, "{\"enabled\":false}").text()).isEqualTo(off);
        assertThat(put(customer, "{\"enabled\":true,\"below\":0.5,\"amount\":12.5,\"mostPerDay\":12.5}")
                        .text())
                .isEqualTo("{\"enabled\":true,\"below\":\"0.5\",\"amount\":\"12.50\",\"mostPerDay\":\"12.50\","
                        + "\"chargedLastDay\":\"0.00\"}");
        assertThat(api.get("/api/me/export", customer.key())
                        .json()
                        .path("autoTopup")
                        .toString())
                .contains("\"enabled\":true", "\"below\":\"0.5\"", "\"amount\":\"12.5\"", "\"mostPerDay\":\"12.5\"");
    }

    @Test
    void needs_a_card_only_while_it_is_on() {
        Customer customer = api.customer("empty");
        Answer refused = put(customer, GOOD);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.field("code")).isEqualTo("no_saved_card");
        assertThat(refused.text()).contains("saveCard", "/api/billing/portal-link");
        assertThat(put(customer, GOOD.replace("true", "false")).field("package"))
                .isEqualTo("starter");
        Customer seen = api.customer("empty");
        checkout(seen, "{\"package\":\"starter\"}");
        assertThat(put(seen, GOOD).field("code")).isEqualTo("no_saved_card");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "enabled; {'below':'5','package':'starter','mostPerDay':'100'}",
                "enabled; {'enabled':'yes'}",
                "below; {'enabled':true,'package':'starter','mostPerDay':'100'}",
                "below; {'enabled':true,'below':'0','package':'starter','mostPerDay':'100'}",
                "below; {'enabled':true,'below':'-1','package':'starter','mostPerDay':'100'}",
                "below; {'enabled':true,'below':'1e3','package':'starter','mostPerDay':'100'}",
                "below; {'enabled':true,'below':'0.0000000001','package':'starter','mostPerDay':'100'}",
                "below; {'enabled':false,'mostPerDay':'100','package':'starter'}",
                "package; {'enabled':true,'below':'5','mostPerDay':'100'}",
                "package; {'enabled':true,'below':'5','package':'starter','amount':'5','mostPerDay':'100'}",
                "package; {'enabled':true,'below':'5','package':'none','mostPerDay':'100'}",
                "amount; {'enabled':true,'below':'5','amount':'0.99','mostPerDay':'100'}",
                "amount; {'enabled':true,'below':'5','amount':'10000.01','mostPerDay':'99999'}",
                "amount; {'enabled':true,'below':'5','amount':'1.001','mostPerDay':'100'}",
                "mostPerDay; {'enabled':true,'below':'5','package':'starter'}",
                "mostPerDay; {'enabled':true,'below':'5','package':'starter','mostPerDay':'9.99'}",
                "mostPerDay; {'enabled':true,'below':'5','package':'starter','mostPerDay':'1000000'}",
                "mostPerDay; {'enabled':true,'below':'5','package':'starter','mostPerDay':'10.001'}",
                "plan; {'enabled':true,'below':'5','plan':'pro','mostPerDay':'100'}"
            })
    void what_cannot_be_taken_is_refused_by_the_name_of_its_field(String field, String body) {
        Customer customer = api.customer("empty");
        Answer answer = put(customer, body.replace('\'', '"'));
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.field("code")).isEqualTo("invalid_field");
        assertThat(answer.text()).contains("'" + field + "'");
        assertThat(api.get(PATH, customer.key()).text()).isEqualTo("{\"enabled\":false,\"chargedLastDay\":\"0.00\"}");
    }

    @Test
    void a_card_is_saved_where_something_is_paid_once_only() {
        Customer customer = api.customer("empty");
        for (String body :
                List.of("{\"plan\":\"pro\",\"saveCard\":true}", "{\"package\":\"starter\",\"saveCard\":\"yes\"}")) {
            Answer answer = checkout(customer, body);
            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            assertThat(answer.text()).contains("'saveCard'");
        }
        String session = checkout(customer, "{\"package\":\"starter\"}").field("session");
        assertThat(stripe.object(session)).doesNotContainKey("payment_intent_data[setup_future_usage]");
    }

    @Test
    void stripe_away_is_told_and_nothing_is_set() {
        Customer customer = withCard();
        stripe.away(true);
        assertThat(put(customer, GOOD).field("code")).isEqualTo("stripe_unavailable");
        assertThat(api.get(PATH, customer.key()).field("enabled")).isEqualTo("false");
        stripe.away(false);
    }

    @Test
    void a_package_that_is_gone_switches_it_off_with_a_reason() {
        Customer customer = api.customer("empty");
        put(customer, GOOD.replace("true", "false"));
        String wallet = "(SELECT id FROM account WHERE public_id = '" + customer.account() + "')";
        api.database.execute("UPDATE top_up SET enabled = true, package = 'former' WHERE wallet_id = " + wallet);
        api.until(() -> api.get(PATH, customer.key()).text().contains("switchedOff"));
        assertThat(api.get(PATH, customer.key()).text())
                .contains("\"enabled\":false", "It buys package former, which is not for sale any more.");
        put(customer, GOOD.replace("true", "false"));
        api.database.execute("UPDATE top_up SET enabled = true WHERE wallet_id = " + wallet);
        api.until(() -> api.get(PATH, customer.key()).text().contains("There is no saved card any more."));
    }
}
