package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Admission;
import dev.tollgate.ledger.database.Outage;
import dev.tollgate.ledger.idempotency.CallKey;
import dev.tollgate.ledger.idempotency.IdempotentCalls;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/**
 * The one making of a call that its {@code Idempotency-Key} stands for. What is written down of it here changes only what
 * those hear who ask again, so nobody waits long for it; it is tried for a while beside.
 */
final class Attempt implements Making {

    private static final Logger log = LoggerFactory.getLogger(Attempt.class);

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration TRIED = Duration.ofMinutes(2);

    private final IdempotentCalls calls;
    private final CallKey key;
    private final UUID id;
    private final AnswerTape tape;
    private final long beganNanos = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();

    /** To be made before the key is asked for, whose time begins then. */
    Attempt(IdempotentCalls calls, CallKey key, UUID id, AnswerTape tape) {
        this.calls = calls;
        this.key = key;
        this.id = id;
        this.tape = tape;
    }

    @Override
    public boolean isLate() {
        return System.nanoTime() - beganNanos > IdempotentCalls.LEASE.toNanos();
    }

    @Override
    public Mono<Void> begin(Admission admission) {
        return admission.ticket().intent().service().isPresent() ? calls.making(key, id) : Mono.empty();
    }

    @Override
    public void record(byte[] bytes) {
        if (!ended.get()) {
            tape.add(bytes);
        }
    }

    @Override
    public Mono<Void> answered(int status, Supplier<HttpHeaders> headers) {
        return ended.compareAndSet(false, true)
                ? end(true, tape.recorded().map(body -> KeptAnswer.of(status, headers.get(), body)))
                : Mono.empty();
    }

    @Override
    public Mono<Void> over(Admission admission) {
        boolean service = admission.ticket().intent().service().isPresent();
        return ended.compareAndSet(false, true)
                ? end(service && admission.mayBeMade(), Optional.empty())
                : Mono.empty();
    }

    /** @param made whether the call may have been made although it costs nothing */
    private Mono<Void> end(boolean made, Optional<KeptAnswer> answer) {
        Mono<Void> written = calls.end(key, id, made, answer.map(KeptAnswer::bytes));
        return beside(Outage.waitedOut(written).timeout(TRIED));
    }

    /** Tried twice: what stays of the key is free by itself soon. */
    @Override
    public Mono<Void> free() {
        ended.set(true);
        return beside(calls.forget(key, id).retry(1));
    }

    private Mono<Void> beside(Mono<Void> written) {
        Mono<Void> tried = written.onErrorResume(failure -> {
                    log.warn("What became of request {} is not known to who asks again: {}", id, failure.toString());
                    return Mono.empty();
                })
                .doFinally(signal -> tape.erase());
        return Mono.defer(() -> Mono.fromFuture(tried.toFuture(), true)).timeout(PATIENCE, Mono.empty());
    }
}
