package dev.tollgate.simulator.stripe;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a customer does on the page of a checkout session, and what comes of it. */
final class CheckoutPayments {
    private final Account account;
    private final Map<String, Params> asked = new HashMap<>();

    CheckoutPayments(Account account) {
        this.account = account;
    }

    /** Keeps what a session was made with, for the objects that completing it makes. */
    void asked(ObjectNode session, ObjectNode params) {
        asked.put(Json.need(session, "id"), new Params(params));
    }

    /** Sets the amounts of a session, less the coupon's part. */
    void discount(ObjectNode session, @Nullable String coupon, @Nullable String promotionCode) {
        long subtotal = 0;
        for (ObjectNode line : account.checkoutSessions().lines(session)) {
            subtotal += Json.number(line, "amount_subtotal");
            session.put("currency", Json.need(line, "currency"));
        }
        long discount = account.coupons().discount(coupon, subtotal);
        long left = discount;
        for (ObjectNode line : account.checkoutSessions().lines(session)) {
            long part = Math.min(left, Json.number(line, "amount_subtotal"));
            line.put("amount_discount", part).put("amount_total", Json.number(line, "amount_subtotal") - part);
            left -= part;
        }
        session.put("amount_subtotal", subtotal).put("amount_total", subtotal - discount);
        session.putObject("total_details")
                .put("amount_discount", discount)
                .put("amount_shipping", 0)
                .put("amount_tax", 0);
        if (coupon != null) {
            session.putArray("discounts").addObject().put("coupon", coupon).put("promotion_code", promotionCode);
        }
    }

    /** Types a promotion code on the page; nothing changes if there is no such code. */
    void typeCode(String id, String text) {
        ObjectNode session = account.checkoutSessions().needOpen(id);
        ObjectNode code = Json.flag(session, "allow_promotion_codes")
                ? account.promotionCodes().typed(text)
                : null;
        if (code != null) {
            discount(session, Json.text(code, "promotion.coupon"), Json.need(code, "id"));
        }
    }

    /**
     * Pays, subscribes or saves a card on the page.
     *
     * @throws StripeError if the card is declined; the session stays open
     */
    void pay(String id, Card card) {
        ObjectNode session = account.checkoutSessions().needOpen(id);
        ObjectNode method = account.paymentMethods().create(card);
        String customer = customer(session);
        Params params = asked.getOrDefault(id, new Params(Json.object()));
        String mode = Json.need(session, "mode");
        if (card.declines() && !mode.equals("payment")) {
            throw StripeError.state("card_declined", "Your card was declined.");
        }
        if (mode.equals("setup")) {
            setUp(session, customer, method, params);
        } else if (mode.equals("subscription")) {
            subscribe(session, need(customer), method, params);
        } else {
            purchase(session, customer, method, params);
        }
    }

    /** The money of a session that was paid by bank debit arrives, or does not. */
    void settle(String id, boolean success) {
        ObjectNode session = account.checkoutSessions().need(id);
        String intent = Json.text(session, "payment_intent");
        if (intent == null) {
            ObjectNode invoice = account.store().find(Json.text(session, "invoice"));
            intent = invoice == null ? null : account.invoices().openIntentOf(Json.need(invoice, "id"));
        }
        if (intent == null) {
            throw StripeError.state("checkout_session_unpaid", "Nothing was paid in the session " + id + ".");
        }
        account.payments().settle(account.paymentIntents().need("payment_intent", intent), success);
    }

    private void purchase(ObjectNode session, @Nullable String customer, ObjectNode method, Params params) {
        long amount = Json.number(session, "amount_total");
        if (amount == 0) {
            session.put("payment_status", "no_payment_required");
            complete(session);
            return;
        }
        Params data = params.below("payment_intent_data");
        ObjectNode intent =
                account.paymentIntents().create(amount, Json.need(session, "currency"), customer, data.metadata());
        intent.put("payment_method", Json.need(method, "id"));
        data.copyTexts(intent, "description", "setup_future_usage", "receipt_email");
        account.events().emit("payment_intent.created", intent);
        account.payments().confirmPresent(intent);
        if (customer != null && Json.text(intent, "setup_future_usage") != null) {
            account.paymentMethods().attach(Json.need(method, "id"), customer);
        }
        session.put("payment_intent", Json.need(intent, "id"));
        session.put("payment_status", Json.is(intent, "status", "succeeded") ? "paid" : "unpaid");
        complete(session);
        account.payments().await(intent, new Late(session));
    }

