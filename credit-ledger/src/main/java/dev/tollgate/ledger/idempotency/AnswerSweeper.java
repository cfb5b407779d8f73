package dev.tollgate.ledger.idempotency;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes away the calls and answers of keys whose time is over. Every node does; each row is taken by one. */
public final class AnswerSweeper {

    private static final Logger log = LoggerFactory.getLogger(AnswerSweeper.class);

    private static final Duration EVERY = Duration.ofSeconds(10);

    /** Of a megabyte each at most. */
    private static final int AT_ONCE = 50;

    private final IdempotentCalls calls;
    private final AtomicBoolean failing = new AtomicBoolean();

    public AnswerSweeper(IdempotentCalls calls) {
        this.calls = calls;
    }

    /** Goes on until it is disposed of. */
    public Disposable begin() {
        return Flux.interval(EVERY)
                .onBackpressureDrop()
                .concatMap(tick -> untilEmpty().onErrorResume(this::failed))
                .subscribe();
    }

    private Mono<Void> untilEmpty() {
        return Mono.defer(() -> calls.sweep(AT_ONCE))
                .repeat()
                .takeUntil(gone -> gone < AT_ONCE)
                .then(Mono.fromRunnable(() -> failing.set(false)));
    }

    private Mono<Void> failed(Throwable failure) {
        if (failing.compareAndSet(false, true)) {
            log.warn("Old answers cannot be swept away; it is tried again: {}", failure.toString());
        }
        return Mono.empty();
    }
}
