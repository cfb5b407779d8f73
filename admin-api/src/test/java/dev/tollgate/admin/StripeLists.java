package dev.tollgate.admin;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How the stand-in lists objects, page by page, and puts products into prices where it is asked to. */
final class StripeLists {

    private static final Map<String, String> KINDS = Map.of(
            "refunds",
            "refund",
            "disputes",
            "dispute",
            "payment_intents",
            "payment_intent",
            "invoice_payments",
            "invoice_payment",
            "prices",
            "price",
            "invoices",
            "invoice",
            "events",
            "event");

    /** The same idempotency key with other parameters. */
    static final Map<String, Object> CONFLICT =
            Map.of("error", Map.of("type", "idempotency_error", "message", "other parameters"));

    private static final List<String> NARROWING = List.of("payment_intent", "product");
    private static final String MOST = "10";

    private final Map<String, Map<String, Object>> objects;

    StripeLists(Map<String, Map<String, Object>> objects) {
        this.objects = objects;
    }

    /** What a path lists; null: it is no list. */
    @Nullable
    Object page(String path, Collection<Map<String, Object>> events, Map<String, String> query) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        String kind = KINDS.getOrDefault(last, last);
        if (last.contains("_") && kind.equals(last)) {
            return null;
        }
        List<Map<String, Object>> all = Stream.concat(events.stream(), objects.values().stream())
                .filter(it -> kind.equals(it.get("object")) && wanted(it, query))
                .sorted(Comparator.comparing(it -> text(it, "id")))
                .toList();
        String after = query.getOrDefault("starting_after", "");
        List<Object> behind = all.stream()
                .filter(it -> text(it, "id").compareTo(after) > 0)
                .map(it -> expanded(it, "data.product", query))
                .toList();
        int most = Math.min(behind.size(), Integer.parseInt(query.getOrDefault("limit", MOST)));
        return Map.of(
                "object",
                "list",
                "data",
                behind.subList(0, most),
                "has_more",
                most < behind.size(),
                "url",
                "/v1/" + path);
    }

    private static boolean wanted(Map<String, Object> it, Map<String, String> query) {
        boolean ofType = !query.containsKey("types[0]") || query.containsValue(String.valueOf(it.get("type")));
        boolean ofSubscription = !query.containsKey("subscription")
                || Map.of("subscription_details", Map.of("subscription", query.get("subscription")))
                        .equals(it.get("parent"));
        String paid = query.get("payment[payment_intent]");
        boolean ofPayment = paid == null || Map.of("payment_intent", paid).equals(it.get("payment"));
        boolean sinceThen = ((Number) Objects.requireNonNull(it.get("created"))).longValue()
                >= Long.parseLong(query.getOrDefault("created[gte]", "0"));
        return ofType
                && sinceThen
                && ofPayment
                && ofSubscription
                && NARROWING.stream()
                        .allMatch(field ->
                                !query.containsKey(field) || query.get(field).equals(it.get(field)));
    }

    /** @param as how the caller asks for a price's product */
    Object expanded(Map<String, Object> it, String as, Map<String, String> query) {
        @Nullable Object product = objects.get(String.valueOf(it.get("product")));
        if (product == null || !query.containsValue(as)) {
            return it;
        }
        Map<String, Object> with = new HashMap<>(it);
        with.put("product", product);
        return with;
    }

    private static String text(Map<String, Object> it, String field) {
        return String.valueOf(Objects.requireNonNull(it.get(field), field));
    }
}
