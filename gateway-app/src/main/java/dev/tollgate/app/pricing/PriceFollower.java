package dev.tollgate.app.pricing;

import dev.tollgate.filter.identity.PriceSnapshot;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.pricing.Activation;
import dev.tollgate.ledger.pricing.PriceStanding;
import dev.tollgate.ledger.pricing.PriceVersions;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.PricingFile;
import dev.tollgate.pricing.yaml.PricingProblems;
import dev.tollgate.pricing.yaml.Problem;
import dev.tollgate.pricing.yaml.ReadPricing;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps the prices in memory at what the database says is in force. Book and provider keys are one reference that is
 * swapped at once. A version that this node cannot sell by is not taken: it goes on with the one before, and says so.
 * {@link #follow} blocks and is for one thread; what it finds may be asked for by any.
 */
final class PriceFollower {

    private static final Logger log = LoggerFactory.getLogger(PriceFollower.class);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PriceVersions versions;
    private final NodeKeys keys;
    private final AtomicReference<@Nullable PriceSnapshot> snapshot = new AtomicReference<>();
    private volatile Standing standing = new Standing(Optional.empty(), List.of());

    /**
     * @param inForce by the log of the database, as it was last read
     * @param unusable why this node sells by another version; empty if it does not
     */
    record Standing(Optional<Activation> inForce, List<String> unusable) {}

    PriceFollower(PriceVersions versions, NodeKeys keys) {
        this.versions = versions;
        this.keys = keys;
    }

    /** By what this node sells; absent until something was in force. */
    @Nullable
    PriceSnapshot snapshot() {
        return snapshot.get();
    }

    Standing standing() {
        return standing;
    }

    /**
     * Takes what is in force. Answers how long it is until something else is, by the database's clock; empty if nothing is
     * scheduled.
     *
     * @throws LedgerUnavailable if the database does not answer; everything stays as it was
     */
    Optional<Duration> follow() {
        PriceStanding said = Objects.requireNonNull(versions.standing().block(PATIENCE));
        said.inForce().ifPresent(this::take);
        return said.upcoming().stream().findFirst().map(next -> Duration.between(said.now(), next.effectiveAt()));
    }

    private void take(Activation inForce) {
        PriceSnapshot current = snapshot.get();
        if (current != null && current.book().version().equals(inForce.version())) {
            standing = new Standing(Optional.of(inForce), List.of());
            return;
        }
        Standing before = standing;
        boolean known = before.inForce()
                .filter(it -> it.version().equals(inForce.version()))
                .isPresent();
        if (known && !before.unusable().isEmpty()) {
            return; // Neither a stored text nor the environment of a process changes.
        }
        swap(inForce);
    }

    private void swap(Activation inForce) {
        String text = Objects.requireNonNull(versions.text(inForce.version()).block(PATIENCE));
        boolean first = snapshot.get() == null;
        List<String> unusable;
        try {
            ReadPricing read = PricingFile.stored("prices " + inForce.version(), text);
            PriceBook book = read.book();
            unusable = book.version().equals(inForce.version())
                    ? keys.missing(read).stream().map(Problem::what).toList()
                    : List.of("its text is that of version " + book.version());
            if (unusable.isEmpty()) {
                snapshot.set(keys.snapshot(book));
                read.outdated()
                        .forEach(problem -> log.warn("Taken by an earlier version of Tollgate, mend it: {}", problem));
            }
        } catch (PricingProblems problems) {
            unusable = List.of("this version of Tollgate cannot read it: "
                    + problems.problems().get(0).what());
        }
        standing = new Standing(Optional.of(inForce), unusable);
        if (unusable.isEmpty()) {
            log.atLevel(first ? Level.DEBUG : Level.INFO)
                    .log(
                            "Prices {} are in force since {}, by {} ({})",
                            inForce.version(),
                            inForce.effectiveAt(),
                            inForce.actor(),
                            inForce.source());
        } else {
            log.error("Prices {} are in force, but this node cannot sell by them: {}", inForce.version(), unusable);
        }
    }
}
