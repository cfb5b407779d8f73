package dev.tollgate.simulator.stripe;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/checkout/sessions}. How a customer ends one is in {@link CheckoutPayments}. */
final class CheckoutSessions {
    private static final String KIND = "checkout.session";
    private static final String ID = "session";
    private static final long OPEN_SECONDS = 24 * 60 * 60;
    private static final Set<String> MODES = Set.of("payment", "subscription", "setup");

    private final Account account;

    CheckoutSessions(Account account) {
        this.account = account;
    }

    void routes(Routes routes) {
        routes.post("/v1/checkout/sessions", this::create);
        routes.get("/v1/checkout/sessions", this::list);
        routes.get("/v1/checkout/sessions/{session}", this::need);
        routes.post("/v1/checkout/sessions/{session}", this::update);
        routes.post("/v1/checkout/sessions/{session}/expire", this::expire);
        routes.get("/v1/checkout/sessions/{session}/line_items", this::lineItems);
    }

    ObjectNode need(String id) {
        return account.store().need(KIND, ID, id);
    }

    ObjectNode needOpen(String id) {
        ObjectNode session = need(id);
        if (!Json.is(session, "status", "open")) {
            throw StripeError.state(
                    "checkout_session_not_open",
                    "The session " + id + " is " + Json.need(session, "status") + ", not open.");
        }
        return session;
    }

    List<ObjectNode> lines(ObjectNode session) {
        return Json.each(account.store().attached(session, "line_items"), "data");
    }

    /** Ends what has been open for a day. */
    void expireDue() {
        for (ObjectNode session : account.store().ofKind(KIND)) {
            if (Json.is(session, "status", "open")
                    && Json.number(session, "expires_at") <= account.clock().seconds()) {
                expire(session);
            }
        }
    }

    ObjectNode expire(ObjectNode session) {
        session.put("status", "expired").putNull("url");
        account.events().emit("checkout.session.expired", session);
        return session;
    }

    private ObjectNode create(Call call) {
        Params params = call.params();
        String mode = params.text("mode", "payment");
        if (!MODES.contains(mode)) {
            throw StripeError.invalid("parameter_invalid_enum", "mode", "mode is one of " + MODES);
        }
        params.need("success_url");
        String customer = params.text("customer");
        if (customer != null) {
            account.customers().need("customer", customer);
        }
        String coupon = account.coupons().of(params.each("discounts"));
        if (coupon != null && params.has("allow_promotion_codes")) {
            throw StripeError.invalid(
                    "parameters_exclusive",
                    "discounts",
                    "You may only specify one of: allow_promotion_codes, discounts.");
        }
        List<Params> items = params.each("line_items");
        if (items.isEmpty() && !mode.equals("setup")) {
            throw StripeError.missing("line_items");
        }
        ObjectNode session = account.store().create(KIND, "cs_test");
        describe(session, params, mode);
        account.store().attach(session, "line_items", items(session, items, params));
        account.checkoutPayments().asked(session, params.raw());
        String code = coupon == null ? null : params.each("discounts").get(0).text("promotion_code");
        account.checkoutPayments().discount(session, coupon, code);
        return session;
    }

    private void describe(ObjectNode session, Params params, String mode) {
        long now = account.clock().seconds();
        session.put("mode", mode).put("status", "open");
        session.put("payment_status", mode.equals("setup") ? "no_payment_required" : "unpaid");
        session.put("expires_at", params.number("expires_at", now + OPEN_SECONDS));
        session.put("allow_promotion_codes", params.flag("allow_promotion_codes", false));
        session.put("ui_mode", params.text("ui_mode", "hosted_page"));
        session.put("url", account.url() + "/pay/" + Json.need(session, "id"));
        session.putNull("customer")
                .putNull("payment_intent")
                .putNull("subscription")
                .putNull("setup_intent");
        session.putNull("invoice").putNull("client_reference_id").putNull("customer_email");
        params.copyTexts(
                session, "customer", "customer_email", "client_reference_id", "success_url", "cancel_url", "locale");
        session.putArray("payment_method_types").add("card");
        session.set("metadata", params.metadata());
    }

    /** What is to be paid at once: nothing where a trial begins. */
    private ObjectNode items(ObjectNode session, List<Params> items, Params params) {
        String mode = Json.need(session, "mode");
        Params subscription = params.below("subscription_data");
        boolean trial = subscription.has("trial_period_days") || subscription.has("trial_end");
        String id = Json.need(session, "id");
        List<ObjectNode> lines = new ArrayList<>();
        for (Params item : items) {
            ObjectNode price = account.prices().of(item);
            if (mode.equals("payment") && Json.is(price, "type", "recurring")) {
                throw StripeError.invalid(
                        "parameter_invalid",
                        item.name("price"),
                        "You specified `payment` mode but passed a recurring price.");
            }
            long quantity = item.number("quantity", 1);
            long amount = trial ? 0 : Json.number(price, "unit_amount") * quantity;
            ObjectNode line = Json.object().put("id", account.newId("li")).put("object", "item");
            line.put("quantity", quantity).put("currency", Json.need(price, "currency"));
            line.put("amount_subtotal", amount).put("amount_discount", 0).put("amount_tax", 0);
            line.put("amount_total", amount);
            ObjectNode product = account.products().need("product", Json.need(price, "product"));
            line.put("description", Json.text(product, "name"));
            line.set("price", price.deepCopy());
            lines.add(line);
        }
        return Json.list("/v1/checkout/sessions/" + id + "/line_items", lines);
    }

    private ObjectNode update(Call call) {
        ObjectNode session = need(call);
        session.set("metadata", call.params().metadata(session.path("metadata")));
        return session;
    }

    private ObjectNode expire(Call call) {
        return expire(needOpen(call.argument(ID)));
    }

    private ObjectNode lineItems(Call call) {
        List<ObjectNode> lines = new ArrayList<>(lines(need(call)));
        Collections.reverse(lines);
        return ObjectStore.page(call, lines, line -> true);
    }

    private ObjectNode list(Call call) {
        Params params = call.params();
        return account.store()
                .list(
                        call,
                        KIND,
                        one -> fits(params, one, "payment_intent")
                                && fits(params, one, "subscription")
                                && fits(params, one, "status")
                                && fits(params, one, "customer"));
    }

    private static boolean fits(Params params, ObjectNode session, String name) {
        String wanted = params.text(name);
        return wanted == null || Json.is(session, name, wanted);
    }

    private ObjectNode need(Call call) {
        return need(call.argument(ID));
    }
}
