package dev.tollgate.app.history;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.tollgate.app.history.Journal.Entry;
import dev.tollgate.app.history.Operation.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Shows that a wallet's journal is an order in which what the clients saw can have happened. The journal's numbers are
 * the order that the ledger claims; so nothing has to be searched for, each claim is only held against what was seen:
 *
 * <ul>
 *   <li>what was said to be done is there, whole and once; what was refused left nothing; what is unknown is there once
 *       or not at all; and nothing else is there
 *   <li>what was answered before something else was asked for stands before it (real-time order)
 *   <li>each answer tells a balance that the wallet had between question and answer; that of a debit or a grant, the one
 *       right after it
 *   <li>credits are neither made nor lost
 * </ul>
 */
final class HistoryChecker {

    private static final Set<String> REFUSALS = Set.of("INSUFFICIENT", "ON_HOLD", "IN_DEBT", "FROZEN", "NO_ACCOUNT");

    /** Answers that tell the balance right after the move; the others tell a balance of now. */
    private static final Set<String> AT_ITS_PLACE = Set.of("CAPTURED", "SPENT", "ALREADY_SPENT", "GRANTED");

    private static final Set<String> ONCE = Set.of("CAPTURED", "RELEASED", "SPENT", "GRANTED");

    private record Key(Kind kind, String id) {
        static Key of(Call call) {
            return new Key(call.operation().kind(), call.operation().id());
        }
    }

    private final Journal journal;
    private final Map<Key, List<Call>> operations;
    private final List<Effect> effects = new ArrayList<>();
    private final Map<Key, Effect> made = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();

    private HistoryChecker(List<Call> calls, Journal journal) {
        this.journal = journal;
        this.operations = calls.stream().collect(groupingBy(Key::of, LinkedHashMap::new, toList()));
    }

    /**
     * @param calls every call to the wallet
     * @return a sentence for each thing that cannot be; none if all is well
     */
    static List<String> violations(List<Call> calls, Journal journal) {
        HistoryChecker checker = new HistoryChecker(calls, journal);
        checker.findEffects();
        checker.operations.values().forEach(checker::checkOutcome);
        checker.checkRecords();
        checker.checkOrder();
        calls.forEach(checker::checkBalance);
        checker.checkTotals();
        return checker.violations;
    }

    private void check(boolean holds, String sentence, Object... about) {
        if (!holds) {
            violations.add(String.format(sentence, about));
        }
    }

    /** Cuts the journal into effects: runs of entries with the same reference. */
    private void findEffects() {
        Map<String, List<Call>> asked = new LinkedHashMap<>();
        operations.values().stream()
                .filter(tries -> tries.get(0).operation().kind().isWritten())
                .forEach(tries -> asked.put(journal.reference(tries.get(0).operation()), tries));
        Map<String, List<Entry>> runs = new LinkedHashMap<>();
        String last = "";
        for (Entry entry : journal.entries()) {
            if (entry.kind().equals("repay")) {
                continue;
            }
            boolean goesOn = entry.reference().equals(last);
            check(goesOn || !runs.containsKey(entry.reference()), "made twice, or in two pieces: %s", entry);
            runs.computeIfAbsent(entry.reference(), first -> new ArrayList<>()).add(entry);
            last = entry.reference();
        }
        runs.forEach((reference, entries) -> {
            if (entries.stream().allMatch(entry -> entry.kind().equals("release"))) {
                check(
                        operations.containsKey(new Key(Kind.RELEASE, reference)),
                        "nobody asked for the release: %s",
                        entries);
                return;
            }
            List<Call> tries = asked.getOrDefault(reference, List.of());
            check(!tries.isEmpty(), "nobody asked for it: %s", entries);
            if (!tries.isEmpty()) {
                Effect effect = new Effect(effects.size() + 1, entries, tries);
                effects.add(effect);
                made.put(Key.of(tries.get(0)), effect);
            }
        });
    }

    /** What became of one operation, whatever its tries were told. */
    private void checkOutcome(List<Call> tries) {
        Operation operation = tries.get(0).operation();
        check(tries.stream().allMatch(call -> call.operation().equals(operation)), "not the same: %s", tries);
        check(
                tries.stream()
                                .filter(call -> ONCE.contains(call.answer().status()))
                                .count()
                        <= 1,
                "said to be made more than once: %s",
                tries);
        boolean done = tries.stream().anyMatch(Call::isDone);
        boolean refused =
                tries.stream().allMatch(call -> REFUSALS.contains(call.answer().status()));
        switch (operation.kind()) {
            case HOLD -> {
                check(!done || isKnown(operation.id()), "a hold was lost: %s", tries);
                check(!refused || !isKnown(operation.id()), "a hold was refused and placed: %s", tries);
            }
            case CAPTURE -> {
                checkWritten(tries, done, refused);
                checkHold(tries);
            }
            case RELEASE -> {
                check(!done || isCharged(operation.id(), 0), "a release was lost: %s", tries);
                checkHold(tries);
            }
            case SPEND, GRANT -> checkWritten(tries, done, refused);
            case BALANCE -> {}
        }
    }

