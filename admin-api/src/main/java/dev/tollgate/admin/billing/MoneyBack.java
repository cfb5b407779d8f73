package dev.tollgate.admin.billing;

import com.stripe.model.Dispute;
import com.stripe.model.Refund;
import com.stripe.model.StripeCollection;
import com.stripe.param.DisputeListParams;
import com.stripe.param.RefundListParams;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How much of a payment has gone back, or is about to, as Stripe says at this moment. */
@Component
final class MoneyBack {

    private static final Set<String> REFUNDED = Set.of("succeeded", "pending", "requires_action");

    /** Won, prevented, and inquiries (warning_…) take nothing. */
    private static final Set<String> DISPUTED = Set.of("needs_response", "under_review", "lost");

    private static final String INQUIRY = "warning_needs_response";

    private final StripeCalls stripe;

    MoneyBack(StripeCalls stripe) {
        this.stripe = stripe;
    }

    /**
     * @param reason for people
     * @param inquiry what a bank wants to know before it becomes a dispute, for people; empty: nothing
     */
    record Taken(long cents, String reason, String inquiry) {

        private static final Taken NOTHING = new Taken(0, "nothing went back", "");

        private Taken and(Taken other) {
            return new Taken(
                    Math.addExact(cents, other.cents),
                    this == NOTHING ? other.reason : reason + "; " + other.reason,
                    inquiry.isEmpty() ? other.inquiry : inquiry);
        }

        private static Taken of(String intent, long refunded, List<Dispute> disputes) {
            long disputed = disputes.stream()
                    .filter(dispute -> DISPUTED.contains(dispute.getStatus()))
                    .mapToLong(Dispute::getAmount)
                    .reduce(0, Math::addExact);
            String asked = disputes.stream()
                    .filter(dispute -> INQUIRY.equals(dispute.getStatus()))
                    .map(Dispute::getId)
                    .sorted()
                    .collect(Collectors.joining(", "));
            return new Taken(
                    Math.addExact(refunded, disputed),
                    "refunded " + refunded + " cents, disputed " + disputed + " cents of " + intent,
                    asked.isEmpty()
                            ? ""
                            : "the bank inquires about " + intent + " (" + asked
                                    + "): answer it at Stripe, or give the money back; it may become a dispute");
        }
    }

    /** Of several payments together. */
    Mono<Taken> of(List<String> intents) {
        return Flux.fromIterable(intents).concatMap(this::of).reduce(Taken.NOTHING, Taken::and);
    }

    Mono<Taken> of(String intent) {
        return Pages.of((String after) -> refunds(intent, after))
                .filter(refund -> REFUNDED.contains(refund.getStatus()))
                .map(Refund::getAmount)
                .reduce(0L, Math::addExact)
                .flatMap(refunded -> Pages.of((String after) -> disputes(intent, after))
                        .collectList()
                        .map(disputes -> Taken.of(intent, refunded, disputes)));
    }

    private Mono<StripeCollection<Refund>> refunds(String intent, String after) {
        RefundListParams.Builder page =
                RefundListParams.builder().setPaymentIntent(intent).setLimit(Pages.SIZE);
        if (!after.isEmpty()) {
            page.setStartingAfter(after);
        }
        return stripe.ask(calls -> calls.refunds().list(page.build()));
    }

    private Mono<StripeCollection<Dispute>> disputes(String intent, String after) {
        DisputeListParams.Builder page =
                DisputeListParams.builder().setPaymentIntent(intent).setLimit(Pages.SIZE);
        if (!after.isEmpty()) {
            page.setStartingAfter(after);
        }
        return stripe.ask(calls -> calls.disputes().list(page.build()));
    }
}
