package dev.tollgate.app.pricing;

import dev.tollgate.admin.pricing.LocalPrices;
import dev.tollgate.app.startup.StartupProblem;
import dev.tollgate.filter.identity.PriceSnapshot;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.pricing.PriceVersions;
import dev.tollgate.pricing.yaml.Problem;
import dev.tollgate.pricing.yaml.ReadPricing;
import dev.tollgate.pricing.yaml.Surroundings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * The prices of this node, kept up to date by one thread: it looks at the pricing file every five seconds, and at the log
 * of the database when that says that it has a new row, when the time of something scheduled has come, and every five
 * seconds anyway. While the database is away everything stays as it is.
 */
public final class PriceWatch implements Supplier<PriceSnapshot>, LocalPrices, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PriceWatch.class);

    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /** Behind the time of what is scheduled: two clocks never run alike. */
    private static final Duration BEHIND = Duration.ofMillis(20);

    private final PriceVersions versions;
    private final NodeKeys keys;
    private final FileEntry file;
    private final PriceFollower follower;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "prices");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Disposable listening;

    private PriceWatch(PriceVersions versions, NodeKeys keys, Optional<Path> path) {
        this.versions = versions;
        this.keys = keys;
        this.file = new FileEntry(versions, keys, path);
        this.follower = new PriceFollower(versions, keys);
    }

    /**
     * Brings in what the program was started with, and takes what is in force; {@link #watch} goes on from there. Blocks.
     *
     * @param path the pricing file to watch; empty for prices that come with the program
     * @throws StartupProblem if there is nothing to sell by
     */
    public static PriceWatch start(PriceVersions versions, NodeKeys keys, PricedText start, Optional<Path> path) {
        PriceWatch watch = new PriceWatch(versions, keys, path);
        try {
            watch.file.enter(start);
            watch.follower.follow();
            watch.requirePrices(start);
        } catch (RuntimeException failure) {
            watch.close();
            throw failure;
        }
        return watch;
    }

    private void requirePrices(PricedText start) {
        if (follower.snapshot() != null) {
            return;
        }
        PriceFollower.Standing standing = follower.standing();
        throw new StartupProblem(standing.inForce()
                .map(inForce -> "The prices in force (" + inForce.version() + ", by " + inForce.actor() + " at "
                        + inForce.at() + ") cannot be used here: "
                        + String.join("; ", standing.unusable()) + ".")
                .orElseGet(() -> "The time of " + start.name() + " has not come ("
                        + start.effective().map(Object::toString).orElse("later")
                        + "), and no other prices are in force. Start with those that count until then."));
    }

    /** Begins to look, again and again until this is closed. */
    @SuppressWarnings("FutureReturnValueIgnored") // It ends with its thread, and does not fail.
    public void watch() {
        thread.scheduleWithFixedDelay(() -> tried(this::look), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        listening = versions.notices()
                .doOnNext(notice -> askToFollow())
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                        .maxBackoff(LONGEST_PAUSE)
                        .transientErrors(true))
                .subscribe();
    }

    /** However many notices come while one look waits its turn, it sees what all of them tell of. */
    private void askToFollow() {
        if (asked.compareAndSet(false, true)) {
            try {
                thread.execute(() -> tried(this::followNow));
            } catch (RejectedExecutionException closing) {
                log.debug("closing", closing);
            }
        }
    }

    private void tried(Runnable work) {
        try {
            work.run();
        } catch (LedgerUnavailable away) {
            log.debug("The prices could not be looked up", away);
        } catch (RuntimeException | OutOfMemoryError failure) { // Else nobody would ever look again.
            log.atLevel(thread.isShutdown() ? Level.DEBUG : Level.WARN)
                    .log("The prices were not looked at; it is tried again in five seconds: {}", failure.toString());
        }
    }

    private Look look() {
        try {
            return file.look();
        } finally {
            followNow();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // It does not fail.
    private void followNow() {
        asked.set(false);
        follower.follow()
                .filter(wait -> wait.compareTo(EVERY) <= 0)
                .ifPresent(wait -> thread.schedule(
                        () -> tried(this::followNow), wait.plus(BEHIND).toMillis(), TimeUnit.MILLISECONDS));
    }

    /** The prices of this moment: to be asked for once for each request. */
    @Override
    public PriceSnapshot get() {
        return Objects.requireNonNull(follower.snapshot());
    }

    PriceFollower.Standing standing() {
        return follower.standing();
    }

    /** How many looks at the pricing file have ended so. */
    long count(Outcome outcome) {
        return file.count(outcome);
    }

    @Override
    public State state() {
        return new State(
                get().book().version(), file.last(), follower.standing().unusable());
    }

    @Override
    public Mono<Look> reload() {
        return Mono.fromFuture(() -> CompletableFuture.supplyAsync(this::look, thread), true);
    }

    @Override
    public Mono<Void> follow() {
        return Mono.fromFuture(() -> CompletableFuture.runAsync(this::followNow, thread), true);
    }

    @Override
    public List<Problem> missing(ReadPricing read) {
        return keys.missing(read);
    }

    @Override
    public Surroundings surroundings() {
        return keys.surroundings();
    }

    @Override
    public void close() {
        if (listening != null) {
            listening.dispose();
        }
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSING.toSeconds(), TimeUnit.SECONDS)) {
                log.debug("The prices are still being looked at");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
