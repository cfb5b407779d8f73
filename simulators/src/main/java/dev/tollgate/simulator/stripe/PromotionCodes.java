package dev.tollgate.simulator.stripe;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/promotion_codes}: what customers type to get a coupon. Upper and lower case are the same. */
final class PromotionCodes {
    private static final String KIND = "promotion_code";

    private final Account account;

    PromotionCodes(Account account) {
        this.account = account;
    }

    void routes(Routes routes) {
        routes.post("/v1/promotion_codes", this::create);
        routes.get("/v1/promotion_codes", this::list);
        routes.get("/v1/promotion_codes/{promotion_code}", call -> need("id", call.argument(KIND)));
        routes.post("/v1/promotion_codes/{promotion_code}", this::update);
    }

    String couponOf(String param, String id) {
        ObjectNode code = need(param, id);
        if (!usable(code)) {
            throw StripeError.state("promotion_code_inactive", "This promotion code is no longer active.");
        }
        return Json.need(code, "promotion.coupon");
    }

    /** The usable code that a customer typed, or null. */
    @Nullable
    ObjectNode typed(String text) {
        return account.store().ofKind(KIND).stream()
                .filter(one -> text.strip().equalsIgnoreCase(Json.text(one, "code")))
                .filter(this::usable)
                .findFirst()
                .orElse(null);
    }

    void redeem(String id) {
        ObjectNode code = need(KIND, id);
        code.put("times_redeemed", Json.number(code, "times_redeemed") + 1);
        long most = Json.number(code, "max_redemptions");
        code.put("active", most == 0 || Json.number(code, "times_redeemed") < most);
        account.events().emit("promotion_code.updated", code);
    }

    private boolean usable(ObjectNode code) {
        long expires = Json.number(code, "expires_at");
        ObjectNode coupon = account.store().find(Json.text(code, "promotion.coupon"));
        return Json.flag(code, "active")
                && (expires == 0 || account.clock().seconds() < expires)
                && coupon != null
                && Json.flag(coupon, "valid");
    }

    private ObjectNode need(String param, String id) {
        return account.store().need(KIND, param, id);
    }

    private ObjectNode create(Call call) {
        Params params = call.params();
        String coupon = params.need("promotion.coupon");
        account.coupons().need("promotion[coupon]", coupon);
        ObjectNode code = account.store().create(KIND, "promo");
        String text = params.text(
                "code", Json.need(code, "id").substring("promo_1S".length()).toUpperCase(Locale.ROOT));
        code.put("code", text).put("active", params.flag("active", true)).put("times_redeemed", 0);
        code.put("expires_at", params.number("expires_at")).put("max_redemptions", params.number("max_redemptions"));
        code.put("customer", params.text("customer"));
        code.putObject("promotion").put("type", "coupon").put("coupon", coupon);
        code.putObject("restrictions")
                .put("first_time_transaction", params.flag("restrictions.first_time_transaction", false));
        code.set("metadata", params.metadata());
        account.events().emit("promotion_code.created", code);
        return code;
    }

    private ObjectNode update(Call call) {
        ObjectNode code = need("id", call.argument(KIND));
        code.put("active", call.params().flag("active", Json.flag(code, "active")));
        code.set("metadata", call.params().metadata(code.path("metadata")));
        account.events().emit("promotion_code.updated", code);
        return code;
    }

    private ObjectNode list(Call call) {
        Params params = call.params();
        String text = params.text("code");
        String coupon = params.text("coupon");
        return account.store()
                .list(
                        call,
                        KIND,
                        one -> (text == null || text.equalsIgnoreCase(Json.text(one, "code")))
                                && (coupon == null || Json.is(one, "promotion.coupon", coupon))
                                && (!params.has("active") || params.flag("active", true) == Json.flag(one, "active")));
    }
}
