package dev.tollgate.admin.throttle;

import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.attempt.AttemptCounts;
import dev.tollgate.ledger.attempt.Pace;
import dev.tollgate.ledger.database.LedgerUnavailable;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Slows down whoever guesses, on whichever node. What this node has seen refuses first and asks nobody, so a flood writes
 * nothing; what it would let in is counted in the database, for all nodes and beyond a restart. While the database does not
 * answer this node goes by what it has seen itself: what is guessed is looked up in the database too.
 *
 * <p>What another node has given back or forgotten this one may still count, until it is forgiven.
 */
public final class Throttle {

    private final String kind;
    private final Pace pace;
    private final NodeCounts here;
    private final AttemptCounts everywhere;

    /** @param kind what is tried: each has counts of its own */
    public Throttle(String kind, Pace pace, AttemptCounts everywhere) {
        this.kind = kind;
        this.pace = pace;
        this.here = new NodeCounts(pace, System::nanoTime);
        this.everywhere = everywhere;
    }

    /** Counts an attempt; fails with a 429 problem if it comes too early, and does not count it then. */
    public Mono<Void> begin(String name) {
        return Mono.defer(() -> {
                    Duration early = here.begin(name);
                    return early.isZero() ? counted(name) : Mono.just(early);
                })
                .filter(early -> !early.isZero())
                .flatMap(early ->
                        Mono.error(Problem.tooOften("Too many attempts. Wait a moment before the next one.", early)));
    }

    private Mono<Duration> counted(String name) {
        return everywhere
                .begin(named(name), pace)
                .doOnNext(early -> {
                    if (!early.isZero()) {
                        here.refuse(name, early);
                    }
                })
                .onErrorReturn(LedgerUnavailable.class, Duration.ZERO);
    }

    /** Takes back one attempt that was no guess. */
    public Mono<Void> giveBack(String name) {
        return Mono.defer(() -> {
            here.giveBack(name);
            return everywhere.giveBack(named(name), pace).onErrorComplete(LedgerUnavailable.class);
        });
    }

    /** Forgets all attempts: whoever has this name has shown that it is theirs. */
    public Mono<Void> forget(String name) {
        return Mono.defer(() -> {
            here.forget(name);
            return everywhere.forget(named(name)).onErrorComplete(LedgerUnavailable.class);
        });
    }

    /** No two kinds share a name: a kind has no blank in it. */
    private String named(String name) {
        return kind + ' ' + name;
    }
}
