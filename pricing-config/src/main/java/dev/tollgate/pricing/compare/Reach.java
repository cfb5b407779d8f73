package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.compare.EntryChange.Section;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whom a change of prices reaches, told by calls of the past: {@link #add} for each of them, in any order. A call is priced
 * by both books, so that what earlier changes did is not seen. Calls that the old book does not sell are not counted. For one thread.
 */
public final class Reach {

    private final PriceBook before;
    private final PriceBook after;
    private final Repricing byOld;
    private final Repricing byNew;
    private final Map<Place, Tally> entries;
    private final Tally total = new Tally();
    private long notSold;

    private record Place(Section section, String name) {}

    private static final class Tally {
        private final Set<String> plans = new HashSet<>();
        private final Set<String> accounts = new HashSet<>();
        private Figures sold = Figures.NONE;
        private long refused;

        /** @param call charged as the old book does */
        void add(PastCall call, Repriced now) {
            plans.add(call.plan());
            accounts.add(call.account());
            if (now instanceof Repriced.Sale sale) {
                sold = sold.plus(call, sale);
            } else {
                refused++;
            }
        }

        Reached sum() {
            return new Reached(plans.size(), accounts.size(), sold, refused);
        }
    }

    public Reach(PriceDiff diff, PriceBook before, PriceBook after) {
        this.before = before;
        this.after = after;
        this.byOld = new Repricing(before);
        this.byNew = new Repricing(after);
        this.entries = diff.changes().stream()
                .collect(Collectors.toMap(entry -> new Place(entry.section(), entry.name()), entry -> new Tally()));
    }

    public void add(PastCall call) {
        if (byOld.of(call) instanceof Repriced.Sale sale) {
            PastCall charged = call.charged(sale.credits(), sale.usd());
            Repriced now = byNew.of(charged);
            places(call).stream().map(entries::get).filter(Objects::nonNull).forEach(entry -> entry.add(charged, now));
            if (isHit(sale, now)) {
                total.add(charged, now);
            }
        } else {
            notSold++;
        }
    }

    private static boolean isHit(Repriced.Sale old, Repriced now) {
        return !(now instanceof Repriced.Sale sale)
                || !sale.credits().equals(old.credits())
                || !sale.usd().equals(old.usd());
    }

    /** Where in either book it is written what this call costs. */
    private Set<Place> places(PastCall call) {
        Set<Place> places = new HashSet<>();
        places.add(plan(before, call));
        places.add(plan(after, call));
        if (call.isService() || call.isSpend() && !call.usage().units().isEmpty()) {
            places.add(new Place(Section.SERVICE, call.model()));
        } else if (!call.isSpend()) {
            models(before, call, places);
            models(after, call, places);
        }
        return places;
    }

    private static Place plan(PriceBook book, PastCall call) {
        return new Place(
                Section.PLAN, book.plan(call.plan()).orElseGet(book::firstPlan).name());
    }

    private static void models(PriceBook book, PastCall call, Set<Place> places) {
        book.model(call.model()).ifPresent(asked -> {
            places.add(new Place(Section.MODEL, asked.name()));
            call.answered().ifPresent(name -> places.add(answering(book, call, asked, name)));
            call.additional().forEach(more -> places.add(answering(book, call, asked, more.model())));
        });
    }

    private static Place answering(PriceBook book, PastCall call, Model asked, String answered) {
        return new Place(
                Section.MODEL, book.answering(call.model(), asked, answered).name());
    }

    /** All calls of what this entry prices: of its model, of its service, or of accounts on its plan; absent: there was none, or it prices nothing. */
    public Optional<Reached> of(EntryChange entry) {
        return Optional.ofNullable(entries.get(new Place(entry.section(), entry.name())))
                .map(Tally::sum)
                .filter(reached -> reached.calls() > 0);
    }

    /** Calls that the old book does not sell, which are counted nowhere else. */
    public long notSold() {
        return notSold;
    }

    /** The calls that are charged otherwise, or refused. */
    public Reached total() {
        return total.sum();
    }
}
