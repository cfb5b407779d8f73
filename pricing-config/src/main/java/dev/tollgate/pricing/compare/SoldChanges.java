package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Currency;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Service;
import dev.tollgate.pricing.compare.EntryChange.Section;
import dev.tollgate.pricing.compare.EntryChange.What;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares what calls are charged for: models and services. */
final class SoldChanges {

    private final PriceBook before;
    private final PriceBook after;
    private final PlanPrices plans;

    SoldChanges(PriceBook before, PriceBook after) {
        this.before = before;
        this.after = after;
        this.plans = new PlanPrices(before, after);
    }

    List<EntryChange> all() {
        List<EntryChange> changes = new ArrayList<>();
        Set<String> models = new LinkedHashSet<>();
        after.models().forEach(model -> models.add(model.name()));
        before.models().forEach(model -> models.add(model.name()));
        models.forEach(name -> changes.add(model(name)));
        Set<String> services = new LinkedHashSet<>();
        after.services().forEach(service -> services.add(service.name()));
        before.services().forEach(service -> services.add(service.name()));
        services.forEach(name -> changes.add(service(name)));
        return changes;
    }

    private EntryChange model(String name) {
        Optional<Model> old = served(before, name);
        Optional<Model> now = served(after, name);
        List<PriceChange> prices = plans.compare(
                plan -> old.map(model -> prices(before, model, plan)).orElse(Map.of()),
                plan -> now.map(model -> prices(after, model, plan)).orElse(Map.of()),
                new PlanPrices.Costs(
                        old.map(model -> cost(before, model)).orElse(Map.of()),
                        now.map(model -> cost(after, model)).orElse(Map.of())));
        List<EntryChange.TermChange> terms = old.isPresent() && now.isPresent()
                ? terms(before, old.get(), prices).changesTo(terms(after, now.get(), prices))
                : List.of();
        return new EntryChange(Section.MODEL, name, what(old, now), prices, terms);
    }

    /** What the platform pays is told where it is not seen by a changed price. */
    private static EntryTerms terms(PriceBook book, Model model, List<PriceChange> prices) {
        EntryTerms terms = EntryTerms.of(model);
        Map<String, PlanPrices.Cost> costs = cost(book, model);
        Set<String> seen = prices.stream()
                .filter(PriceChange::isOfPrice)
                .map(PriceChange::kind)
                .collect(Collectors.toSet());
        costs.forEach((kind, cost) -> {
            boolean follows = !Relations.of(kind).equals(kind) && cost.equals(costs.get(Relations.of(kind)));
            if (!follows && !seen.contains(kind)) {
                terms.with("cost of " + kind, cost.words());
            }
        });
        return terms;
    }

    /** A name means what callers get by it; a wildcard means its own entry. */
    private static Optional<Model> served(PriceBook book, String name) {
        return name.indexOf('*') < 0
                ? book.model(name)
                : book.models().stream()
                        .filter(model -> model.name().equals(name))
                        .findFirst();
    }

    private static Map<String, Price> prices(PriceBook book, Model model, Plan plan) {
        Map<String, Price> prices = new LinkedHashMap<>();
        book.tariff(model, plan).prices().forEach(price -> prices.put(price.kind(), Price.of(price, book)));
        return prices;
    }

    private static Map<String, PlanPrices.Cost> cost(PriceBook book, Model model) {
        Map<String, PlanPrices.Cost> cost = new LinkedHashMap<>();
        if (book.knowsCost(model)) {
            book.cost(model).prices().stream()
                    .filter(price -> price.currency() == Currency.USD)
                    .forEach(price -> cost.put(price.kind(), new PlanPrices.Cost(price.price(), price.per())));
        }
        return cost;
    }

    private static Map<String, PlanPrices.Cost> cost(PriceBook book, Service service) {
        Map<String, PlanPrices.Cost> cost = new LinkedHashMap<>();
        book.cost(service, BigDecimal.ONE).ifPresent(charge -> charge.lines()
                .forEach(line -> cost.put(line.kind(), new PlanPrices.Cost(line.unitPrice(), line.per()))));
        return cost;
    }

    private EntryChange service(String name) {
        Optional<Service> old = before.service(name);
        Optional<Service> now = after.service(name);
        List<PriceChange> prices = plans.compare(
                plan -> old.map(service -> price(before, service, plan)).orElse(Map.of()),
                plan -> now.map(service -> price(after, service, plan)).orElse(Map.of()),
                new PlanPrices.Costs(
                        old.map(service -> cost(before, service)).orElse(Map.of()),
                        now.map(service -> cost(after, service)).orElse(Map.of())));
        List<EntryChange.TermChange> terms = old.isPresent() && now.isPresent()
                ? ServiceTerms.of(old.get()).changesTo(ServiceTerms.of(now.get()))
                : List.of();
        return new EntryChange(Section.SERVICE, name, what(old, now), prices, terms);
    }

    private static Map<String, Price> price(PriceBook book, Service service, Plan plan) {
        Map<String, Price> prices = new LinkedHashMap<>();
        for (Charge.Line piece : book.price(service, plan, 1).lines()) {
            prices.put(piece.kind(), Price.of(piece, book));
        }
        return prices;
    }

    private static What what(Optional<?> old, Optional<?> now) {
        if (old.isPresent() && now.isPresent()) {
            return What.CHANGED;
        }
        return now.isPresent() ? What.ADDED : What.REMOVED;
    }
}
