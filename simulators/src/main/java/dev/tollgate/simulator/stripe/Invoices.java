package dev.tollgate.simulator.stripe;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/invoices}. How they are paid is in {@link InvoicePayments}. */
final class Invoices {
    private static final String KIND = "invoice";

    private final Account account;
    private final InvoiceLines lines;
    private final InvoicePayments payments;

    Invoices(Account account) {
        this.account = account;
        this.lines = new InvoiceLines(account);
        this.payments = new InvoicePayments(account);
    }

    void routes(Routes routes) {
        routes.post("/v1/invoices", this::create);
        routes.get("/v1/invoices", this::list);
        routes.get("/v1/invoices/{invoice}", this::need);
        routes.post("/v1/invoices/{invoice}", this::update);
        routes.get("/v1/invoices/{invoice}/lines", this::lines);
        routes.post("/v1/invoices/{invoice}/finalize", call -> finish(needDraft(call)));
        routes.post("/v1/invoices/{invoice}/pay", this::pay);
        routes.post("/v1/invoices/{invoice}/void", call -> end(needOpen(call), "void", "voided"));
        routes.post(
                "/v1/invoices/{invoice}/mark_uncollectible",
                call -> end(needOpen(call), "uncollectible", "marked_uncollectible"));
        payments.routes(routes);
    }

    InvoiceLines lines() {
        return lines;
    }

    InvoicePayments payments() {
        return payments;
    }

    ObjectNode need(String param, String id) {
        return account.store().need(KIND, param, id);
    }

    /** The payment intent of an invoice that is not paid yet, or null. */
    @Nullable
    String openIntentOf(String invoice) {
        return payments.openIntentOf(need(KIND, invoice));
    }

    PaymentOutcome outcomeOf(ObjectNode invoice) {
        return payments.outcomeOf(invoice);
    }

    /**
     * A draft with these lines.
     *
     * @param reason why it was made, such as {@code subscription_cycle}
     */
    ObjectNode draft(String customer, @Nullable ObjectNode subscription, String reason, List<ObjectNode> content) {
        ObjectNode invoice = account.store().create(KIND, "in");
        invoice.put("customer", customer).put("billing_reason", reason).put("status", "draft");
        invoice.put("collection_method", "charge_automatically").put("auto_advance", subscription != null);
        invoice.put("attempt_count", 0).put("attempted", false).put("currency", "usd");
        invoice.put("period_start", account.clock().seconds())
                .put("period_end", account.clock().seconds());
        invoice.putObject("status_transitions");
        invoice.putNull("parent").putNull("next_payment_attempt").putNull("number");
        if (subscription != null) {
            ObjectNode parent = invoice.putObject("parent").put("type", "subscription_details");
            ObjectNode details = parent.putObject("subscription_details");
            details.put("subscription", Json.need(subscription, "id"));
            details.set("metadata", subscription.path("metadata").deepCopy());
            subscription.put("latest_invoice", Json.need(invoice, "id"));
        }
        setLines(invoice, content);
        payments.prepare(invoice);
        return invoice;
    }

    void setLines(ObjectNode invoice, List<ObjectNode> content) {
        String id = Json.need(invoice, "id");
        long total = 0;
        for (ObjectNode line : content) {
            line.put(KIND, id);
            total += Json.number(line, "amount");
            invoice.put("currency", Json.need(line, "currency"));
        }
        invoice.set("lines", Json.list("/v1/invoices/" + id + "/lines", content));
        total(invoice, total, 0);
    }

    /**
     * Takes a coupon off the lines that are not prorations, whose amounts are less a coupon already. The lines keep their
     * amounts, as at Stripe, and say what is taken off.
     */
    void discount(ObjectNode invoice, @Nullable String coupon) {
        List<ObjectNode> whole = Json.each(invoice, "lines").stream()
                .filter(line -> !Json.flag(line, "parent.subscription_item_details.proration"))
                .toList();
        long all = whole.stream().mapToLong(line -> Json.number(line, "amount")).sum();
        long discount = account.coupons().discount(coupon, all);
        total(invoice, Json.number(invoice, "subtotal"), discount);
        if (discount > 0) {
            invoice.putArray("total_discount_amounts").addObject().put("amount", discount);
        }
        long left = discount;
        for (ObjectNode line : whole) {
            long part = Math.min(left, Json.number(line, "amount"));
            left -= part;
            if (part > 0) {
                line.putArray("discount_amounts")
                        .addObject()
                        .put("amount", part)
                        .put("discount", "di_" + coupon);
            }
        }
    }

