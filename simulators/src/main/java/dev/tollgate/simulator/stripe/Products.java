package dev.tollgate.simulator.stripe;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/products}. */
final class Products {
    private static final String KIND = "product";

    private final Account account;

    Products(Account account) {
        this.account = account;
    }

    void routes(Routes routes) {
        routes.post("/v1/products", this::create);
        routes.get("/v1/products", this::list);
        routes.get("/v1/products/{id}", call -> need("id", call.argument("id")));
        routes.post("/v1/products/{id}", this::update);
        routes.delete("/v1/products/{id}", this::delete);
    }

    ObjectNode need(String param, String id) {
        return account.store().need(KIND, param, id);
    }

    ObjectNode create(Params params) {
        String name = params.need("name");
        String id = params.text("id");
        if (id != null && account.store().find(id) != null) {
            throw StripeError.state("resource_already_exists", "Product already exists.");
        }
        ObjectNode product = id == null
                ? account.store().create(KIND, "prod")
                : account.store().createAs(KIND, id);
        product.put("name", name).put("type", "service");
        product.put("updated", account.clock().seconds());
        product.put("active", params.flag("active", true));
        product.putNull("description").putNull("default_price");
        params.copyTexts(product, "description", "statement_descriptor", "unit_label", "url");
        product.set("metadata", params.metadata());
        account.events().emit("product.created", product);
        return product;
    }

    private ObjectNode create(Call call) {
        ObjectNode product = create(call.params());
        if (call.params().has("default_price_data")) {
            ObjectNode price = account.prices()
                    .create(Json.need(product, "id"), call.params().below("default_price_data"));
            product.put("default_price", Json.need(price, "id"));
        }
        return product;
    }

    private ObjectNode update(Call call) {
        ObjectNode product = need("id", call.argument("id"));
        Params params = call.params();
        params.copyTexts(product, "name", "description", "statement_descriptor", "unit_label", "url");
        product.put("active", params.flag("active", Json.flag(product, "active")));
        String price = params.text("default_price");
        if (price != null) {
            product.put("default_price", Json.need(account.prices().need("default_price", price), "id"));
        }
        product.set("metadata", params.metadata(product.path("metadata")));
        product.put("updated", account.clock().seconds());
        account.events().emit("product.updated", product);
        return product;
    }

    private ObjectNode delete(Call call) {
        String id = Json.need(need("id", call.argument("id")), "id");
        boolean sold = account.store().ofKind("price").stream().anyMatch(price -> Json.is(price, KIND, id));
        if (sold) {
            throw StripeError.state(
                    "product_in_use", "This product cannot be deleted because it has one or more user-created prices.");
        }
        account.events().emit("product.deleted", need("id", id));
        account.store().remove(id);
        return Json.object().put("id", id).put("object", KIND).put("deleted", true);
    }

    private ObjectNode list(Call call) {
        Params params = call.params();
        List<String> ids = params.texts("ids");
        return account.store()
                .list(
                        call,
                        KIND,
                        one -> (ids.isEmpty() || ids.contains(Json.need(one, "id")))
                                && (!params.has("active") || params.flag("active", true) == Json.flag(one, "active")));
    }
}
