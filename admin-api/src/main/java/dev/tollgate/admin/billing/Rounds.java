package dev.tollgate.admin.billing;

import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Work that is done a few pieces at a time until nothing is due. */
final class Rounds {

    private Rounds() {}

    /**
     * One round after the other: nested in each other, those of a long backlog would not fit on the stack.
     *
     * @param round answers whether anything was due
     */
    static Mono<Void> untilIdle(Supplier<Mono<Boolean>> round) {
        return Mono.defer(round).repeat().takeWhile(due -> due).then();
    }
}