    private boolean isKnown(String hold) {
        return journal.holds().contains(hold) || journal.charged().containsKey(hold);
    }

    private boolean isCharged(String request, long amount) {
        Long charged = journal.charged().get(request);
        return charged != null && charged == amount;
    }

    private void checkWritten(List<Call> tries, boolean done, boolean refused) {
        Operation operation = tries.get(0).operation();
        Effect effect = made.get(Key.of(tries.get(0)));
        check(!done || effect != null, "it was lost: %s", tries);
        check(!refused || effect == null, "it was refused and made: %s", tries);
        if (effect != null) {
            check(effect.amount() == operation.amount(), "%s moved %s", operation, effect.amount());
        }
        for (Call call : tries) {
            check(
                    !call.isDone()
                            || operation.kind() == Kind.GRANT
                            || call.answer().debited() == operation.amount(),
                    "it says it debited another amount: %s",
                    call);
        }
    }

    /** A hold can be ended after it was asked for only, and is found once it was placed. */
    private void checkHold(List<Call> ends) {
        List<Call> holds = operations.getOrDefault(
                new Key(Kind.HOLD, ends.get(0).operation().id()), List.of());
        long asked = holds.stream().mapToLong(Call::asked).min().orElse(Call.NEVER);
        long placed = holds.stream()
                .filter(Call::isDone)
                .mapToLong(Call::answered)
                .min()
                .orElse(Call.NEVER);
        for (Call end : ends) {
            check(!end.isDone() || end.answered() > asked, "it ended a hold that nobody had asked for: %s", end);
            check(!end.answer().status().equals("NO_HOLD") || end.asked() < placed, "its hold was lost: %s", end);
        }
    }

    /** Records, entries and questions belong together, each to each. */
    private void checkRecords() {
        Map<String, Long> moved = new LinkedHashMap<>();
        effects.forEach(effect -> moved.put(journal.reference(effect.operation()), effect.amount()));
        journal.charged()
                .forEach((id, amount) -> check(
                        moved.getOrDefault(id, 0L).equals(amount),
                        "request %s was charged %s, its entries took %s",
                        id,
                        amount,
                        moved.getOrDefault(id, 0L)));
        journal.grants()
                .forEach((reference, amount) -> check(
                        amount.equals(moved.getOrDefault(reference, 0L)),
                        "grant %s is of %s, its entry of %s",
                        reference,
                        amount,
                        moved.getOrDefault(reference, 0L)));
        Set<String> known = new HashSet<>(journal.holds());
        journal.charged().keySet().stream()
                .filter(id -> !journal.spends().containsValue(id))
                .forEach(known::add);
        known.forEach(id -> check(operations.containsKey(new Key(Kind.HOLD, id)), "nobody asked for the hold %s", id));
        journal.spends()
                .forEach((key, id) -> check(
                        made.containsKey(new Key(Kind.SPEND, key)),
                        "the spend %s is remembered and was not made",
                        key));
    }

    /** Whoever was answered before another asked stands before the other. */
    private void checkOrder() {
        long latest = 0;
        for (Effect effect : effects) {
            check(
                    effect.answered() > latest,
                    "%s was answered at %s and stands after one that was asked for at %s",
                    effect.operation(),
                    effect.answered(),
                    latest);
            latest = Math.max(latest, effect.asked());
        }
    }

    private void checkBalance(Call call) {
        if (!call.answer().tellsBalance()) {
            return;
        }
        Effect own = made.get(Key.of(call));
        if (own != null && AT_ITS_PLACE.contains(call.answer().status())) {
            check(call.answer().fits(own.balance()), "the balance after it was %s: %s", own.balance(), call);
            return;
        }
        int first = own != null && call.isDone() ? own.place() : 0;
        int last = effects.size();
        for (Effect effect : effects) {
            if (effect.answered() < call.asked()) {
                first = Math.max(first, effect.place());
            } else if (effect.asked() > call.answered()) {
                last = Math.min(last, effect.place() - 1);
            }
        }
        boolean fits = false;
        for (int place = first; place <= last && !fits; place++) {
            fits = call.answer().fits(place == 0 ? 0 : effects.get(place - 1).balance());
        }
        check(fits, "no balance from place %s to %s is this: %s", first, last, call);
    }

    private void checkTotals() {
        long granted = 0;
        long gone = 0;
        long balance = 0;
        long seq = 0;
        for (Entry entry : journal.entries()) {
            granted += entry.kind().equals("grant") ? entry.amount() : 0;
            gone += entry.to().equals("revenue") || entry.to().equals("breakage") ? entry.amount() : 0;
            balance = granted - gone;
            seq++;
            check(entry.seq() == seq, "entry %s should be number %s", entry, seq);
            check(entry.balance() == balance, "after %s there should be %s", entry, balance);
        }
        check(
                granted + journal.debt() == journal.posted() + gone,
                "granted %s and owed %s, left %s and gone %s",
                granted,
                journal.debt(),
                journal.posted(),
                gone);
    }
}
