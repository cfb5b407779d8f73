package dev.tollgate.app.history;

import dev.tollgate.app.history.Journal.Entry;
import java.util.List;

/**
 * An operation that is in the journal: its entries, and all tries of it.
 *
 * @param place which effect of the wallet it is: 1 is the first
 */
record Effect(int place, List<Entry> entries, List<Call> tries) {

    Operation operation() {
        return tries.get(0).operation();
    }

    /** It happened after this, */
    long asked() {
        return tries.stream().mapToLong(Call::asked).min().orElseThrow();
    }

    /** and before this. */
    long answered() {
        return tries.stream()
                .filter(Call::isDone)
                .mapToLong(Call::answered)
                .min()
                .orElse(Call.NEVER);
    }

    /** What it moved between the wallet and the house; a repayment stays within the wallet. */
    long amount() {
        return entries.stream()
                .filter(entry -> entry.to().equals("revenue") || entry.kind().equals("grant"))
                .mapToLong(Entry::amount)
                .sum();
    }

    /** The wallet's balance after it. */
    long balance() {
        return entries.get(entries.size() - 1).balance();
    }
}
