package dev.tollgate.simulator.stripe;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The lines of invoices, in the shape that they have since basil: what made a line is in its {@code parent}. */
final class InvoiceLines {
    private final Account account;

    InvoiceLines(Account account) {
        this.account = account;
    }

    /** A whole period of a subscription's item. */
    ObjectNode period(ObjectNode subscription, ObjectNode item, long amount, String description) {
        ObjectNode line = line(amount, Json.need(item, "price.currency"), description);
        period(line, Json.number(item, "current_period_start"), Json.number(item, "current_period_end"));
        return ofItem(line, subscription, item, null);
    }

    /** A part of a period, from now on: what is given back for the old price, or owed for the new one. */
    ObjectNode proration(ObjectNode subscription, ObjectNode item, long amount, String description) {
        ObjectNode line = line(amount, Json.need(item, "price.currency"), description);
        period(line, account.clock().seconds(), Json.number(item, "current_period_end"));
        return ofItem(line, subscription, item, account.newId("ii"));
    }

    /** An amount that belongs to no subscription. */
    ObjectNode item(ObjectNode invoiceItem) {
        ObjectNode line = line(
                Json.number(invoiceItem, "amount"),
                Json.need(invoiceItem, "currency"),
                String.valueOf(Json.text(invoiceItem, "description")));
        period(line, Json.number(invoiceItem, "created"), Json.number(invoiceItem, "created"));
        line.set("metadata", invoiceItem.path("metadata").deepCopy());
        ObjectNode parent = line.putObject("parent").put("type", "invoice_item_details");
        parent.putObject("invoice_item_details")
                .put("invoice_item", Json.need(invoiceItem, "id"))
                .put("proration", false);
        String price = Json.text(invoiceItem, "price");
        if (price != null) {
            pricing(line, account.prices().need("price", price));
        }
        line.put("quantity", Json.number(invoiceItem, "quantity"));
        return line;
    }

    private ObjectNode line(long amount, String currency, String description) {
        ObjectNode line = Json.object().put("id", account.newId("il")).put("object", "line_item");
        line.put("amount", amount).put("subtotal", amount).put("currency", currency);
        line.put("description", description).put("livemode", false).put("discountable", true);
        line.putArray("discounts");
        line.putArray("discount_amounts");
        return line;
    }

    private static void period(ObjectNode line, long start, long end) {
        line.putObject("period").put("start", start).put("end", end);
    }

    private static void pricing(ObjectNode line, ObjectNode price) {
        ObjectNode pricing = line.putObject("pricing").put("type", "price_details");
        pricing.put("unit_amount_decimal", Json.text(price, "unit_amount_decimal"));
        pricing.putObject("price_details")
                .put("price", Json.need(price, "id"))
                .put("product", Json.need(price, "product"));
    }

    private static ObjectNode ofItem(
            ObjectNode line, ObjectNode subscription, ObjectNode item, @Nullable String invoiceItem) {
        pricing(line, (ObjectNode) item.path("price"));
        line.put("quantity", Json.number(item, "quantity"));
        line.put("subscription", Json.need(subscription, "id"));
        line.set("metadata", subscription.path("metadata").deepCopy());
        ObjectNode parent = line.putObject("parent").put("type", "subscription_item_details");
        parent.putObject("subscription_item_details")
                .put("invoice_item", invoiceItem)
                .put("proration", invoiceItem != null)
                .put("subscription", Json.need(subscription, "id"))
                .put("subscription_item", Json.need(item, "id"));
        return line;
    }
}
