package dev.tollgate.app.history;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the database has of one wallet when nothing moves any more; amounts in nano-credits.
 *
 * @param entries in the order of their numbers
 * @param charged what each settled request or spend was charged, by its request's id; 0 for a released one
 * @param spends the request's id of each spend, by its key
 * @param grants what was given, by reference
 * @param holds ids of the holds that are still there, open or expired
 * @param posted what is left of the grants
 */
record Journal(
        List<Entry> entries,
        Map<String, Long> charged,
        Map<String, String> spends,
        Map<String, Long> grants,
        Set<String> holds,
        long posted,
        long debt) {

    /** @param balance the wallet's after it */
    record Entry(long seq, String kind, String from, String to, long amount, long balance, String reference) {}

    /** The reference of an operation's entries. */
    String reference(Operation operation) {
        return operation.kind() == Operation.Kind.SPEND
                ? spends.getOrDefault(operation.id(), "no spend " + operation.id())
                : operation.id();
    }
}
