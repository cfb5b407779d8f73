package dev.tollgate.simulator.stripe;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/setup_intents}: saving a card for later charges. */
final class SetupIntents {
    private static final String KIND = "setup_intent";
    private static final String ID = "intent";

    private final Account account;

    SetupIntents(Account account) {
        this.account = account;
    }

    void routes(Routes routes) {
        routes.post("/v1/setup_intents", this::create);
        routes.get("/v1/setup_intents", call -> account.store().list(call, KIND, one -> true));
        routes.get("/v1/setup_intents/{intent}", this::need);
        routes.post("/v1/setup_intents/{intent}/confirm", this::confirm);
    }

    /** One that a customer went through on a page; the card is saved for them. */
    ObjectNode succeed(@Nullable String customer, String method, Params params) {
        ObjectNode intent = create(customer, params.below("setup_intent_data"));
        save(intent, method);
        return intent;
    }

    private ObjectNode create(@Nullable String customer, Params params) {
        ObjectNode intent = account.store().create(KIND, "seti");
        intent.put("status", "requires_payment_method").put("usage", params.text("usage", "off_session"));
        intent.put("client_secret", Json.need(intent, "id") + "_secret_sim");
        intent.put("customer", customer).putNull("payment_method");
        intent.putArray("payment_method_types").add("card");
        intent.set("metadata", params.metadata());
        account.events().emit("setup_intent.created", intent);
        return intent;
    }

    private void save(ObjectNode intent, String method) {
        String saved = Json.need(account.paymentMethods().resolve(method), "id");
        String customer = Json.text(intent, "customer");
        if (customer != null) {
            account.paymentMethods().attach(saved, customer);
        }
        intent.put("payment_method", saved).put("status", "succeeded");
        account.events().emit("setup_intent.succeeded", intent);
    }

    private ObjectNode create(Call call) {
        Params params = call.params();
        ObjectNode intent = create(params.text("customer"), params);
        String method = params.text("payment_method");
        if (method != null && params.flag("confirm", false)) {
            save(intent, method);
        }
        return intent;
    }

    private ObjectNode confirm(Call call) {
        ObjectNode intent = need(call);
        save(intent, call.params().need("payment_method"));
        return intent;
    }

    private ObjectNode need(Call call) {
        return account.store().need(KIND, ID, call.argument(ID));
    }
}
