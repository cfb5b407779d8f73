package dev.tollgate.simulator.stripe;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/invoiceitems}: single amounts for a draft, or for the customer's next invoice. */
final class InvoiceItems {
    private static final String KIND = "invoiceitem";

    private final Account account;

    InvoiceItems(Account account) {
        this.account = account;
    }

    void routes(Routes routes) {
        routes.post("/v1/invoiceitems", this::create);
        routes.get("/v1/invoiceitems", call -> account.store().list(call, KIND, one -> true));
        routes.get("/v1/invoiceitems/{id}", call -> account.store().need(KIND, "id", call.argument("id")));
    }

    /** The items of a customer that no invoice has; they are taken with this. */
    static List<ObjectNode> pending(Account account, String customer) {
        List<ObjectNode> pending = account.store().ofKind(KIND).stream()
                .filter(one -> Json.is(one, "customer", customer) && !Json.flag(one, "taken"))
                .toList();
        pending.forEach(one -> one.put("taken", true));
        return pending;
    }

    private ObjectNode create(Call call) {
        Params params = call.params();
        String customer = Json.need(account.customers().need("customer", params.need("customer")), "id");
        ObjectNode item = account.store().create(KIND, "ii");
        long quantity = params.number("quantity", 1);
        item.put("customer", customer).put("quantity", quantity).putNull("price");
        String id = params.text("pricing.price");
        if (id != null) {
            ObjectNode price = account.prices().need("pricing[price]", id);
            item.put("price", id).put("currency", Json.need(price, "currency"));
            item.put("amount", Json.number(price, "unit_amount") * quantity);
        } else {
            item.put("amount", params.needNumber("amount")).put("currency", params.text("currency", "usd"));
        }
        item.put("description", params.text("description"));
        item.set("metadata", params.metadata());
        account.events().emit("invoiceitem.created", item);
        String draft = params.text("invoice");
        if (draft != null) {
            item.put("invoice", draft).put("taken", true);
            ObjectNode invoice = account.invoices().need("invoice", draft);
            List<ObjectNode> lines = new ArrayList<>(Json.each(invoice, "lines"));
            lines.add(account.invoices().lines().item(item));
            account.invoices().setLines(invoice, lines);
        }
        return item;
    }
}
