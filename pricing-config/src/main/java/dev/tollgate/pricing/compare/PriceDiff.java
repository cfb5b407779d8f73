package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.CreditPackage;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PromoCode;
import dev.tollgate.pricing.compare.EntryChange.Section;
import dev.tollgate.pricing.compare.EntryChange.What;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What is different between two price books: all that a file can say, but for comments. Prices are those that buyers see, with their markup, plan by plan. A model that goes,
 * but is served by a wildcard from then on, is a change of its price. The order is that of the new book, with what it does
 * not have any more behind it.
 *
 * @param before the version of the old book
 * @param after the version of the new book
 */
public record PriceDiff(String before, String after, List<EntryChange> changes) {

    public PriceDiff {
        changes = List.copyOf(changes);
    }

    public static PriceDiff of(PriceBook before, PriceBook after) {
        List<EntryChange> changes = new ArrayList<>();
        changes.add(changed(Section.BOOK, "", EntryTerms.of(before), EntryTerms.of(after)));
        changes.addAll(named(
                Section.PROVIDER,
                before.providers().keySet(),
                after.providers().keySet(),
                (book, name) -> Optional.ofNullable(book.providers().get(name)).map(ProviderTerms::of),
                before,
                after));
        changes.addAll(new SoldChanges(before, after).all());
        changes.addAll(named(
                Section.PACKAGE,
                names(before.packages(), CreditPackage::name),
                names(after.packages(), CreditPackage::name),
                PriceDiff::bundle,
                before,
                after));
        changes.addAll(named(
                Section.PLAN,
                names(before.plans(), Plan::name),
                names(after.plans(), Plan::name),
                (book, name) -> book.plan(name).map(EntryTerms::of),
                before,
                after));
        changes.addAll(named(
                Section.PROMO_CODE,
                names(before.promoCodes(), PromoCode::name),
                names(after.promoCodes(), PromoCode::name),
                PriceDiff::promoCode,
                before,
                after));
        changes.addAll(named(
                Section.REWARD,
                RewardTerms.of(before).keySet(),
                RewardTerms.of(after).keySet(),
                (book, name) -> Optional.ofNullable(RewardTerms.of(book).get(name)),
                before,
                after));
        changes.add(changed(Section.MESSAGES, "", EntryTerms.ofMessages(before), EntryTerms.ofMessages(after)));
        changes.removeIf(EntryChange::isEmpty);
        return new PriceDiff(before.version(), after.version(), changes);
    }

    /** Whether nobody would notice. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** The prices that are under what the platform itself pays, by the new book. */
    public long losses() {
        return changes.stream()
                .flatMap(entry -> entry.prices().stream())
                .filter(price -> price.loss().isPresent())
                .count();
    }

    private interface Terms {
        Optional<EntryTerms> of(PriceBook book, String name);
    }

    private static Optional<EntryTerms> bundle(PriceBook book, String name) {
        return book.packages().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .map(EntryTerms::of);
    }

    private static Optional<EntryTerms> promoCode(PriceBook book, String name) {
        return book.promoCodes().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .map(EntryTerms::of);
    }

    private static List<EntryChange> named(
            Section section, Set<String> old, Set<String> now, Terms terms, PriceBook before, PriceBook after) {
        return all(old, now).stream()
                .map(name -> entry(section, name, terms.of(before, name), terms.of(after, name)))
                .toList();
    }

    private static EntryChange entry(
            Section section, String name, Optional<EntryTerms> before, Optional<EntryTerms> after) {
        if (before.isPresent() && after.isPresent()) {
            return changed(section, name, before.get(), after.get());
        }
        return new EntryChange(section, name, after.isPresent() ? What.ADDED : What.REMOVED, List.of(), List.of());
    }

    private static EntryChange changed(Section section, String name, EntryTerms before, EntryTerms after) {
        return new EntryChange(section, name, What.CHANGED, List.of(), before.changesTo(after));
    }

    private static <T> Set<String> names(List<T> all, Function<T, String> name) {
        return all.stream().map(name).collect(LinkedHashSet::new, Set::add, Set::addAll);
    }

    static Set<String> all(Set<String> old, Set<String> now) {
        return Stream.concat(now.stream(), old.stream()).collect(LinkedHashSet::new, Set::add, Set::addAll);
    }
}
