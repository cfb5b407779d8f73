package dev.tollgate.admin.key;

import dev.tollgate.ledger.key.AddressRange;
import dev.tollgate.ledger.key.Budget;
import dev.tollgate.ledger.key.KeyDetails;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key as its owner sees it. Lists that are absent restrict nothing.
 *
 * @param key in clear, in the answer that makes it and in no other
 */
record KeyView(
        String id,
        String name,
        @Nullable String key,
        String prefix,
        String last4,
        Instant created,
        @Nullable Instant expires,
        @Nullable Instant lastUsed,
        @Nullable List<String> models,
        @Nullable List<String> services,
        @Nullable List<String> addresses,
        Map<String, BudgetView> budgets,
        List<Old> old) {

    record BudgetView(String limit, String used, String onHold, @Nullable Instant renews) {
        static BudgetView of(Budget budget) {
            return new BudgetView(
                    budget.limit().toString(),
                    budget.used().toString(),
                    budget.held().toString(),
                    budget.renews());
        }
    }

    /** What it was before it was rotated, and is taken until it expires. */
    record Old(String last4, Instant expires) {}

    static KeyView of(KeyDetails key) {
        return of(key, null);
    }

    static KeyView of(KeyDetails key, @Nullable String clear) {
        Map<String, BudgetView> budgets = new LinkedHashMap<>();
        key.budgets().forEach(budget -> budgets.put(budget.period().label(), BudgetView.of(budget)));
        List<AddressRange> addresses = key.scope().addresses();
        return new KeyView(
                key.id(),
                key.name(),
                clear,
                key.prefix(),
                key.last4(),
                key.created(),
                key.expires(),
                key.lastUsed(),
                key.scope().models(),
                key.scope().services(),
                addresses == null
                        ? null
                        : addresses.stream().map(AddressRange::toString).toList(),
                budgets,
                key.old().stream()
                        .map(old -> new Old(old.last4(), old.expires()))
                        .toList());
    }

    @Override
    public String toString() {
        return "KeyView[" + id + "]";
    }
}
