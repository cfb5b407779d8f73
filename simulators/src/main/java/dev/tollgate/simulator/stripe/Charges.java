package dev.tollgate.simulator.stripe;

import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/charges}: what was taken from the customer, made by payment intents. */
final class Charges {
    private static final String KIND = "charge";

    private final Account account;

    Charges(Account account) {
        this.account = account;
    }

    void routes(Routes routes) {
        routes.get("/v1/charges", this::list);
        routes.get("/v1/charges/{charge}", call -> need(KIND, call.argument(KIND)));
    }

    ObjectNode need(String param, String id) {
        return account.store().need(KIND, param, id);
    }

    /** The charge that the customer paid by: a charge's id, or the last of a payment intent's. */
    ObjectNode paid(String chargeOrIntent) {
        String id = chargeOrIntent;
        if (chargeOrIntent.startsWith("pi_")) {
            ObjectNode intent = account.paymentIntents().need("payment_intent", chargeOrIntent);
            id = Json.text(intent, "latest_charge");
            if (id == null) {
                throw StripeError.state(
                        "payment_intent_unexpected_state",
                        "This PaymentIntent (" + chargeOrIntent + ") does not have a successful charge to refund.");
            }
        }
        ObjectNode charge = need(KIND, id);
        if (!Json.flag(charge, "paid")) {
            throw StripeError.state("charge_not_refundable", "The charge " + id + " was not paid.");
        }
        return charge;
    }

    ObjectNode create(ObjectNode intent, String status) {
        ObjectNode charge = account.store().create(KIND, "ch");
        long amount = Json.number(intent, "amount");
        charge.put("amount", amount).put("amount_captured", 0).put("amount_refunded", 0);
        charge.put("currency", Json.need(intent, "currency")).put("customer", Json.text(intent, "customer"));
        charge.put("payment_intent", Json.need(intent, "id"));
        charge.put("payment_method", Json.text(intent, "payment_method")).put("status", status);
        charge.put("paid", false).put("captured", false).put("refunded", false).put("disputed", false);
        charge.putNull("balance_transaction").putNull("failure_code").putNull("failure_message");
        charge.set("metadata", intent.path("metadata").deepCopy());
        return charge;
    }

    void pay(ObjectNode charge) {
        long amount = Json.number(charge, "amount");
        ObjectNode booked =
                account.balance().book(KIND, Json.need(charge, "id"), amount, Json.need(charge, "currency"));
        charge.put("status", "succeeded").put("paid", true).put("captured", true);
        charge.put("amount_captured", amount).put("balance_transaction", Json.need(booked, "id"));
    }

    private ObjectNode list(Call call) {
        String intent = call.params().text("payment_intent");
        String customer = call.params().text("customer");
        return account.store()
                .list(
                        call,
                        KIND,
                        one -> (intent == null || Json.is(one, "payment_intent", intent))
                                && (customer == null || Json.is(one, "customer", customer)));
    }
}
