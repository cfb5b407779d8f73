package dev.tollgate.simulator.stripe;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/coupons}, and what they take off an amount. */
final class Coupons {
    private static final String KIND = "coupon";

    private final Account account;

    Coupons(Account account) {
        this.account = account;
    }

    void routes(Routes routes) {
        routes.post("/v1/coupons", this::create);
        routes.get("/v1/coupons", call -> account.store().list(call, KIND, one -> true));
        routes.get("/v1/coupons/{coupon}", call -> need(KIND, call.argument(KIND)));
        routes.post("/v1/coupons/{coupon}", this::update);
        routes.delete("/v1/coupons/{coupon}", this::delete);
    }

    ObjectNode need(String param, String id) {
        return account.store().need(KIND, param, id);
    }

    /** What a coupon takes off this amount, in the currency's smallest unit, rounded half up. */
    long discount(@Nullable String id, long amount) {
        ObjectNode coupon = account.store().find(id);
        if (coupon == null) {
            return 0;
        }
        String percent = Json.at(coupon, "percent_off").asString("");
        if (percent.isEmpty()) {
            return Math.min(amount, Json.number(coupon, "amount_off"));
        }
        return new BigDecimal(percent)
                .multiply(BigDecimal.valueOf(amount))
                .divide(BigDecimal.valueOf(100), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    /** The subscription has this coupon from now on. */
    void keep(ObjectNode subscription, String coupon) {
        ObjectNode discount = subscription.putArray("discounts").addObject();
        discount.put("id", "di_" + coupon).put("object", "discount");
        discount.putObject("source").put("type", KIND).put(KIND, coupon);
    }

    /** The coupon that what a subscription has paid for now was less; or null. */
    @Nullable
    String of(ObjectNode subscription) {
        List<ObjectNode> discounts = Json.each(subscription, "discounts");
        return discounts.isEmpty() ? null : Json.text(discounts.get(0), "source.coupon");
    }

    /** The coupon that what a subscription is to pay from now on is less; or null. */
    @Nullable
    String lasting(ObjectNode subscription) {
        String coupon = of(subscription);
        return coupon == null || Json.is(need(KIND, coupon), "duration", "once") ? null : coupon;
    }

    /** Counts one use; a coupon that is used up is no longer valid. */
    void redeem(String id) {
        ObjectNode coupon = need(KIND, id);
        coupon.put("times_redeemed", Json.number(coupon, "times_redeemed") + 1);
        long most = Json.number(coupon, "max_redemptions");
        coupon.put("valid", most == 0 || Json.number(coupon, "times_redeemed") < most);
    }

    /** The coupon of the first of the {@code discounts}, given by {@code coupon} or {@code promotion_code}; or null. */
    @Nullable
    String of(List<Params> discounts) {
        if (discounts.isEmpty()) {
            return null;
        }
        Params discount = discounts.get(0);
        String code = discount.text("promotion_code");
        String coupon = code == null
                ? Json.need(need(discount.name(KIND), discount.need(KIND)), "id")
                : account.promotionCodes().couponOf(discount.name("promotion_code"), code);
        if (!Json.flag(need(KIND, coupon), "valid")) {
            throw StripeError.state("coupon_expired", "The coupon " + coupon + " is expired or used up.");
        }
        return coupon;
    }

    private ObjectNode create(Call call) {
        Params params = call.params();
        String percent = params.text("percent_off");
        Long amount = params.number("amount_off");
        if ((percent == null) == (amount == null)) {
            throw StripeError.invalid(
                    "parameter_missing", "percent_off", "You must pass either percent_off or amount_off.");
        }
        String id = params.text("id");
        ObjectNode coupon = id == null
                ? account.store().create(KIND, KIND)
                : account.store().createAs(KIND, id);
        coupon.put("percent_off", percent == null ? null : new BigDecimal(percent))
                .put("amount_off", amount);
        coupon.put("duration", params.text("duration", "once"))
                .put("valid", true)
                .put("times_redeemed", 0);
        coupon.put("duration_in_months", params.number("duration_in_months"));
        coupon.put("max_redemptions", params.number("max_redemptions")).put("redeem_by", params.number("redeem_by"));
        params.copyTexts(coupon, "name", "currency");
        coupon.set("metadata", params.metadata());
        account.events().emit("coupon.created", coupon);
        return coupon;
    }

    private ObjectNode update(Call call) {
        ObjectNode coupon = need(KIND, call.argument(KIND));
        call.params().copyTexts(coupon, "name");
        coupon.set("metadata", call.params().metadata(coupon.path("metadata")));
        account.events().emit("coupon.updated", coupon);
        return coupon;
    }

    private ObjectNode delete(Call call) {
        ObjectNode coupon = need(KIND, call.argument(KIND));
        String id = Json.need(coupon, "id");
        account.events().emit("coupon.deleted", coupon);
        account.store().remove(id);
        return Json.object().put("id", id).put("object", KIND).put("deleted", true);
    }
}
