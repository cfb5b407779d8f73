package dev.tollgate.admin.billing;

import dev.tollgate.admin.problem.BoundedBody;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.billing.Inbox;
import dev.tollgate.ledger.billing.InboxEvent;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code POST /api/webhooks/stripe}: takes Stripe's events. One that is signed is written down and acknowledged, nothing
 * else; what it means is found out behind. One that is not leaves no trace.
 */
@RestController
class WebhookController {

    private static final int MOST = 512 * 1024;

    private final StripeCalls stripe;
    private final Inbox inbox;
    private final InboxWorker worker;
    private final Signatures signatures;
    private final Clock clock = Clock.systemUTC();

    WebhookController(StripeCalls stripe, StripeSettings settings, Inbox inbox, InboxWorker worker) {
        this.stripe = stripe;
        this.inbox = inbox;
        this.worker = worker;
        this.signatures = new Signatures(settings.secrets());
    }

    /** @param status {@code received}, or {@code known} for an event that came before */
    record Received(String status) {}

    @PostMapping({"/api/webhooks/stripe", "/api/stripe/webhook", "/api/credits/webhook"})
    Mono<Received> receive(ServerHttpRequest request) {
        stripe.requireReady();
        return BoundedBody.of(request, MOST)
                .map(body -> read(body, request.getHeaders().getFirst("stripe-signature")))
                .flatMap(inbox::add)
                .doOnNext(isNew -> worker.nudge())
                .map(isNew -> new Received(isNew ? "received" : "known"));
    }

    private InboxEvent read(byte[] body, @Nullable String signature) {
        if (!signatures.good(body, signature, clock.instant().getEpochSecond())) {
            throw new Problem(
                    HttpStatus.BAD_REQUEST,
                    "invalid_signature",
                    "The header 'Stripe-Signature' is not a signature of this body from the last five minutes.");
        }
        return ToldEvent.of(body)
                .orElseThrow(() -> new Problem(
                        HttpStatus.BAD_REQUEST, "invalid_event", "The body is no event as Stripe sends them."));
    }
}