    private void subscribe(ObjectNode session, String customer, ObjectNode method, Params params) {
        String methodId = Json.need(method, "id");
        account.paymentMethods().attach(methodId, customer);
        account.subscriptionStart().fromCheckout(session, customer, methodId, params.below("subscription_data"));
        ObjectNode invoice = account.invoices().need("invoice", Json.need(session, "invoice"));
        boolean paid = Json.is(invoice, "status", "paid");
        boolean free = paid && Json.number(invoice, "total") == 0;
        session.put("payment_status", free ? "no_payment_required" : paid ? "paid" : "unpaid");
        complete(session);
        String intent = account.invoices().openIntentOf(Json.need(invoice, "id"));
        if (intent != null) {
            PaymentOutcome both = new Both(account.invoices().outcomeOf(invoice), new Late(session));
            account.payments().await(account.paymentIntents().need("payment_intent", intent), both);
        }
    }

    private void setUp(ObjectNode session, @Nullable String customer, ObjectNode method, Params params) {
        ObjectNode intent = account.setupIntents().succeed(customer, Json.need(method, "id"), params);
        session.put("setup_intent", Json.need(intent, "id"));
        complete(session);
    }

    private void complete(ObjectNode session) {
        session.put("status", "complete").putNull("url");
        String customer = Json.text(session, "customer");
        ObjectNode known = account.store().find(customer);
        ObjectNode details = session.putObject("customer_details");
        String email = known == null ? Json.text(session, "customer_email") : Json.text(known, "email");
        details.put("email", email == null ? "shopper@example.com" : email).put("tax_exempt", "none");
        for (ObjectNode discount : Json.each(session, "discounts")) {
            account.coupons().redeem(Json.need(discount, "coupon"));
            String code = Json.text(discount, "promotion_code");
            if (code != null) {
                account.promotionCodes().redeem(code);
            }
        }
        account.events().emit("checkout.session.completed", session);
    }

    /** The session's customer; one is made when the mode or the session asks for it. */
    private @Nullable String customer(ObjectNode session) {
        String customer = Json.text(session, "customer");
        Params params = asked.getOrDefault(Json.need(session, "id"), new Params(Json.object()));
        boolean wanted = Json.is(session, "mode", "subscription")
                || "always".equals(params.text("customer_creation"))
                || params.has("payment_intent_data.setup_future_usage");
        if (customer == null && wanted) {
            String email = Json.text(session, "customer_email");
            ObjectNode created = account.customers().create(email == null ? "shopper@example.com" : email, null);
            account.events().emit("customer.created", created);
            customer = Json.need(created, "id");
            session.put("customer", customer);
        }
        return customer;
    }

    private static String need(@Nullable String customer) {
        if (customer == null) {
            throw new IllegalStateException("A subscription has a customer.");
        }
        return customer;
    }

    private record Both(PaymentOutcome first, PaymentOutcome second) implements PaymentOutcome {
        @Override
        public void succeeded(ObjectNode intent) {
            first.succeeded(intent);
            second.succeeded(intent);
        }

        @Override
        public void failed(ObjectNode intent) {
            first.failed(intent);
            second.failed(intent);
        }
    }

    /** A completed session whose money comes later. */
    private final class Late implements PaymentOutcome {
        private final ObjectNode session;

        Late(ObjectNode session) {
            this.session = session;
        }

        @Override
        public void succeeded(ObjectNode intent) {
            session.put("payment_status", "paid");
            account.events().emit("checkout.session.async_payment_succeeded", session);
        }

        @Override
        public void failed(ObjectNode intent) {
            account.events().emit("checkout.session.async_payment_failed", session);
        }
    }
}
