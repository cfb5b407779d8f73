package dev.tollgate.simulator.stripe;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Charges payment intents as their cards behave, and tells who waits for the outcome. */
final class Payments {
    private final Account account;
    private final Map<String, PaymentOutcome> waiting = new HashMap<>();

    Payments(Account account) {
        this.account = account;
    }

    /** Says who shall hear how this intent ends. */
    void await(ObjectNode intent, PaymentOutcome outcome) {
        waiting.put(Json.need(intent, "id"), outcome);
    }

    /**
     * Charges an intent, for which a payment method is set.
     *
     * @throws StripeError if the card is declined, or wants the customer who is not there
     */
    void confirm(ObjectNode intent, boolean offSession) {
        Card card = account.paymentMethods().cardOf(Json.need(intent, "payment_method"));
        if (card.declines()) {
            throw declined(intent, "card_declined", card.declineCode(), "Your card was declined.");
        }
        if (card == Card.BANK_DEBIT) {
            process(intent);
        } else if (card != Card.AUTHENTICATION_REQUIRED) {
            succeed(intent);
        } else if (offSession) {
            throw declined(
                    intent,
                    "authentication_required",
                    "authentication_required",
                    "Your card was declined. This transaction requires authentication.");
        } else {
            intent.put("status", "requires_action");
            intent.putObject("next_action").put("type", "use_stripe_sdk");
            account.events().emit("payment_intent.requires_action", intent);
        }
    }

    /** The same with the customer before the page, who does what the bank asks for. */
    void confirmPresent(ObjectNode intent) {
        confirm(intent, false);
        if (Json.is(intent, "status", "requires_action")) {
            settle(intent, true);
        }
    }

    /** The same without an exception: false if it was declined. */
    boolean tryConfirm(ObjectNode intent, boolean offSession) {
        try {
            confirm(intent, offSession);
            return true;
        } catch (StripeError e) {
            return false;
        }
    }

    /** Ends a payment that is processing or waits for the customer's action. */
    void settle(ObjectNode intent, boolean success) {
        String status = Json.need(intent, "status");
        if (!status.equals("processing") && !status.equals("requires_action")) {
            throw StripeError.state(
                    "payment_intent_unexpected_state",
                    "The payment " + Json.need(intent, "id") + " is " + status + "; nothing of it is open.");
        }
        if (success) {
            succeed(intent);
        } else {
            fail(intent, "payment_intent_payment_attempt_failed", "generic_decline", "The payment failed.");
        }
    }

    private void process(ObjectNode intent) {
        ObjectNode charge = account.charges().create(intent, "pending");
        intent.put("status", "processing").put("latest_charge", Json.need(charge, "id"));
        account.events().emit("charge.pending", charge);
        account.events().emit("payment_intent.processing", intent);
    }

    private void succeed(ObjectNode intent) {
        ObjectNode open = account.store().find(Json.text(intent, "latest_charge"));
        boolean pending = open != null && Json.is(open, "status", "pending");
        ObjectNode charge = pending && open != null ? open : account.charges().create(intent, "pending");
        account.charges().pay(charge);
        intent.put("status", "succeeded").put("amount_received", Json.number(intent, "amount"));
        intent.put("latest_charge", Json.need(charge, "id"));
        intent.putNull("next_action").putNull("last_payment_error");
        account.events().emit("charge.succeeded", charge);
        account.events().emit("payment_intent.succeeded", intent);
        outcome(intent).succeeded(intent);
    }

    private StripeError declined(ObjectNode intent, String code, String declineCode, String message) {
        fail(intent, code, declineCode, message);
        return StripeError.card(code, declineCode, message, intent);
    }

    private void fail(ObjectNode intent, String code, String declineCode, String message) {
        ObjectNode open = account.store().find(Json.text(intent, "latest_charge"));
        boolean pending = open != null && Json.is(open, "status", "pending");
        ObjectNode charge = pending && open != null ? open : account.charges().create(intent, "failed");
        charge.put("status", "failed").put("failure_code", code).put("failure_message", message);
        ObjectNode error = intent.putObject("last_payment_error");
        error.put("type", "card_error")
                .put("code", code)
                .put("decline_code", declineCode)
                .put("message", message);
        intent.put("status", "requires_payment_method").put("latest_charge", Json.need(charge, "id"));
        intent.putNull("next_action");
        account.events().emit("charge.failed", charge);
        account.events().emit("payment_intent.payment_failed", intent);
        outcome(intent).failed(intent);
    }

    private PaymentOutcome outcome(ObjectNode intent) {
        return waiting.getOrDefault(Json.need(intent, "id"), PaymentOutcome.NOBODY);
    }
}
