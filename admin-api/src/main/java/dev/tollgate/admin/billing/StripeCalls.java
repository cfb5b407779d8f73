package dev.tollgate.admin.billing;

import com.stripe.StripeClient;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.net.ApiResource;
import com.stripe.net.RequestOptions;
import com.stripe.service.V1Services;
import dev.tollgate.admin.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Calls to Stripe, whose client blocks: on a few threads of their own, never longer than a bound. */
@Component
public final class StripeCalls implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(StripeCalls.class);

    private static final int THREADS = 8;
    private static final int WAITING = 200;
    private static final int RETRIES = 2;
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final StripeSettings settings;
    private final @Nullable StripeClient client;
    private final Scheduler threads = Schedulers.newBoundedElastic(THREADS, WAITING, "stripe");

    public StripeCalls(StripeSettings settings) {
        this.settings = settings;
        this.client = settings.key().isEmpty() ? null : client(settings);
    }

    private static StripeClient client(StripeSettings settings) {
        StripeClient.StripeClientBuilder builder = StripeClient.builder()
                .setApiKey(settings.key())
                .setConnectTimeout((int) CONNECT.toMillis())
                .setReadTimeout((int) settings.timeout().toMillis())
                .setMaxNetworkRetries(RETRIES);
        if (settings.apiBase() != null) {
            builder.setApiBase(settings.apiBase().toString());
        }
        return builder.build();
    }

    /** Something to ask of Stripe. */
    @FunctionalInterface
    interface Call<A> {
        A on(V1Services stripe) throws StripeException;
    }

    @FunctionalInterface
    private interface Request<A> {
        A by(StripeClient client) throws StripeException;
    }

    /**
     * Asks.
     *
     * @return fails with {@link StripeAway} if the same may work later, with a {@link Problem} where the card is refused, and
     *     with what Stripe's client throws where the call itself is at fault
     */
    <A> Mono<A> ask(Call<A> call) {
        return asked(client -> call.on(client.v1()));
    }

    /** As {@link #ask}, for the text of an event of the second API: Stripe's client has no class for what is in it. */
    Mono<String> event(String id) {
        return asked(client -> client.rawRequest(
                        ApiResource.RequestMethod.GET, "/v2/core/events/" + ApiResource.urlEncodeId(id), null)
                .body());
    }

    private <A> Mono<A> asked(Request<A> request) {
        StripeClient ready = client;
        if (ready == null) {
            return Mono.error(this::notSetUp);
        }
        return Mono.fromCallable(() -> request.by(ready))
                .subscribeOn(threads)
                .timeout(settings.timeout().multipliedBy(RETRIES + 1))
                .onErrorMap(StripeCalls::meant);
    }

    private static Throwable meant(Throwable failure) {
        if (failure instanceof CardException refused) {
            return new Problem(
                    HttpStatus.PAYMENT_REQUIRED, "card_refused", "The card was refused: " + refused.getUserMessage());
        }
        if (failure instanceof InvalidRequestException || failure instanceof IdempotencyException) {
            return failure;
        }
        if (failure instanceof StripeException
                || failure instanceof TimeoutException
                || failure instanceof RejectedExecutionException) {
            // The message of a wrong key has a part of it; the class is enough.
            log.warn(
                    "Stripe cannot be used at the moment: {}",
                    failure.getClass().getSimpleName());
            return new StripeAway("Stripe does not answer at the moment", failure);
        }
        return failure;
    }

    /** Whether everything that payments need is set. */
    boolean ready() {
        return settings.missing().isEmpty();
    }

    /** @throws Problem 503, if a setting is missing */
    void requireReady() {
        if (!ready()) {
            throw notSetUp();
        }
    }

    private Problem notSetUp() {
        List<String> missing = settings.missing();
        return new Problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "billing_not_set_up",
                "This gateway takes no payments: its operator has not set " + String.join(", ", missing)
                        + ". docs/billing.md tells how.");
    }

    /** What the client is told when Stripe is away: nothing was half done, the same may be sent again. */
    static Throwable told(Throwable failure) {
        if (failure instanceof StripeAway) {
            return new Problem(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "stripe_unavailable",
                    "The payment service does not answer at the moment. Nothing was charged; send the same again.");
        }
        if (failure instanceof IdempotencyException) {
            return new Problem(
                    HttpStatus.CONFLICT,
                    "idempotency_conflict",
                    "The payment service knows this request with other contents, or is still busy with it. Nothing more was"
                            + " charged or given back; send what was sent first, or use another idempotency key.");
        }
        if (failure instanceof InvalidRequestException refused) {
            log.error("Stripe refused a call: {}", refused.getMessage());
            return new Problem(
                    HttpStatus.BAD_GATEWAY,
                    "stripe_refused",
                    "The payment service refused this. Nothing was charged; tell the operator of this gateway.");
        }
        return failure;
    }

    /** The same call again has the same effect as once. */
    static RequestOptions once(String key) {
        return RequestOptions.builder().setIdempotencyKey("tg:" + key).build();
    }

    @Override
    public void destroy() {
        threads.dispose();
    }
}
