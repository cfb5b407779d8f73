package dev.tollgate.filter.gateway;

import dev.tollgate.ledger.idempotency.IdempotentCalls;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** The one making of a call, which its {@code Idempotency-Key} stands for if it has one. */
final class Attempt {

    private final AnswerTape tape;
    private final boolean named;
    private final Supplier<Mono<Void>> free;
    private final long beganNanos = System.nanoTime();

    private Attempt(AnswerTape tape, boolean named, Supplier<Mono<Void>> free) {
        this.tape = tape;
        this.named = named;
        this.free = free;
    }

    /** Of a call that has no key. */
    static Attempt unnamed() {
        return new Attempt(new AnswerTape(0), false, Mono::empty);
    }

    /**
     * To be made before the key is asked for, whose time begins then.
     *
     * @param free lets somebody else make the call
     */
    static Attempt named(AnswerTape tape, Supplier<Mono<Void>> free) {
        return new Attempt(tape, true, free);
    }

    AnswerTape tape() {
        return tape;
    }

    /** Whether somebody else may make the call by now; to be asked once its hold is placed. */
    boolean isLate() {
        return named && System.nanoTime() - beganNanos > IdempotentCalls.LEASE.toNanos();
    }

    /** The call is refused: its key is free for the next one. */
    Mono<Void> free() {
        return Mono.defer(free);
    }
}
