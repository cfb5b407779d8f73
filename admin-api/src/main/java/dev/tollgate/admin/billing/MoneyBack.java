package dev.tollgate.admin.billing;

import com.stripe.model.Dispute;
import com.stripe.model.Refund;
import com.stripe.model.StripeCollection;
import com.stripe.param.DisputeListParams;
import com.stripe.param.RefundListParams;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

        static final Taken NOTHING = new Taken(0, "nothing went back", "");

        private Taken and(Taken other) {
            return new Taken(
                    Math.addExact(cents, other.cents),
                    this == NOTHING ? other.reason : reason + "; " + other.reason,
                    inquiry.isEmpty() ? other.inquiry : inquiry);
        }

        private static Taken of(String intent, long refunded, Collection<Dispute> disputes) {
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

    /** Of all payments of which anything was to go back since then, by their intents; two lists, however many there are. */
    Mono<Map<String, Taken>> since(Instant since) {
        Mono<Map<String, Collection<Refund>>> refunds = Pages.of((String after) -> refunds(since, after))
                .filter(refund -> refund.getPaymentIntent() != null)
                .collectMultimap(Refund::getPaymentIntent);
        Mono<Map<String, Collection<Dispute>>> disputes = Pages.of((String after) -> disputes(since, after))
                .filter(dispute -> dispute.getPaymentIntent() != null)
                .collectMultimap(Dispute::getPaymentIntent);
        return Mono.zip(refunds, disputes).map(both -> {
            Set<String> intents = new HashSet<>(both.getT1().keySet());
            intents.addAll(both.getT2().keySet());
            return intents.stream()
                    .collect(Collectors.toMap(
                            intent -> intent,
                            intent -> Taken.of(
                                    intent,
                                    refunded(both.getT1().getOrDefault(intent, List.of())),
                                    both.getT2().getOrDefault(intent, List.of()))));
        });
    }

    private static long refunded(Collection<Refund> refunds) {
        return refunds.stream()
                .filter(refund -> REFUNDED.contains(refund.getStatus()))
                .mapToLong(Refund::getAmount)
                .reduce(0, Math::addExact);
    }

    /** Of several payments together. */
    Mono<Taken> of(List<String> intents) {
        return Flux.fromIterable(intents).concatMap(this::of).reduce(Taken.NOTHING, Taken::and);
    }

    Mono<Taken> of(String intent) {
        return Pages.of((String after) -> refunds(intent, after)).collectList().flatMap(refunds -> Pages.of(
                        (String after) -> disputes(intent, after))
                .collectList()
                .map(disputes -> Taken.of(intent, refunded(refunds), disputes)));
    }

    private Mono<StripeCollection<Refund>> refunds(String intent, String after) {
        return refunds(RefundListParams.builder().setPaymentIntent(intent), after);
    }

    private Mono<StripeCollection<Refund>> refunds(Instant since, String after) {
        RefundListParams.Created created = RefundListParams.Created.builder()
                .setGte(since.getEpochSecond())
                .build();
        return refunds(RefundListParams.builder().setCreated(created), after);
    }

    private Mono<StripeCollection<Refund>> refunds(RefundListParams.Builder page, String after) {
        page.setLimit(Pages.SIZE);
        if (!after.isEmpty()) {
            page.setStartingAfter(after);
        }
        return stripe.ask(calls -> calls.refunds().list(page.build()));
    }

    private Mono<StripeCollection<Dispute>> disputes(String intent, String after) {
        return disputes(DisputeListParams.builder().setPaymentIntent(intent), after);
    }

    private Mono<StripeCollection<Dispute>> disputes(Instant since, String after) {
        DisputeListParams.Created created = DisputeListParams.Created.builder()
                .setGte(since.getEpochSecond())
                .build();
        return disputes(DisputeListParams.builder().setCreated(created), after);
    }

    private Mono<StripeCollection<Dispute>> disputes(DisputeListParams.Builder page, String after) {
        page.setLimit(Pages.SIZE);
        if (!after.isEmpty()) {
            page.setStartingAfter(after);
        }
        return stripe.ask(calls -> calls.disputes().list(page.build()));
    }
}
