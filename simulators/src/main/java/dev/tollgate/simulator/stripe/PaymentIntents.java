package dev.tollgate.simulator.stripe;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/payment_intents}. How they are charged is in {@link Payments}. */
final class PaymentIntents {
    private static final String KIND = "payment_intent";
    private static final String ID = "intent";
    private static final long LEAST = 50;
    private static final Set<String> OPEN =
            Set.of("requires_payment_method", "requires_confirmation", "requires_action", "processing");

    private final Account account;

    PaymentIntents(Account account) {
        this.account = account;
    }

    void routes(Routes routes) {
        routes.post("/v1/payment_intents", this::create);
        routes.get("/v1/payment_intents", this::list);
        routes.get("/v1/payment_intents/{intent}", this::need);
        routes.post("/v1/payment_intents/{intent}", this::update);
        routes.post("/v1/payment_intents/{intent}/confirm", this::confirm);
        routes.post("/v1/payment_intents/{intent}/cancel", this::cancel);
    }

    ObjectNode need(String param, String id) {
        return account.store().need(KIND, param, id);
    }

    /** A new intent that nothing was charged for yet; the event of its creation is sent. */
    ObjectNode create(long amount, String currency, @Nullable String customer, ObjectNode metadata) {
        ObjectNode intent = account.store().create(KIND, "pi");
        String id = Json.need(intent, "id");
        intent.put("amount", amount).put("amount_received", 0).put("currency", currency);
        intent.put("customer", customer).put("status", "requires_payment_method");
        intent.put("client_secret", id + "_secret_sim").put("capture_method", "automatic");
        intent.put("confirmation_method", "automatic").putNull("payment_method");
        intent.putNull("latest_charge").putNull("last_payment_error").putNull("next_action");
        intent.putArray("payment_method_types").add("card");
        intent.set("metadata", metadata);
        return intent;
    }

    private ObjectNode create(Call call) {
        Params params = call.params();
        long amount = params.needNumber("amount");
        if (amount < LEAST) {
            throw StripeError.invalid("amount_too_small", "amount", "Amount must be at least $0.50 usd");
        }
        String customer = params.text("customer");
        if (customer != null) {
            account.customers().need("customer", customer);
        }
        String method = params.text("payment_method");
        if (method != null) {
            method = Json.need(account.paymentMethods().resolve(method), "id");
        }
        ObjectNode intent =
                create(amount, params.need("currency").toLowerCase(Locale.ROOT), customer, params.metadata());
        describe(intent, params, method);
        account.events().emit("payment_intent.created", intent);
        if (params.flag("confirm", false)) {
            account.payments().confirm(intent, params.flag("off_session", false));
        }
        return intent;
    }

    private static void describe(ObjectNode intent, Params params, @Nullable String method) {
        params.copyTexts(intent, "description", "receipt_email", "setup_future_usage", "statement_descriptor_suffix");
        if (method != null) {
            intent.put("payment_method", method).put("status", "requires_confirmation");
        }
    }

    private ObjectNode update(Call call) {
        ObjectNode intent = needOpen(call);
        Params params = call.params();
        intent.put("amount", params.number("amount", Json.number(intent, "amount")));
        intent.set("metadata", params.metadata(intent.path("metadata")));
        describe(intent, params, method(params));
        return intent;
    }

    private ObjectNode confirm(Call call) {
        ObjectNode intent = needOpen(call);
        describe(intent, call.params(), method(call.params()));
        if (Json.text(intent, "payment_method") == null) {
            throw StripeError.state(
                    "payment_intent_unexpected_state",
                    "You cannot confirm this PaymentIntent because it's missing a payment method.");
        }
        account.payments().confirm(intent, call.params().flag("off_session", false));
        return intent;
    }

    private @Nullable String method(Params params) {
        String method = params.text("payment_method");
        return method == null ? null : Json.need(account.paymentMethods().resolve(method), "id");
    }

    private ObjectNode cancel(Call call) {
        ObjectNode intent = needOpen(call);
        intent.put("status", "canceled").put("canceled_at", account.clock().seconds());
        intent.put("cancellation_reason", call.params().text("cancellation_reason"));
        account.events().emit("payment_intent.canceled", intent);
        return intent;
    }

    private ObjectNode list(Call call) {
        String customer = call.params().text("customer");
        return account.store().list(call, KIND, one -> customer == null || Json.is(one, "customer", customer));
    }

    private ObjectNode need(Call call) {
        return need(ID, call.argument(ID));
    }

    private ObjectNode needOpen(Call call) {
        ObjectNode intent = need(call);
        String status = Json.need(intent, "status");
        if (!OPEN.contains(status)) {
            throw StripeError.state(
                    "payment_intent_unexpected_state",
                    "This PaymentIntent could not be changed because it has a status of " + status + ".");
        }
        return intent;
    }
}
