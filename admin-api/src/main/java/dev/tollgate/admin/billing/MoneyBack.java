package dev.tollgate.admin.billing;

import com.stripe.model.Dispute;
import com.stripe.model.Refund;
import com.stripe.param.DisputeListParams;
import com.stripe.param.RefundListParams;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How much of a payment has gone back, or is about to, as Stripe says at this moment. */
@Component
final class MoneyBack {

    private static final long MOST = 100;
    private static final Set<String> REFUNDED = Set.of("succeeded", "pending", "requires_action");

    /** Won, prevented, and inquiries (warning_…) take nothing. */
    private static final Set<String> DISPUTED = Set.of("needs_response", "under_review", "lost");

    private final StripeCalls stripe;

    MoneyBack(StripeCalls stripe) {
        this.stripe = stripe;
    }

    /** @param reason for people */
    record Taken(long cents, String reason) {

        private static final Taken NOTHING = new Taken(0, "nothing went back");

        private Taken and(Taken other) {
            return new Taken(cents + other.cents, this == NOTHING ? other.reason : reason + "; " + other.reason);
        }
    }

    /** Of several payments together. */
    Mono<Taken> of(List<String> intents) {
        return Flux.fromIterable(intents).concatMap(this::of).reduce(Taken.NOTHING, Taken::and);
    }

    Mono<Taken> of(String intent) {
        return stripe.ask(calls -> {
            long refunded = calls
                    .refunds()
                    .list(RefundListParams.builder()
                            .setPaymentIntent(intent)
                            .setLimit(MOST)
                            .build())
                    .getData()
                    .stream()
                    .filter(refund -> REFUNDED.contains(refund.getStatus()))
                    .mapToLong(Refund::getAmount)
                    .sum();
            long disputed = calls
                    .disputes()
                    .list(DisputeListParams.builder()
                            .setPaymentIntent(intent)
                            .setLimit(MOST)
                            .build())
                    .getData()
                    .stream()
                    .filter(dispute -> DISPUTED.contains(dispute.getStatus()))
                    .mapToLong(Dispute::getAmount)
                    .sum();
            return new Taken(
                    refunded + disputed,
                    "refunded " + refunded + " cents, disputed " + disputed + " cents of " + intent);
        });
    }
}
