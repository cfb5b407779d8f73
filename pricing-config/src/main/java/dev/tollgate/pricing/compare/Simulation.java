package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.PriceBook;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prices calls of the past by a new book, one by one: {@link #add} for each of them, {@link #result} at the end. Keeps a
 * few sums for each model, plan, account and operation, and no calls. For one thread.
 */
public final class Simulation {

    private final PriceBook book;
    private final Repricing repricing;
    private Figures total = Figures.NONE;
    private final Map<String, Figures> models = new TreeMap<>();
    private final Map<String, Figures> plans = new TreeMap<>();
    private final Map<String, Figures> accounts = new TreeMap<>();
    private final Map<String, Figures> operations = new TreeMap<>();
    private final Map<String, Map<SimulationResult.Reason, Lost>> refusals = new TreeMap<>();

    private record Lost(long calls, BigDecimal charged) {
        Lost plus(Lost other) {
            return new Lost(calls + other.calls, charged.add(other.charged));
        }
    }

    public Simulation(PriceBook book) {
        this.book = book;
        this.repricing = new Repricing(book);
    }

    public void add(PastCall call) {
        repricing.of(call).countIn(this, call);
    }

    void sold(PastCall call, Repriced.Sale sale) {
        total = total.plus(call, sale);
        count(models, call.model(), call, sale);
        count(plans, call.plan(), call, sale);
        count(accounts, call.account(), call, sale);
        count(operations, call.operation(), call, sale);
    }

    private static void count(Map<String, Figures> group, String name, PastCall call, Repriced.Sale sale) {
        group.put(name, group.getOrDefault(name, Figures.NONE).plus(call, sale));
    }

    void refused(PastCall call, SimulationResult.Reason reason) {
        refusals.computeIfAbsent(call.model(), unseen -> new TreeMap<>())
                .merge(reason, new Lost(1, call.charged().toDecimal()), Lost::plus);
    }

    /** What was added so far. */
    public SimulationResult result() {
        List<SimulationResult.Refused> lost = new ArrayList<>();
        refusals.forEach((model, reasons) -> reasons.forEach(
                (reason, each) -> lost.add(new SimulationResult.Refused(model, reason, each.calls(), each.charged()))));
        return new SimulationResult(
                book.version(),
                total,
                new TreeMap<>(models),
                new TreeMap<>(plans),
                new TreeMap<>(accounts),
                new TreeMap<>(operations),
                lost);
    }
}
