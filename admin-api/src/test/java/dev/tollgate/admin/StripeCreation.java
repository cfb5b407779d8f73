package dev.tollgate.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What the stand-in makes of what it is sent, or ends. */
final class StripeCreation {

    private final StripeStandIn stripe;

    StripeCreation(StripeStandIn stripe) {
        this.stripe = stripe;
    }

    Map<String, Object> of(String path, Map<String, String> form) {
        Map<String, Object> fields = new LinkedHashMap<>(form);
        Map<String, String> metadata = new LinkedHashMap<>();
        form.forEach((name, value) -> {
            if (name.startsWith("metadata[")) {
                metadata.put(name.substring("metadata[".length(), name.length() - 1), value);
            }
        });
        fields.put("metadata", metadata);
        if (path.endsWith("/expire") || path.endsWith("/cancel")) {
            String[] names = path.split("/");
            Map<String, Object> ended = stripe.object(names[names.length - 2]);
            ended.put("status", path.endsWith("/expire") ? "expired" : "canceled");
            return ended;
        }
        String kind = path.equals("checkout/sessions") ? "checkout.session" : path.replaceAll("s$", "");
        if (path.equals("payment_intents")) {
            return stripe.object(stripe.intent(
                    metadata, Long.parseLong(form.getOrDefault("amount", "0")), "requires_payment_method"));
        }
        if (path.equals("refunds")) {
            String intent = form.getOrDefault("payment_intent", "");
            long all = ((Number) Objects.requireNonNull(stripe.object(intent).get("amount"))).longValue();
            return stripe.object(stripe.refund(
                    intent, Long.parseLong(form.getOrDefault("amount", Long.toString(all))), "succeeded"));
        }
        return open(kind, fields, form);
    }

    private Map<String, Object> open(String kind, Map<String, Object> fields, Map<String, String> form) {
        String id = stripe.id(kind.equals("checkout.session") ? "cs" : kind.substring(0, 3));
        fields.put("status", "open");
        fields.put("payment_status", "unpaid");
        fields.put("currency", "usd");
        fields.put("url", stripe.url() + "/pay/" + id);
        fields.put(
                "amount_total",
                stripe.dearer()
                        + (form.containsKey("line_items[0][price]")
                                ? ((Number) Objects.requireNonNull(
                                                stripe.object(Objects.requireNonNull(form.get("line_items[0][price]")))
                                                        .get("unit_amount")))
                                        .longValue()
                                : Long.parseLong(form.getOrDefault("line_items[0][price_data][unit_amount]", "0"))));
        stripe.put(id, kind, fields);
        return stripe.object(id);
    }
}
