package dev.tollgate.filter.gateway;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Whether the client of a call is still there. */
final class Client {

    private final Sinks.Empty<Void> gone = Sinks.empty();

    private volatile boolean left;

    boolean left() {
        return left;
    }

    /** Completes when the client leaves; never where it stays to the end. */
    Mono<Void> gone() {
        return gone.asMono();
    }

    void leave() {
        left = true;
        // Whoever comes second finds it said.
        gone.tryEmitEmpty();
    }
}