    private static void total(ObjectNode invoice, long subtotal, long discount) {
        long total = subtotal - discount;
        invoice.put("subtotal", subtotal).put("total", total).put("amount_paid", 0);
        invoice.put("subtotal_excluding_tax", subtotal).put("total_excluding_tax", total);
        invoice.put("amount_due", Math.max(0, total)).put("amount_remaining", Math.max(0, total));
    }

    /** Makes a draft final; one with nothing to pay is paid with that. */
    ObjectNode finish(ObjectNode invoice) {
        account.events().emit("invoice.created", invoice);
        ObjectNode customer = account.customers().need("customer", Json.need(invoice, "customer"));
        long balance = Json.number(customer, "balance");
        long total = Json.number(invoice, "total");
        long due = Math.max(0, total + balance);
        customer.put("balance", Math.min(0, total + balance));
        invoice.put("starting_balance", balance).put("ending_balance", Json.number(customer, "balance"));
        invoice.put("amount_due", due).put("amount_remaining", due).put("status", "open");
        String id = Json.need(invoice, "id");
        invoice.put("number", "SIM-" + id.substring(id.length() - 6));
        invoice.put("hosted_invoice_url", account.url() + "/invoice/" + id);
        transition(invoice, "finalized_at");
        account.events().emit("invoice.finalized", invoice);
        if (due == 0) {
            payments.paid(invoice, null);
        }
        return invoice;
    }

    /** Ends an invoice unpaid: {@code void} or {@code uncollectible}. */
    ObjectNode end(ObjectNode invoice, String status, String event) {
        invoice.put("status", status).putNull("next_payment_attempt");
        transition(invoice, event + "_at");
        account.events().emit("invoice." + event, invoice);
        return invoice;
    }

    void transition(ObjectNode invoice, String name) {
        ((ObjectNode) invoice.path("status_transitions"))
                .put(name, account.clock().seconds());
    }

    private ObjectNode create(Call call) {
        Params params = call.params();
        String customer = Json.need(account.customers().need("customer", params.need("customer")), "id");
        List<ObjectNode> pending = new ArrayList<>();
        if (!"exclude".equals(params.text("pending_invoice_items_behavior", "exclude"))) {
            for (ObjectNode item : InvoiceItems.pending(account, customer)) {
                pending.add(lines.item(item));
            }
        }
        ObjectNode invoice = draft(customer, null, "manual", pending);
        invoice.put("auto_advance", params.flag("auto_advance", false));
        params.copyTexts(invoice, "description", "currency", "default_payment_method", "collection_method");
        invoice.set("metadata", params.metadata());
        return invoice;
    }

    private ObjectNode update(Call call) {
        ObjectNode invoice = need(call);
        call.params().copyTexts(invoice, "description", "default_payment_method");
        invoice.set("metadata", call.params().metadata(invoice.path("metadata")));
        account.events().emit("invoice.updated", invoice);
        return invoice;
    }

    private ObjectNode pay(Call call) {
        ObjectNode invoice = needOpen(call);
        Params params = call.params();
        if (params.flag("paid_out_of_band", false)) {
            payments.paid(invoice, null);
            return invoice;
        }
        payments.payOrThrow(invoice, params.text("payment_method"), params.flag("off_session", true));
        return invoice;
    }

    private ObjectNode lines(Call call) {
        List<ObjectNode> content = Json.each(need(call), "lines");
        Collections.reverse(content);
        return ObjectStore.page(call, content, line -> true);
    }

    private ObjectNode list(Call call) {
        Params params = call.params();
        String customer = params.text("customer");
        String subscription = params.text("subscription");
        String status = params.text("status");
        return account.store()
                .list(
                        call,
                        KIND,
                        one -> (customer == null || Json.is(one, "customer", customer))
                                && (status == null || Json.is(one, "status", status))
                                && (subscription == null
                                        || Json.is(one, "parent.subscription_details.subscription", subscription)));
    }

    private ObjectNode need(Call call) {
        return need(KIND, call.argument(KIND));
    }

    private ObjectNode needDraft(Call call) {
        return needStatus(call, "draft");
    }

    private ObjectNode needOpen(Call call) {
        ObjectNode invoice = need(call);
        return Json.is(invoice, "status", "draft") ? finish(invoice) : needStatus(call, "open");
    }

    private ObjectNode needStatus(Call call, String status) {
        ObjectNode invoice = need(call);
        if (!Json.is(invoice, "status", status)) {
            throw StripeError.state(
                    "invoice_not_editable", "The invoice is " + Json.need(invoice, "status") + ", not " + status + ".");
        }
        return invoice;
    }
}
