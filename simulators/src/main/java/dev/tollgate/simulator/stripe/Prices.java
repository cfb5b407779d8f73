package dev.tollgate.simulator.stripe;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/prices}: one-time and recurring, per unit. Amounts are in the currency's smallest unit. */
final class Prices {
    private static final String KIND = "price";

    private final Account account;

    Prices(Account account) {
        this.account = account;
    }

    void routes(Routes routes) {
        routes.post("/v1/prices", this::create);
        routes.get("/v1/prices", this::list);
        routes.get("/v1/prices/{price}", call -> need(KIND, call.argument(KIND)));
        routes.post("/v1/prices/{price}", this::update);
    }

    ObjectNode need(String param, String id) {
        return account.store().need(KIND, param, id);
    }

    /** The price that the parameters of an item name by {@code price} or describe as {@code price_data}. */
    ObjectNode of(Params item) {
        if (!item.has("price_data")) {
            return need(item.name(KIND), item.need(KIND));
        }
        Params data = item.below("price_data");
        String product = data.text("product");
        if (product == null) {
            product = Json.need(account.products().create(data.below("product_data")), "id");
        }
        return create(product, data);
    }

    ObjectNode create(String product, Params params) {
        String currency = params.need("currency").toLowerCase(Locale.ROOT);
        Long amount = params.number("unit_amount");
        if (amount == null && params.text("unit_amount_decimal") == null) {
            throw StripeError.missing(params.name("unit_amount"));
        }
        ObjectNode price = account.store().create(KIND, KIND);
        price.put("active", params.flag("active", true)).put("billing_scheme", "per_unit");
        price.put("currency", currency);
        price.put("product", Json.need(account.products().need(params.name("product"), product), "id"));
        price.put("unit_amount", amount);
        price.put("unit_amount_decimal", params.text("unit_amount_decimal", String.valueOf(amount)));
        price.put("tax_behavior", params.text("tax_behavior", "unspecified"));
        price.putNull("lookup_key").putNull("nickname");
        params.copyTexts(price, "lookup_key", "nickname");
        price.set("metadata", params.metadata());
        recurring(price, params.has("recurring") ? params.below("recurring") : null);
        account.events().emit("price.created", price);
        return price;
    }

    private static void recurring(ObjectNode price, @Nullable Params recurring) {
        price.put("type", recurring == null ? "one_time" : "recurring");
        if (recurring == null) {
            price.putNull("recurring");
            return;
        }
        ObjectNode interval = price.putObject("recurring");
        interval.put("interval", recurring.need("interval"));
        interval.put("interval_count", recurring.number("interval_count", 1));
        interval.put("usage_type", "licensed").put("trial_period_days", recurring.number("trial_period_days"));
    }

    private ObjectNode create(Call call) {
        Params params = call.params();
        if (!params.has("product") && !params.has("product_data")) {
            throw StripeError.missing("product");
        }
        String product = params.has("product")
                ? params.need("product")
                : Json.need(account.products().create(params.below("product_data")), "id");
        return create(product, params);
    }

    private ObjectNode update(Call call) {
        ObjectNode price = need(KIND, call.argument(KIND));
        Params params = call.params();
        price.put("active", params.flag("active", Json.flag(price, "active")));
        params.copyTexts(price, "nickname", "lookup_key");
        price.set("metadata", params.metadata(price.path("metadata")));
        account.events().emit("price.updated", price);
        return price;
    }

    private ObjectNode list(Call call) {
        Params params = call.params();
        String product = params.text("product");
        String type = params.text("type");
        List<String> keys = params.texts("lookup_keys");
        return account.store()
                .list(
                        call,
                        KIND,
                        one -> (product == null || Json.is(one, "product", product))
                                && (type == null || Json.is(one, "type", type))
                                && (keys.isEmpty() || keys.contains(String.valueOf(Json.text(one, "lookup_key"))))
                                && (!params.has("active") || params.flag("active", true) == Json.flag(one, "active")));
    }
}
