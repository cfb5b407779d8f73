package dev.tollgate.admin.billing;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Stripe is reached. Without the first three nothing can be bought, and everything else works.
 *
 * @param key Stripe's secret key
 * @param webhookSecret what Stripe signs its events with; several with commas between, for several endpoints or while one is
 *     changed
 * @param returnUrl where a browser goes after Stripe's pages
 * @param apiBase Stripe's address; left out: Stripe's own
 * @param timeout for one answer of Stripe
 * @param pause until an event that failed is worked on again, the first time
 * @param grace how long a plan stays when its paid time is over, so that a payment may be late
 * @param reconcileEvery how often Stripe's own list is compared with the books; 0: never
 * @param topUpPause until a card that was refused is charged by itself again; doubles with each failure
 * @param otherProducts whether other products than this gateway's are sold by the same account of Stripe: payments and
 *     subscriptions that say nothing of this gateway are not kept for somebody to look at then
 */
@ConfigurationProperties("tollgate.stripe")
public record StripeSettings(
        String key,
        String webhookSecret,
        @Nullable URI returnUrl,
        @Nullable URI apiBase,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("2s") Duration pause,
        @DefaultValue("3d") Duration grace,
        @DefaultValue("10m") Duration reconcileEvery,
        @DefaultValue("10m") Duration topUpPause,
        @DefaultValue("false") boolean otherProducts) {

    @SuppressWarnings("NullAway") // What is not set comes as null.
    public StripeSettings {
        key = Objects.requireNonNullElse(key, "").strip();
        webhookSecret = Objects.requireNonNullElse(webhookSecret, "").strip();
    }

    /** What is not set, by the names of its environment variables. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (key.isEmpty()) {
            missing.add("TOLLGATE_STRIPE_KEY");
        }
        if (webhookSecret.isEmpty()) {
            missing.add("TOLLGATE_STRIPE_WEBHOOK_SECRET");
        }
        if (returnUrl == null) {
            missing.add("TOLLGATE_STRIPE_RETURN_URL");
        }
        return missing;
    }

    /** Whether real money is meant. */
    public boolean live() {
        return key.startsWith("sk_live_") || key.startsWith("rk_live_");
    }

    List<String> secrets() {
        return Arrays.stream(webhookSecret.split(","))
                .map(String::strip)
                .filter(secret -> !secret.isEmpty())
                .toList();
    }

    /** Never the secrets. */
    @Override
    public String toString() {
        return "StripeSettings[missing=" + missing() + ", apiBase=" + apiBase + "]";
    }
}
