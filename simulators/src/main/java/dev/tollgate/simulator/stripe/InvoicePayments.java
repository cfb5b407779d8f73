package dev.tollgate.simulator.stripe;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/invoice_payments}: the payments of invoices, and what their outcome does to the subscription. */
final class InvoicePayments {
    private static final String KIND = "invoice_payment";
    private static final String INTENT = "payment.payment_intent";
    private static final long RETRY_AFTER_SECONDS = 3 * 24 * 60 * 60;

    private final Account account;

    InvoicePayments(Account account) {
        this.account = account;
    }

    void routes(Routes routes) {
        routes.get("/v1/invoice_payments", this::list);
        routes.get("/v1/invoice_payments/{id}", call -> account.store().need(KIND, "id", call.argument("id")));
    }

    /** An invoice's {@code payments} are there when they are asked for. */
    void prepare(ObjectNode invoice) {
        account.store().attach(invoice, "payments", Json.list("/v1/invoice_payments", List.of()));
    }

    /** Tries to pay; false if the charge was refused or there is nothing to charge. */
    boolean pay(ObjectNode invoice) {
        String method = method(invoice);
        attempt(invoice);
        if (method == null) {
            failed(invoice, null);
            return false;
        }
        return account.payments().tryConfirm(intent(invoice, method), true);
    }

    void payOrThrow(ObjectNode invoice, @Nullable String chosen, boolean offSession) {
        String method = chosen == null
                ? method(invoice)
                : Json.need(account.paymentMethods().resolve(chosen), "id");
        if (method == null) {
            throw StripeError.state(
                    "resource_missing", "There is no payment method to pay this invoice with. Set a default one.");
        }
        attempt(invoice);
        account.payments().confirm(intent(invoice, method), offSession);
    }

    /** Pays by this with the customer before the page. */
    void payPresent(ObjectNode invoice, String method) {
        attempt(invoice);
        account.payments().confirmPresent(intent(invoice, method));
    }

    @Nullable
    String openIntentOf(ObjectNode invoice) {
        return all(invoice).stream()
                .filter(payment -> Json.is(payment, "status", "open"))
                .map(payment -> Json.text(payment, INTENT))
                .findFirst()
                .orElse(null);
    }

    PaymentOutcome outcomeOf(ObjectNode invoice) {
        return new PaymentOutcome() {
            @Override
            public void succeeded(ObjectNode intent) {
                paid(invoice, intent);
            }

            @Override
            public void failed(ObjectNode intent) {
                InvoicePayments.this.failed(invoice, intent);
            }
        };
    }

    /** @param intent what it was paid by; null if nothing was to be paid, or it was paid elsewhere */
    void paid(ObjectNode invoice, @Nullable ObjectNode intent) {
        invoice.put("status", "paid").put("amount_paid", Json.number(invoice, "amount_due"));
        invoice.put("amount_remaining", 0).put("attempted", true).putNull("next_payment_attempt");
        account.invoices().transition(invoice, "paid_at");
        for (ObjectNode payment : all(invoice)) {
            if (intent != null && Json.is(payment, INTENT, Json.need(intent, "id"))) {
                payment.put("status", "paid").put("amount_paid", Json.number(invoice, "amount_due"));
            }
        }
        account.events().emit("invoice.paid", invoice);
        account.events().emit("invoice.payment_succeeded", invoice);
        account.subscriptions().paid(invoice);
    }

    private void failed(ObjectNode invoice, @Nullable ObjectNode intent) {
        if (Json.is(invoice, "collection_method", "charge_automatically")
                && Json.text(invoice, "parent.type") != null) {
            invoice.put("next_payment_attempt", account.clock().seconds() + RETRY_AFTER_SECONDS);
        }
        account.events().emit("invoice.payment_failed", invoice);
        if (intent != null && Json.is(intent, "last_payment_error.code", "authentication_required")) {
            account.events().emit("invoice.payment_action_required", invoice);
        }
        account.subscriptions().unpaid(invoice);
    }

    private static void attempt(ObjectNode invoice) {
        invoice.put("attempted", true).put("attempt_count", Json.number(invoice, "attempt_count") + 1);
    }

    private ObjectNode intent(ObjectNode invoice, String method) {
        String known = openIntentOf(invoice);
        ObjectNode intent =
                known == null ? create(invoice) : account.paymentIntents().need("payment_intent", known);
        intent.put("payment_method", method);
        return intent;
    }

    private ObjectNode create(ObjectNode invoice) {
        long amount = Json.number(invoice, "amount_due");
        String currency = Json.need(invoice, "currency");
        ObjectNode intent =
                account.paymentIntents().create(amount, currency, Json.need(invoice, "customer"), Json.object());
        intent.put("description", "Subscription update");
        account.events().emit("payment_intent.created", intent);
        account.payments().await(intent, outcomeOf(invoice));
        ObjectNode payment = account.store().create(KIND, "inpay");
        payment.put("invoice", Json.need(invoice, "id")).put("status", "open").put("currency", currency);
        payment.put("amount_requested", amount).put("amount_paid", 0).put("is_default", true);
        payment.putObject("payment").put("type", "payment_intent").put("payment_intent", Json.need(intent, "id"));
        account.store().attach(invoice, "payments", Json.list("/v1/invoice_payments", all(invoice)));
        return intent;
    }

    private List<ObjectNode> all(ObjectNode invoice) {
        return account.store().ofKind(KIND).stream()
                .filter(payment -> Json.is(payment, "invoice", Json.need(invoice, "id")))
                .toList();
    }

    private @Nullable String method(ObjectNode invoice) {
        ObjectNode subscription = account.store().find(Json.text(invoice, "parent.subscription_details.subscription"));
        String own = Json.text(invoice, "default_payment_method");
        String chosen = own != null || subscription == null ? own : Json.text(subscription, "default_payment_method");
        return chosen == null ? account.paymentMethods().defaultOf(Json.need(invoice, "customer")) : chosen;
    }

    private ObjectNode list(Call call) {
        String invoice = call.params().text("invoice");
        String intent = call.params().text(INTENT);
        return account.store()
                .list(
                        call,
                        KIND,
                        one -> (invoice == null || Json.is(one, "invoice", invoice))
                                && (intent == null || Json.is(one, INTENT, intent)));
    }
}
