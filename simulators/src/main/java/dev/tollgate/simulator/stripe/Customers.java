package dev.tollgate.simulator.stripe;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/customers}. */
final class Customers {
    private static final String KIND = "customer";

    private final Account account;

    Customers(Account account) {
        this.account = account;
    }

    void routes(Routes routes) {
        routes.post("/v1/customers", this::create);
        routes.get("/v1/customers", this::list);
        routes.get("/v1/customers/{customer}", call -> found(call));
        routes.post("/v1/customers/{customer}", this::update);
        routes.delete("/v1/customers/{customer}", this::delete);
        routes.get("/v1/customers/{customer}/payment_methods", call -> account.paymentMethods()
                .listOf(call, Json.need(need(call), "id")));
    }

    /** A customer without anything but these. */
    ObjectNode create(@Nullable String email, @Nullable String name) {
        ObjectNode customer = account.store().create(KIND, "cus");
        customer.put("email", email).put("name", name).put("balance", 0).put("delinquent", false);
        customer.putObject("invoice_settings").putNull("default_payment_method");
        return customer;
    }

    ObjectNode need(String param, String id) {
        ObjectNode customer = account.store().need(KIND, param, id);
        if (Json.flag(customer, "deleted")) {
            throw StripeError.noSuch(KIND, param, id);
        }
        return customer;
    }

    void setDefaultPaymentMethod(String customer, String paymentMethod) {
        ObjectNode settings =
                (ObjectNode) account.store().need(KIND, KIND, customer).path("invoice_settings");
        settings.put("default_payment_method", paymentMethod);
    }

    private ObjectNode create(Call call) {
        Params params = call.params();
        ObjectNode customer = create(params.text("email"), params.text("name"));
        change(customer, params);
        account.events().emit("customer.created", customer);
        return customer;
    }

    private ObjectNode update(Call call) {
        ObjectNode customer = need(call);
        change(customer, call.params());
        account.events().emit("customer.updated", customer);
        return customer;
    }

    private void change(ObjectNode customer, Params params) {
        params.copyTexts(customer, "email", "name", "phone", "description");
        customer.set("metadata", params.metadata(customer.path("metadata")));
        String id = Json.need(customer, "id");
        String method = params.text("payment_method");
        if (method != null) {
            account.paymentMethods().attach(method, id);
        }
        String chosen = params.text("invoice_settings.default_payment_method");
        if (chosen != null) {
            setDefaultPaymentMethod(id, Json.need(account.paymentMethods().attached(chosen, id), "id"));
        }
    }

    private ObjectNode list(Call call) {
        String email = call.params().text("email");
        return account.store()
                .list(call, KIND, one -> !Json.flag(one, "deleted") && (email == null || Json.is(one, "email", email)));
    }

    /** A deleted customer can be read, as little more than its id; its subscriptions end. */
    private ObjectNode delete(Call call) {
        ObjectNode customer = need(call);
        String id = Json.need(customer, "id");
        account.subscriptions().endAllOf(id);
        account.events().emit("customer.deleted", customer);
        return customer.removeAll().put("id", id).put("object", KIND).put("deleted", true);
    }

    private ObjectNode found(Call call) {
        return account.store().need(KIND, "id", call.argument(KIND));
    }

    private ObjectNode need(Call call) {
        return need("id", call.argument(KIND));
    }
}
