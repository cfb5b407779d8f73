package dev.tollgate.app.proof;

import dev.tollgate.ledger.database.DatabaseUnreachable;
import dev.tollgate.ledger.proof.Check;
import dev.tollgate.ledger.proof.HeadSigner;
import dev.tollgate.ledger.proof.ProofRuns;
import dev.tollgate.ledger.proof.ProofRuns.State;
import dev.tollgate.ledger.proof.Witness;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the books now and then: proves them when it is time, signs their heads when they are right, and keeps what is
 * known of them for health and metrics. One thread of low priority, with connections of its own.
 */
final class BooksWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BooksWatch.class);

    private static final long EVERY_SECONDS = 60;
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final ProofRuns runs;
    private final HeadSigner signer;
    private final Supplier<Witness> witness;
    private final Duration every;
    private final AtomicReference<@Nullable State> state = new AtomicReference<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "books");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        return thread;
    });

    /** @param every how often the books are proven; zero: never */
    BooksWatch(ProofRuns runs, HeadSigner signer, Supplier<Witness> witness, Duration every) {
        this.runs = runs;
        this.signer = signer;
        this.witness = witness;
        this.every = every;
    }

    /** Begins to look, at a moment of its own, so that gateways which start together do not look together. */
    @SuppressWarnings("FutureReturnValueIgnored") // It ends with its thread, and does not fail.
    void start() {
        long first = ThreadLocalRandom.current().nextLong(EVERY_SECONDS);
        thread.scheduleWithFixedDelay(this::tryToLook, first, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void tryToLook() {
        try {
            look();
        } catch (RuntimeException | OutOfMemoryError failure) { // Else nobody would ever look again.
            log.warn("The books were not looked at; it is tried again in a minute: {}", failure.toString());
        }
    }

    /** Proves if it is time, signs if the books are right. */
    void look() {
        if (!every.isZero()) {
            runs.proveIfDue(every, witness).ifPresent(this::proven);
        }
        state.set(runs.state());
    }

    private void proven(List<Check> checks) {
        List<String> broken = checks.stream()
                .filter(check -> !check.holds())
                .map(Check::statement)
                .toList();
        if (broken.isEmpty()) {
            signer.sign();
        } else {
            log.error("The books are NOT right: {}. Run tollgate ledger verify, which names the rows.", broken);
        }
    }

    /** As it was when it was last looked at; absent: not yet. */
    @Nullable
    State state() {
        return state.get();
    }

    /** The public half of the key that signs, in hex. */
    String publicKey() {
        return signer.publicKey();
    }

    /** Signs a last time, unless the books were found broken. */
    @Override
    public void close() {
        thread.shutdownNow();
        State last = state.get();
        boolean broken = last != null && last.last() != null && last.last().findings() > 0;
        if (every.isZero() || broken || !hasEnded()) {
            return;
        }
        try {
            signer.sign();
        } catch (DatabaseUnreachable | IllegalStateException | UncheckedIOException failure) {
            log.warn("The heads of the books were not signed: {}", failure.getMessage());
        }
    }

    /** A proof that is being made ends with the process. */
    private boolean hasEnded() {
        try {
            return thread.awaitTermination(CLOSING.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
