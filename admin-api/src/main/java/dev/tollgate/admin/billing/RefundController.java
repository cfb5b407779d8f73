package dev.tollgate.admin.billing;

import com.stripe.model.Refund;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.audit.AuditLog;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code POST /api/billing/refunds}, for administrators: money goes back by Stripe. The credits follow when the payment is
 * looked at next, which is asked for at once, and by the refund's own event.
 */
@RestController
class RefundController {

    private static final int LONGEST = 255;
    private static final long MOST = 100;

    /** In the metadata of refunds: the idempotency key by which they were asked for. */
    private static final String KEY = "tollgate_key";

    private final Access access;
    private final StripeCalls stripe;
    private final StripeSettings settings;
    private final Looks looks;
    private final InboxWorker worker;
    private final AuditLog audit;

    RefundController(
            Access access,
            StripeCalls stripe,
            StripeSettings settings,
            Looks looks,
            InboxWorker worker,
            AuditLog audit) {
        this.access = access;
        this.stripe = stripe;
        this.settings = settings;
        this.looks = looks;
        this.worker = worker;
        this.audit = audit;
    }

    record Refunded(String refund, String paymentIntent, String usd, String status) {}

    private record Asked(String intent, Optional<Long> cents, String reason, String key) {}

    @PostMapping("/api/billing/refunds")
    Mono<Refunded> refund(ServerHttpRequest request) {
        Notes notes = Notes.ofAdmin(access.requireAdmin(request), request);
        stripe.requireReady();
        return Fields.from(request, "paymentIntent", "amount", "reason", "idempotencyKey")
                .map(RefundController::asked)
                .flatMap(asked -> noted(asked, notes).then(send(asked)).flatMap(refund -> looks.at(
                                asked.intent(), settings.live())
                        .doOnSuccess(done -> worker.nudge())
                        .thenReturn(new Refunded(
                                refund.getId(), asked.intent(), Dollars.of(refund.getAmount()), refund.getStatus()))))
                .onErrorMap(StripeCalls::told);
    }

    /** Before it is done: what was asked for is known even if the answer is lost. */
    private Mono<Boolean> noted(Asked asked, Notes notes) {
        Map<String, String> became =
                Map.of("usd", asked.cents().map(Dollars::of).orElse("all"), "idempotencyKey", asked.key());
        return audit.with(
                connection -> Mono.just(true),
                done -> Optional.of(notes.note("billing.refund", asked.intent(), asked.reason(), became)));
    }

    /** An error of Stripe's own may be all that is heard of a refund that was made. */
    private Mono<Refund> send(Asked asked) {
        return found(asked).switchIfEmpty(Mono.defer(() -> made(asked)
                .onErrorResume(failure -> failure instanceof StripeAway away && away.isKept(), kept -> found(asked)
                        .switchIfEmpty(Mono.error(RefundController::keyIsSpent)))));
    }

    /** Stripe forgets idempotency keys after a day; what a refund was asked by is written on it. Empty: there is none. */
    private Mono<Refund> found(Asked asked) {
        RefundListParams ofIntent = RefundListParams.builder()
                .setPaymentIntent(asked.intent())
                .setLimit(MOST)
                .build();
        return stripe.ask(calls -> {
                    for (Refund known : calls.refunds().list(ofIntent).autoPagingIterable()) {
                        if (known.getMetadata() != null
                                && asked.key().equals(known.getMetadata().get(KEY))) {
                            return Optional.of(known);
                        }
                    }
                    return Optional.<Refund>empty();
                })
                .flatMap(Mono::justOrEmpty);
    }

    private Mono<Refund> made(Asked asked) {
        RefundCreateParams.Builder refund =
                RefundCreateParams.builder().setPaymentIntent(asked.intent()).putMetadata(KEY, asked.key());
        asked.cents().ifPresent(refund::setAmount);
        return stripe.ask(calls -> calls.refunds()
                .create(refund.build(), StripeCalls.once("refund:" + asked.intent() + ":" + asked.key())));
    }

    /** The same again would be answered the same. */
    private static Problem keyIsSpent() {
        return new Problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "stripe_unavailable",
                "The payment service failed, and shows no such refund yet. It answers the same to this idempotencyKey for a"
                        + " day: look at the payment there, and if it was not refunded use another idempotencyKey.");
    }

    private static Asked asked(Fields fields) {
        return new Asked(
                fields.text("paymentIntent", LONGEST)
                        .filter(id -> id.matches("pi_[A-Za-z0-9_]+"))
                        .orElseThrow(() -> Problem.badField("paymentIntent", "must be a payment's id, pi_….")),
                fields.decimal("amount").map(RefundController::cents),
                fields.text("reason", LONGEST)
                        .filter(reason -> !reason.isBlank())
                        .orElseThrow(() -> Problem.badField("reason", "must say why, in at most 255 characters.")),
                fields.text("idempotencyKey", LONGEST)
                        .filter(key -> !key.isBlank())
                        .orElseThrow(() -> Problem.badField(
                                "idempotencyKey", "must be given: the same key again refunds nothing more.")));
    }

    private static long cents(String amount) {
        if (!amount.matches("[0-9]{1,6}(\\.[0-9]{1,2})?") || new BigDecimal(amount).signum() == 0) {
            throw Problem.badField("amount", "must be US dollars above zero, such as \"12.50\"; left out, all of it.");
        }
        return Offer.cents(new BigDecimal(amount));
    }
}
