package dev.tollgate.app.pricing;

import dev.tollgate.admin.pricing.LocalPrices.Look;
import dev.tollgate.admin.pricing.LocalPrices.Outcome;
import dev.tollgate.app.startup.StartupProblem;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.database.Outage;
import dev.tollgate.ledger.pricing.PriceChange;
import dev.tollgate.ledger.pricing.PriceChangeResult;
import dev.tollgate.ledger.pricing.PriceStanding;
import dev.tollgate.ledger.pricing.PriceVersions;
import dev.tollgate.pricing.yaml.PricingFile;
import dev.tollgate.pricing.yaml.PricingProblems;
import dev.tollgate.pricing.yaml.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what the pricing file says into the database. What it said the last time is not brought again, so a restart does
 * not undo what was applied since. {@link #look} and {@link #enter} block and are for one thread.
 */
final class FileEntry {

    private static final Logger log = LoggerFactory.getLogger(FileEntry.class);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final PriceVersions versions;
    private final NodeKeys keys;
    private final Optional<Path> file;
    private final Optional<PricingPlace> place;
    private final Map<Outcome, LongAdder> looks = new EnumMap<>(Outcome.class);
    private volatile Look last = Look.UNCHANGED;

    /** @param file empty for prices that come with the program, which never change while it runs */
    FileEntry(PriceVersions versions, NodeKeys keys, Optional<Path> file) {
        this.versions = versions;
        this.keys = keys;
        this.file = file;
        this.place = file.map(PricingPlace::new);
        for (Outcome outcome : Outcome.values()) {
            looks.put(outcome, new LongAdder());
        }
    }

    Look last() {
        return last;
    }

    /** How many looks have ended so. */
    long count(Outcome outcome) {
        return Objects.requireNonNull(looks.get(outcome)).sum();
    }

    /**
     * What the program starts with; waits until the database answers. Prices that come with the program count until there
     * are others, so that a new version of it does not replace what an operator has chosen; and prices whose time has not
     * come are of no use to a start where none are in force.
     */
    void enter(PricedText start) {
        place.ifPresent(watched -> remember(watched, start));
        PriceStanding said =
                Objects.requireNonNull(Outage.waitedOut(versions.standing()).block(PATIENCE));
        boolean tooEarly = start.effective().filter(said.now()::isBefore).isPresent();
        if (start.isPackaged()
                        && said.inForce()
                                .filter(it -> !PricedText.isPackaged(it))
                                .isPresent()
                || tooEarly && said.inForce().isEmpty()) {
            return;
        }
        PriceChangeResult result = Objects.requireNonNull(
                Outage.waitedOut(versions.change(change(start))).block(PATIENCE));
        if (result.activation() == null) {
            throw new StartupProblem("Another text is stored as version "
                    + start.book().version() + " of the prices. Change " + start.name() + " by a word.");
        }
    }

    /** What was brought at the start is not brought again by the first look: another node may have changed it since. */
    private void remember(PricingPlace watched, PricedText start) {
        String print = watched.print();
        try {
            if (PricingFile.read(file.orElseThrow())
                    .version()
                    .equals(start.book().version())) {
                watched.known(print);
            }
        } catch (PricingProblems changedMeanwhile) {
            log.debug("the first look will tell", changedMeanwhile);
        }
    }

    /**
     * Looks whether the file says something new.
     *
     * @throws LedgerUnavailable if it does, and the database does not answer: the next look will try again
     */
    Look look() {
        Look found = place.isEmpty() ? Look.UNCHANGED : look(place.get(), file.orElseThrow());
        last = found;
        Objects.requireNonNull(looks.get(found.outcome())).increment();
        return found;
    }

    private Look look(PricingPlace place, Path file) {
        Optional<String> changed = place.changed();
        if (changed.isEmpty()) {
            return asBefore();
        }
        Said said = said(file);
        if (!place.print().equals(changed.get())) {
            // It was written while it was read: the next look will tell.
            return asBefore();
        }
        Look found = said.text().map(text -> bring(text, file)).orElseGet(() -> invalid(said.problems()));
        if (found.outcome() == Outcome.INVALID) {
            log.error(
                    "The pricing file cannot be used; the prices in force stay:\n{}",
                    found.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        place.known(changed.get());
        return found;
    }

    private Look asBefore() {
        return last.outcome() == Outcome.INVALID ? last : Look.UNCHANGED;
    }

    /** What a file says, or what is wrong with it. */
    private record Said(Optional<PricedText> text, List<Problem> problems) {}

    private Said said(Path file) {
        try {
            PricedText text = PricedText.of(file, keys.surroundings());
            List<Problem> missing = keys.missing(text.read());
            return new Said(Optional.of(text).filter(it -> missing.isEmpty()), missing);
        } catch (PricingProblems problems) {
            return new Said(Optional.empty(), problems.problems());
        }
    }

    private Look bring(PricedText text, Path file) {
        PriceChangeResult result =
                Objects.requireNonNull(versions.change(change(text)).block(PATIENCE));
        return switch (result.status()) {
            case UNCHANGED -> Look.UNCHANGED;
            case APPLIED, SCHEDULED -> {
                text.warnings().forEach(warning -> log.warn("Pricing file: {}", warning));
                yield new Look(Outcome.APPLIED, List.of());
            }
            case NO_VERSION, OTHER_TEXT, NEVER_IN_FORCE -> invalid(List.of(problem(
                    file,
                    "another text is stored as version " + text.book().version() + "; change the file by a word")));
        };
    }

    private static Look invalid(List<Problem> problems) {
        return new Look(Outcome.INVALID, problems);
    }

    /** Of the file as a whole. */
    private static Problem problem(Path file, String sentence) {
        return new Problem(file.toString(), 1, 1, sentence, "");
    }

    private static PriceChange change(PricedText text) {
        return PriceChange.byFile(
                text.book().version(), text.text(), text.effective().orElse(null), text.name());
    }
}
