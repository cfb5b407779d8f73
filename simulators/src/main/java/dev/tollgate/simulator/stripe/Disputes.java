package dev.tollgate.simulator.stripe;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/disputes} and {@code /v1/radar/early_fraud_warnings}: what banks say about a charge. */
final class Disputes {
    private static final String KIND = "dispute";
    private static final String WARNING = "radar.early_fraud_warning";

    private final Account account;

    Disputes(Account account) {
        this.account = account;
    }

    void routes(Routes routes) {
        routes.get("/v1/disputes", call -> list(call, KIND));
        routes.get("/v1/disputes/{dispute}", call -> need(call.argument(KIND)));
        routes.post("/v1/disputes/{dispute}", this::update);
        routes.post("/v1/disputes/{dispute}/close", call -> close(call.argument(KIND), false));
        routes.get("/v1/radar/early_fraud_warnings", call -> list(call, WARNING));
        routes.get("/v1/radar/early_fraud_warnings/{warning}", call -> account.store()
                .need(WARNING, "early_fraud_warning", call.argument("warning")));
    }

    /**
     * A customer disputes a charge at the bank.
     *
     * @param amount in the currency's smallest unit; null = the whole charge
     * @param inquiry whether the bank only asks, and takes nothing yet
     */
    ObjectNode create(String chargeOrIntent, @Nullable Long amount, boolean inquiry) {
        ObjectNode charge = account.charges().paid(chargeOrIntent);
        ObjectNode dispute = account.store().create(KIND, "du");
        dispute.put("amount", amount == null ? Json.number(charge, "amount") : amount);
        dispute.put("charge", Json.need(charge, "id")).put("currency", Json.need(charge, "currency"));
        dispute.put("payment_intent", Json.text(charge, "payment_intent")).put("reason", "fraudulent");
        dispute.put("status", inquiry ? "warning_needs_response" : "needs_response");
        dispute.put("is_charge_refundable", inquiry);
        dispute.putArray("balance_transactions");
        charge.put("disputed", true).put("refundable_dispute", inquiry);
        account.events().emit("charge.dispute.created", dispute);
        return dispute;
    }

    /** The bank takes the money; an inquiry becomes a dispute with that. */
    ObjectNode withdraw(String id) {
        ObjectNode dispute = need(id);
        if (Json.need(dispute, "status").startsWith("warning")) {
            dispute.put("status", "needs_response");
            refundable(dispute, false);
        }
        book(dispute, -Json.number(dispute, "amount"));
        account.events().emit("charge.dispute.funds_withdrawn", dispute);
        return dispute;
    }

    /** The bank gives the money back. */
    ObjectNode reinstate(String id) {
        ObjectNode dispute = need(id);
        book(dispute, Json.number(dispute, "amount"));
        account.events().emit("charge.dispute.funds_reinstated", dispute);
        return dispute;
    }

    /** The bank decides; an inquiry is only closed. */
    ObjectNode close(String id, boolean won) {
        ObjectNode dispute = need(id);
        boolean inquiry = Json.need(dispute, "status").startsWith("warning");
        dispute.put("status", inquiry ? "warning_closed" : won ? "won" : "lost");
        if (won && !inquiry) {
            refundable(dispute, true);
        }
        if (inquiry) {
            account.charges().need("charge", Json.need(dispute, "charge")).put("disputed", false);
        }
        account.events().emit("charge.dispute.closed", dispute);
        return dispute;
    }

    /** A card's issuer warns that a charge may be fraud. */
    ObjectNode warn(String chargeOrIntent) {
        ObjectNode charge = account.charges().paid(chargeOrIntent);
        ObjectNode warning = account.store().create(WARNING, "issfr");
        warning.remove("metadata");
        warning.put("actionable", true).put("charge", Json.need(charge, "id"));
        warning.put("payment_intent", Json.text(charge, "payment_intent")).put("fraud_type", "misc");
        account.events().emit("radar.early_fraud_warning.created", warning);
        return warning;
    }

    private void refundable(ObjectNode dispute, boolean may) {
        dispute.put("is_charge_refundable", may);
        account.charges().need("charge", Json.need(dispute, "charge")).put("refundable_dispute", may);
    }

    private void book(ObjectNode dispute, long amount) {
        ObjectNode booked =
                account.balance().book("adjustment", Json.need(dispute, "id"), amount, Json.need(dispute, "currency"));
        ((ArrayNode) dispute.path("balance_transactions")).add(booked.deepCopy());
    }

    private ObjectNode update(Call call) {
        ObjectNode dispute = need(call.argument(KIND));
        dispute.set("metadata", call.params().metadata(dispute.path("metadata")));
        if (call.params().flag("submit", false)) {
            boolean inquiry = Json.need(dispute, "status").startsWith("warning");
            dispute.put("status", inquiry ? "warning_under_review" : "under_review");
        }
        account.events().emit("charge.dispute.updated", dispute);
        return dispute;
    }

    private ObjectNode list(Call call, String kind) {
        String intent = call.params().text("payment_intent");
        String charge = call.params().text("charge");
        return account.store()
                .list(
                        call,
                        kind,
                        one -> (intent == null || Json.is(one, "payment_intent", intent))
                                && (charge == null || Json.is(one, "charge", charge)));
    }

    private ObjectNode need(String id) {
        return account.store().need(KIND, KIND, id);
    }
}
