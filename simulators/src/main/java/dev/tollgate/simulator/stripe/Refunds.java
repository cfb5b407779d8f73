package dev.tollgate.simulator.stripe;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/refunds}: money given back, all or a part; one can fail later. */
final class Refunds {
    private static final String KIND = "refund";
    private static final Set<String> REASONS = Set.of("duplicate", "fraudulent", "requested_by_customer");

    private final Account account;

    Refunds(Account account) {
        this.account = account;
    }

    void routes(Routes routes) {
        routes.post("/v1/refunds", this::create);
        routes.get("/v1/refunds", this::list);
        routes.get("/v1/refunds/{refund}", call -> need(call.argument(KIND)));
        routes.post("/v1/refunds/{refund}", this::update);
    }

    /**
     * Gives money back.
     *
     * @param chargeOrIntent what was paid
     * @param amount in the currency's smallest unit; null = all that is left
     */
    ObjectNode create(String chargeOrIntent, @Nullable Long amount, @Nullable String reason, ObjectNode metadata) {
        ObjectNode charge = account.charges().paid(chargeOrIntent);
        String id = Json.need(charge, "id");
        long left = Json.number(charge, "amount") - Json.number(charge, "amount_refunded");
        if (left == 0) {
            throw StripeError.state("charge_already_refunded", "Charge " + id + " has already been refunded.");
        }
        if (Json.flag(charge, "disputed") && !Json.flag(charge, "refundable_dispute")) {
            throw StripeError.state("charge_disputed", "The charge " + id + " has been charged back; cannot refund.");
        }
        long back = amount == null ? left : amount;
        if (back < 1 || back > left) {
            throw StripeError.invalid(
                    "parameter_invalid_integer",
                    "amount",
                    "Refund amount (" + back + ") is greater than unrefunded amount on charge (" + left + ")");
        }
        ObjectNode refund = account.store().create(KIND, "re");
        String currency = Json.need(charge, "currency");
        refund.put("amount", back).put("charge", id).put("currency", currency).put("reason", reason);
        refund.put("payment_intent", Json.text(charge, "payment_intent")).put("status", "succeeded");
        refund.set("metadata", metadata);
        ObjectNode booked = account.balance().book(KIND, Json.need(refund, "id"), -back, currency);
        refund.put("balance_transaction", Json.need(booked, "id")).putNull("failure_reason");
        count(charge, back);
        account.events().emit("refund.created", refund);
        account.events().emit("charge.refunded", charge);
        return refund;
    }

    /** The bank sends a refund back; the customer has paid after all. */
    ObjectNode fail(String id) {
        ObjectNode refund = need(id);
        if (!Json.is(refund, "status", "succeeded")) {
            throw StripeError.state("refund_not_open", "The refund " + id + " has failed already.");
        }
        ObjectNode charge = account.charges().need("charge", Json.need(refund, "charge"));
        long amount = Json.number(refund, "amount");
        ObjectNode booked = account.balance().book("refund_failure", id, amount, Json.need(refund, "currency"));
        refund.put("status", "failed").put("failure_reason", "lost_or_stolen_card");
        refund.put("failure_balance_transaction", Json.need(booked, "id"));
        count(charge, -amount);
        account.events().emit("refund.updated", refund);
        account.events().emit("refund.failed", refund);
        account.events().emit("charge.refund.updated", refund);
        return refund;
    }

    private static void count(ObjectNode charge, long amount) {
        long refunded = Json.number(charge, "amount_refunded") + amount;
        charge.put("amount_refunded", refunded).put("refunded", refunded == Json.number(charge, "amount"));
    }

    private ObjectNode create(Call call) {
        Params params = call.params();
        String paid = params.text("payment_intent");
        String reason = params.text("reason");
        if (reason != null && !REASONS.contains(reason)) {
            throw StripeError.invalid("parameter_invalid_enum", "reason", "reason is one of " + REASONS);
        }
        return create(paid == null ? params.need("charge") : paid, params.number("amount"), reason, params.metadata());
    }

    private ObjectNode update(Call call) {
        ObjectNode refund = need(call.argument(KIND));
        refund.set("metadata", call.params().metadata(refund.path("metadata")));
        account.events().emit("refund.updated", refund);
        return refund;
    }

    private ObjectNode list(Call call) {
        String intent = call.params().text("payment_intent");
        String charge = call.params().text("charge");
        return account.store()
                .list(
                        call,
                        KIND,
                        one -> (intent == null || Json.is(one, "payment_intent", intent))
                                && (charge == null || Json.is(one, "charge", charge)));
    }

    private ObjectNode need(String id) {
        return account.store().need(KIND, KIND, id);
    }
}
