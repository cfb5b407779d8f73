package dev.tollgate.app.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.app.history.Journal.Entry;
import dev.tollgate.app.history.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The checker passes a history that can be, and finds what is wrong in ones that cannot. */
final class HistoryCheckerTest {

    private static final long WALLET = 1;

    private static final Operation GRANT = new Operation(Kind.GRANT, WALLET, "g", 100);
    private static final Operation HOLD = new Operation(Kind.HOLD, WALLET, "h", 30);
    private static final Operation CAPTURE = new Operation(Kind.CAPTURE, WALLET, "h", 20);
    private static final Operation RELEASE = new Operation(Kind.RELEASE, WALLET, "h", 0);
    private static final Operation SPEND = new Operation(Kind.SPEND, WALLET, "s", 5);

    private static final Entry GRANTED = new Entry(1, "grant", "issued:purchase", "wallet", 100, 100, "g");
    private static final Entry CAPTURED = new Entry(2, "capture", "wallet", "revenue", 20, 80, "h");
    private static final Entry SPENT = new Entry(3, "spend", "wallet", "revenue", 5, 75, "spend-s");

    private static final Call GRANTS = answered(GRANT, 1, 2, new Answer("GRANTED", 0, 100, 0, 0));
    private static final Call HOLDS = answered(HOLD, 3, 4, new Answer("PLACED", 0, 70, 30, 0));
    private static final Call CAPTURES = answered(CAPTURE, 5, 6, new Answer("CAPTURED", 20, 80, 0, 0));
    private static final Call SPENDS = answered(SPEND, 7, 8, new Answer("SPENT", 5, 75, 0, 0));

    private static final List<Call> SEEN = List.of(GRANTS, HOLDS, CAPTURES, SPENDS);

    private static Call answered(Operation operation, long asked, long answered, Answer answer) {
        return new Call(operation, asked, answered, answer);
    }

    private static Call unknown(Operation operation, long asked) {
        return new Call(operation, asked, Call.NEVER, Answer.UNKNOWN);
    }

    private static Journal journal(List<Entry> entries, Map<String, Long> charged, Set<String> holds) {
        long balance = entries.isEmpty() ? 0 : entries.get(entries.size() - 1).balance();
        boolean spent = charged.containsKey("spend-s");
        return new Journal(
                entries, charged, spent ? Map.of("s", "spend-s") : Map.of(), Map.of("g", 100L), holds, balance, 0);
    }

    private static final Journal WRITTEN =
            journal(List.of(GRANTED, CAPTURED, SPENT), Map.of("h", 20L, "spend-s", 5L), Set.of());

    private static List<Call> with(List<Call> calls, Call... more) {
        List<Call> all = new ArrayList<>(calls);
        all.addAll(List.of(more));
        return all;
    }

    private static void assertFound(List<Call> calls, Journal journal, String sentence) {
        assertThat(HistoryChecker.violations(calls, journal))
                .anySatisfy(violation -> assertThat(violation).contains(sentence));
    }

    @Test
    void passes_what_happened_as_it_was_seen() {
        assertThat(HistoryChecker.violations(SEEN, WRITTEN)).isEmpty();
    }

    @Test
    void passes_unknown_calls_that_happened_once_or_not_at_all() {
        List<Call> seen = List.of(GRANTS, HOLDS, unknown(CAPTURE, 5), unknown(SPEND, 7));
        assertThat(HistoryChecker.violations(seen, WRITTEN)).isEmpty();
        assertThat(HistoryChecker.violations(seen, journal(List.of(GRANTED), Map.of(), Set.of("h"))))
                .isEmpty();
    }

    @Test
    void passes_a_call_that_was_asked_again_and_calls_at_the_same_time_in_any_order() {
        List<Call> again = List.of(
                GRANTS,
                HOLDS,
                unknown(CAPTURE, 5),
                answered(CAPTURE, 9, 10, new Answer("ALREADY_CAPTURED", 20, 75, 0, 0)),
                answered(SPEND, 6, 8, new Answer("SPENT", 5, 75, 0, 0)));
        assertThat(HistoryChecker.violations(again, WRITTEN)).isEmpty();
    }

    @Test
    void finds_a_double_capture() {
        Entry second = new Entry(3, "capture", "wallet", "revenue", 20, 60, "h");
        assertFound(
                SEEN.subList(0, 3),
                journal(List.of(GRANTED, CAPTURED, second), Map.of("h", 20L), Set.of()),
                "moved 40");
        Entry later = new Entry(4, "capture", "wallet", "revenue", 20, 55, "h");
        assertFound(
                SEEN,
                journal(List.of(GRANTED, CAPTURED, SPENT, later), Map.of("h", 20L, "spend-s", 5L), Set.of()),
                "made twice");
        assertFound(with(SEEN, answered(CAPTURE, 9, 10, CAPTURES.answer())), WRITTEN, "said to be made more than once");
    }

