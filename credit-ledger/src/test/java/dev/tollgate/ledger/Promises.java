package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.Credits;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What clients asked for and what they were told was done, to be compared with what is on disk. Captures, spends and
 * grants go by their reference in the journal.
 */
final class Promises {

    private final Map<String, Long> asked = new ConcurrentHashMap<>();
    private final Map<String, Long> kept = new ConcurrentHashMap<>();
    private long moves;

    void asked(Object reference, Credits amount) {
        asked.put(reference.toString(), amount.nanos());
    }

    /** The ledger said that it is done. */
    void acknowledged(Object reference) {
        kept.put(reference.toString(), Objects.requireNonNull(asked.get(reference.toString())));
        moved();
    }

    /** The ledger said that something is done which leaves no entry: a hold, a release. */
    synchronized void moved() {
        moves++;
        notifyAll();
    }

    /**
     * Waits until so many more moves were acknowledged.
     *
     * @throws AssertionError if they were not in time
     */
    synchronized void awaitMore(int more, long patienceMillis) throws InterruptedException {
        long wanted = moves + more;
        long end = System.nanoTime() + patienceMillis * 1_000_000;
        while (moves < wanted) {
            long left = (end - System.nanoTime()) / 1_000_000;
            assertThat(left)
                    .as("milliseconds left for %s more moves", wanted - moves)
                    .isPositive();
            wait(left);
        }
    }

    /** Each acknowledged move is there once with its amount; each other one once at most; nothing else is there. */
    void compare(TestDatabase database) {
        List<String> there = database.query("SELECT reference || ' ' || sum(amount) FROM entry"
                + " WHERE kind IN ('capture', 'spend', 'grant') GROUP BY kind, reference");
        assertThat(there).doesNotHaveDuplicates().containsAll(lines(kept));
        assertThat(lines(asked)).containsAll(there);
        assertThat(database.query("SELECT request_id || ' ' || charged FROM usage_record WHERE charged > 0"
                        + " UNION ALL SELECT reference || ' ' || granted FROM credit_grant"))
                .containsExactlyInAnyOrderElementsOf(there);
    }

    private static List<String> lines(Map<String, Long> amounts) {
        return amounts.entrySet().stream()
                .map(move -> move.getKey() + " " + move.getValue())
                .toList();
    }
}
