package dev.tollgate.simulator.stripe;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/payment_methods}. A test id such as {@code pm_card_visa} makes a new one each time it is used. */
final class PaymentMethods {
    private static final String KIND = "payment_method";

    private final Account account;
    private final Map<String, Card> cards = new HashMap<>();

    PaymentMethods(Account account) {
        this.account = account;
    }

    void routes(Routes routes) {
        routes.post("/v1/payment_methods", call -> create(Card.ACCEPTED));
        routes.get("/v1/payment_methods", call -> listOf(call, call.params().text("customer")));
        routes.get(
                "/v1/payment_methods/{payment_method}", call -> account.store().need(KIND, KIND, call.argument(KIND)));
        routes.post(
                "/v1/payment_methods/{payment_method}/attach",
                call -> attach(call.argument(KIND), call.params().need("customer")));
        routes.post("/v1/payment_methods/{payment_method}/detach", this::detach);
    }

    ObjectNode create(Card card) {
        ObjectNode method = account.store().create(KIND, "pm");
        method.put("type", card.type()).putNull("customer");
        ObjectNode details = method.putObject(card.type()).put("last4", "4242").put("country", "US");
        if (card.type().equals("card")) {
            details.put("brand", "visa")
                    .put("exp_month", 12)
                    .put("exp_year", 2040)
                    .put("funding", "credit");
        }
        method.putObject("billing_details");
        cards.put(Json.need(method, "id"), card);
        return method;
    }

    /** The payment method with this id, or a new one for a test id. */
    ObjectNode resolve(String id) {
        Card card = Card.ofTestId(id);
        return card == null ? account.store().need(KIND, KIND, id) : create(card);
    }

    ObjectNode attach(String id, String customer) {
        account.customers().need("customer", customer);
        ObjectNode method = resolve(id);
        if (!Json.is(method, "customer", customer)) {
            method.put("customer", customer);
            account.events().emit("payment_method.attached", method);
        }
        return method;
    }

    /** The payment method, which has to be the customer's; a test id is attached. */
    ObjectNode attached(String id, String customer) {
        if (Card.ofTestId(id) != null) {
            return attach(id, customer);
        }
        ObjectNode method = resolve(id);
        if (!Json.is(method, "customer", customer)) {
            throw StripeError.state(
                    "payment_method_unexpected_state",
                    "The payment method " + id + " is not attached to the customer " + customer + ".");
        }
        return method;
    }

    Card cardOf(String id) {
        return cards.getOrDefault(id, Card.ACCEPTED);
    }

    void change(String id, Card card) {
        account.store().need(KIND, KIND, id);
        cards.put(id, card);
    }

    /** What the customer is charged by when nothing else is said: the default, else the last attached, or null. */
    @Nullable
    String defaultOf(String customer) {
        String chosen =
                Json.text(account.customers().need("customer", customer), "invoice_settings.default_payment_method");
        return chosen != null
                ? chosen
                : account.store().ofKind(KIND).stream()
                        .filter(one -> Json.is(one, "customer", customer))
                        .map(one -> Json.need(one, "id"))
                        .reduce((first, second) -> second)
                        .orElse(null);
    }

    ObjectNode listOf(Call call, @Nullable String customer) {
        String type = call.params().text("type");
        return account.store()
                .list(
                        call,
                        KIND,
                        one -> customer != null
                                && Json.is(one, "customer", customer)
                                && (type == null || Json.is(one, "type", type)));
    }

    private ObjectNode detach(Call call) {
        ObjectNode method = account.store().need(KIND, KIND, call.argument(KIND));
        method.putNull("customer");
        account.events().emit("payment_method.detached", method);
        return method;
    }
}