    @Test
    void finds_a_lost_capture() {
        assertFound(SEEN.subList(0, 3), journal(List.of(GRANTED), Map.of(), Set.of()), "it was lost");
    }

    @Test
    void finds_a_lost_hold() {
        assertFound(SEEN.subList(0, 2), journal(List.of(GRANTED), Map.of(), Set.of()), "a hold was lost");
        Call nothing = answered(CAPTURE, 5, 6, new Answer("NO_HOLD", 0, 0, 0, 0));
        assertFound(
                with(SEEN.subList(0, 2), nothing),
                journal(List.of(GRANTED), Map.of(), Set.of("h")),
                "its hold was lost");
    }

    @Test
    void finds_what_stands_in_another_order_than_it_was_seen() {
        Entry spent = new Entry(2, "spend", "wallet", "revenue", 5, 95, "spend-s");
        Entry captured = new Entry(3, "capture", "wallet", "revenue", 20, 75, "h");
        assertFound(
                SEEN,
                journal(List.of(GRANTED, spent, captured), Map.of("h", 20L, "spend-s", 5L), Set.of()),
                "stands after one");
    }

    @Test
    void finds_a_wrong_balance_in_an_answer() {
        Call wrong = answered(SPEND, 7, 8, new Answer("SPENT", 5, 76, 0, 0));
        assertFound(with(SEEN.subList(0, 3), wrong), WRITTEN, "the balance after it was 75");
    }

    @Test
    void finds_a_balance_that_is_out_of_date() {
        Operation read = new Operation(Kind.BALANCE, WALLET, "r", 0);
        assertThat(HistoryChecker.violations(
                        with(SEEN, answered(read, 9, 10, new Answer("READ", 0, 75, 0, 0))), WRITTEN))
                .isEmpty();
        assertFound(
                with(SEEN, answered(read, 9, 10, new Answer("READ", 0, 80, 0, 0))), WRITTEN, "no balance from place");
    }

    @Test
    void finds_what_was_refused_and_made_all_the_same() {
        Call refused = answered(SPEND, 7, 8, new Answer("INSUFFICIENT", 0, 80, 0, 0));
        assertFound(with(SEEN.subList(0, 3), refused), WRITTEN, "it was refused and made");
        Call refusedHold = answered(HOLD, 3, 4, new Answer("ON_HOLD", 0, 100, 0, 0));
        assertFound(
                List.of(GRANTS, refusedHold), journal(List.of(GRANTED), Map.of(), Set.of("h")), "refused and placed");
    }

    @Test
    void finds_a_hold_that_ended_twice() {
        Call released = answered(RELEASE, 5, 6, new Answer("RELEASED", 0, 80, 0, 0));
        assertFound(with(SEEN, released), WRITTEN, "a release was lost");
    }

    @Test
    void finds_half_a_capture() {
        Entry half = new Entry(2, "capture", "wallet", "revenue", 10, 90, "h");
        assertFound(
                List.of(GRANTS, HOLDS, unknown(CAPTURE, 5)),
                journal(List.of(GRANTED, half), Map.of("h", 10L), Set.of()),
                "moved 10");
    }

    @Test
    void finds_what_nobody_asked_for() {
        assertFound(SEEN.subList(0, 3), WRITTEN, "nobody asked for it");
        assertFound(
                SEEN.subList(0, 1), journal(List.of(GRANTED), Map.of(), Set.of("x")), "nobody asked for the hold x");
    }

    @Test
    void finds_credits_that_came_from_nowhere() {
        Journal more =
                new Journal(WRITTEN.entries(), WRITTEN.charged(), WRITTEN.spends(), WRITTEN.grants(), Set.of(), 76, 0);
        assertFound(SEEN, more, "granted 100 and owed 0, left 76 and gone 25");
        Entry wrong = new Entry(3, "spend", "wallet", "revenue", 5, 80, "spend-s");
        assertFound(
                SEEN,
                journal(List.of(GRANTED, CAPTURED, wrong), Map.of("h", 20L, "spend-s", 5L), Set.of()),
                "there should be 75");
    }

    @Test
    void finds_a_charge_that_its_entries_did_not_take() {
        assertFound(
                SEEN,
                journal(List.of(GRANTED, CAPTURED, SPENT), Map.of("h", 21L, "spend-s", 5L), Set.of()),
                "was charged 21");
    }
}
