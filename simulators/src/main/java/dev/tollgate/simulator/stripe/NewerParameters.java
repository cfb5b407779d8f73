package dev.tollgate.simulator.stripe;

import java.util.Map;
import java.util.Set;

/**
 * Parameters that Stripe has added, or made optional, since the published description of 2023-09-12 that the calls are
 * checked against, taken from the classes of the official Java client for {@link StripeSimulator#API_VERSION}. What is
 * below a newer parameter is not checked.
 */
final class NewerParameters {
    private static final Map<String, Set<String>> BY_CALL = Map.ofEntries(
            Map.entry(
                    "POST /v1/checkout/sessions",
                    Set.of(
                            "adaptive_pricing",
                            "branding_settings",
                            "excluded_payment_method_types",
                            "integration_identifier",
                            "line_items[][metadata]",
                            "managed_payments",
                            "name_collection",
                            "optional_items",
                            "origin_context",
                            "payment_method_configuration",
                            "payment_method_data",
                            "permissions",
                            "redirect_on_completion",
                            "return_url",
                            "saved_payment_method_options",
                            "submit_type",
                            "subscription_data[billing_cycle_anchor_config]",
                            "subscription_data[billing_mode]",
                            "subscription_data[invoice_settings]",
                            "subscription_data[pending_invoice_item_interval]",
                            "ui_mode",
                            "wallet_options")),
            Map.entry("GET /v1/checkout/sessions", Set.of("created", "status")),
            Map.entry("POST /v1/customers", Set.of("business_name", "individual_name", "tax[validate_location]")),
            Map.entry("POST /v1/customers/{}", Set.of("business_name", "individual_name", "tax[validate_location]")),
            Map.entry("POST /v1/products", Set.of("default_price_data[metadata]", "marketing_features", "type")),
            Map.entry("POST /v1/products/{}", Set.of("marketing_features")),
            Map.entry("POST /v1/prices", Set.of("recurring[meter]", "recurring[trial_period_days]")),
            Map.entry("POST /v1/promotion_codes", Set.of("promotion")),
            Map.entry("POST /v1/payment_intents", Set.of("payment_method_configuration", "confirmation_token")),
            Map.entry("POST /v1/payment_intents/{}/confirm", Set.of("confirmation_token")),
            Map.entry("POST /v1/payment_methods", Set.of("allow_redisplay")),
            Map.entry("GET /v1/payment_methods", Set.of("allow_redisplay")),
            Map.entry("POST /v1/invoices", Set.of("automatically_finalizes_at", "issuer", "number", "rendering")),
            Map.entry("POST /v1/invoiceitems", Set.of("pricing", "quantity_decimal")),
            Map.entry(
                    "POST /v1/subscriptions",
                    Set.of("billing_mode", "billing_cycle_anchor_config", "discounts", "invoice_settings")),
            Map.entry("POST /v1/subscriptions/{}", Set.of("discounts", "invoice_settings")),
            Map.entry("GET /v1/radar/early_fraud_warnings", Set.of("created")));

    /** For all calls: the customer may be named as an account. */
    private static final Set<String> EVERYWHERE = Set.of("customer_account");

    /** Since clover, a promotion code names its coupon in {@code promotion}. */
    private static final Map<String, Set<String>> NO_LONGER = Map.of(
            "POST /v1/promotion_codes", Set.of("coupon"), "POST /v1/subscriptions", Set.of("coupon", "promotion_code"));

    private NewerParameters() {}

    /**
     * @param call method and path with {@code {}} for ids
     * @param parameter with {@code []} for places in arrays
     */
    static boolean have(String call, String parameter) {
        return EVERYWHERE.contains(parameter)
                || BY_CALL.getOrDefault(call, Set.of()).contains(parameter);
    }

    static boolean haveNoLonger(String call, String parameter) {
        return NO_LONGER.getOrDefault(call, Set.of()).contains(parameter);
    }
}
