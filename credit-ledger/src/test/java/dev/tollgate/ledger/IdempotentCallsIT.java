package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.hold;
import static dev.tollgate.ledger.Calls.release;
import static dev.tollgate.ledger.idempotency.IdempotentCalls.Standing.ANSWERED;
import static dev.tollgate.ledger.idempotency.IdempotentCalls.Standing.BEGUN;
import static dev.tollgate.ledger.idempotency.IdempotentCalls.Standing.MADE;
import static dev.tollgate.ledger.idempotency.IdempotentCalls.Standing.OTHER_REQUEST;
import static dev.tollgate.ledger.idempotency.IdempotentCalls.Standing.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.idempotency.CallKey;
import dev.tollgate.ledger.idempotency.IdempotentCalls;
import dev.tollgate.ledger.idempotency.IdempotentCalls.Standing;
import dev.tollgate.ledger.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** What becomes of the calls that share an Idempotency-Key, by the books. */
final class IdempotentCallsIT extends LedgerTest {

    private static final byte[] ANSWER = "the answer".getBytes(StandardCharsets.UTF_8);

    private final IdempotentCalls calls = node.idempotentCalls();
    private final IdempotentCalls elsewhere = otherNode.idempotentCalls();
    private long account;
    private CallKey key;

    @BeforeEach
    void an_account() {
        account = TestDatabase.account(node, "100").id();
        key = CallKey.of(account, 1, "order-17");
    }

    private Standing begins(UUID id) {
        return begins(id, "body");
    }

    private Standing begins(UUID id, String body) {
        return now(elsewhere.begin(key, body.getBytes(StandardCharsets.UTF_8), id));
    }

    /** A call that has its hold. */
    private HoldRequest running() {
        HoldRequest call = hold(account, "8");
        assertThat(begins(call.id())).isEqualTo(BEGUN);
        assertThat(holds(call)).isEqualTo(HoldResult.Status.PLACED);
        return call;
    }

    private void age(String interval) {
        database.execute("UPDATE idempotent_call SET begun_at = begun_at - interval '" + interval
                + "' WHERE wallet_id = " + account);
    }

    @Test
    void of_many_at_once_one_begins() {
        List<Standing> standings = Flux.range(0, 50)
                .flatMap(
                        n -> (n % 2 == 0 ? calls : elsewhere)
                                .begin(key, new byte[] {1}, UUID.randomUUID())
                                .subscribeOn(Schedulers.parallel()),
                        50)
                .collectList()
                .block(PATIENCE);
        assertThat(standings).hasSize(50).containsOnlyOnce(BEGUN).containsOnly(BEGUN, RUNNING);
    }

    @Test
    void a_running_call_keeps_its_key_however_long_it_runs() {
        running();
        assertThat(begins(UUID.randomUUID())).isEqualTo(RUNNING);
        age("2 days");
        now(calls.sweep(100));
        assertThat(begins(UUID.randomUUID())).isEqualTo(RUNNING);
    }

    @Test
    void an_answer_is_told_again_to_whoever_has_the_key() {
        HoldRequest call = running();
        now(node.ledger().capture(capture(call, "3")));
        assertThat(begins(UUID.randomUUID())).as("the answer is being kept").isEqualTo(RUNNING);
        calls.end(key, call.id(), false, Optional.of(ANSWER)).block(PATIENCE);
        assertThat(begins(UUID.randomUUID())).isEqualTo(ANSWERED);
        assertThat(now(elsewhere.answer(key))).isEqualTo(ANSWER);
        assertThat(database.query("SELECT encode(answer, 'escape') FROM idempotent_call WHERE wallet_id = " + account)
                        .get(0))
                .doesNotContain("the answer");
        assertThat(calls.answer(CallKey.of(account, 1, "order-18")).block(PATIENCE))
                .isNull();
        age("25 hours");
        assertThat(begins(UUID.randomUUID())).as("its time is over").isEqualTo(BEGUN);
        assertThat(calls.answer(key).block(PATIENCE)).isNull();
    }

    @Test
    void a_charged_call_whose_answer_broke_off_is_not_made_again() {
        HoldRequest call = running();
        calls.end(key, call.id(), false, Optional.empty()).block(PATIENCE);
        assertThat(begins(UUID.randomUUID())).as("it is not settled yet").isEqualTo(RUNNING);
        now(node.ledger().capture(capture(call, "3")));
        assertThat(begins(UUID.randomUUID())).isEqualTo(MADE);
    }

    @Test
    void a_charged_call_whose_gateway_died_with_its_answer_is_not_made_again() {
        try (TestDatabase own = TestDatabase.fresh();
                LedgerDatabase there = own.open()) {
            HoldRequest call = hold(TestDatabase.account(there, "100").id(), "8");
            CallKey its = CallKey.of(call.account(), 1, "order-17");
            assertThat(now(there.idempotentCalls().begin(its, ANSWER, call.id())))
                    .isEqualTo(BEGUN);
            now(there.ledger().hold(call));
            now(there.ledger().capture(capture(call, "3")));
            own.tamper("UPDATE usage_record SET settled_at = settled_at - interval '1 minute'");
            assertThat(now(there.idempotentCalls().begin(its, ANSWER, UUID.randomUUID())))
                    .isEqualTo(MADE);

            HoldRequest message = hold(call.account(), "8");
            CallKey other = CallKey.of(call.account(), 1, "order-18");
            now(there.idempotentCalls().begin(other, ANSWER, message.id()));
            now(there.ledger().hold(message));
            there.idempotentCalls().making(other, message.id()).block(PATIENCE);
            now(there.ledger().release(release(message)));
            own.tamper("UPDATE usage_record SET settled_at = settled_at - interval '1 minute'");
            assertThat(now(there.idempotentCalls().begin(other, ANSWER, UUID.randomUUID())))
                    .as("it may have been made although it cost nothing")
                    .isEqualTo(MADE);
        }
    }

    @Test
    void a_call_that_cost_nothing_frees_its_key_for_any_request() {
        HoldRequest call = running();
        now(node.ledger().release(release(call)));
        UUID next = UUID.randomUUID();
        assertThat(begins(next, "another body")).isEqualTo(BEGUN);
        calls.end(key, call.id(), false, Optional.of(ANSWER)).block(PATIENCE);
        assertThat(begins(UUID.randomUUID(), "another body"))
                .as("an answer that came too late")
                .isEqualTo(RUNNING);
        calls.forget(key, next).block(PATIENCE);
        assertThat(begins(UUID.randomUUID())).isEqualTo(BEGUN);
    }

    @Test
    void what_may_have_been_made_keeps_its_key_although_it_cost_nothing() {
        HoldRequest call = running();
        calls.making(key, call.id()).block(PATIENCE);
        now(node.ledger().release(release(call)));
        assertThat(begins(UUID.randomUUID())).as("its end is being told").isEqualTo(RUNNING);
        calls.end(key, call.id(), true, Optional.empty()).block(PATIENCE);
        assertThat(begins(UUID.randomUUID())).isEqualTo(MADE);

        an_account();
        HoldRequest refused = running();
        calls.making(key, refused.id()).block(PATIENCE);
        now(node.ledger().release(release(refused)));
        calls.end(key, refused.id(), false, Optional.empty()).block(PATIENCE);
        assertThat(begins(UUID.randomUUID())).as("its provider has refused it").isEqualTo(BEGUN);
        assertThatThrownBy(() -> calls.making(key, refused.id()).block(PATIENCE))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void an_account_keeps_so_much_in_a_day() {
        HoldRequest call = running();
        now(node.ledger().capture(capture(call, "3")));
        database.execute("INSERT INTO idempotent_bytes VALUES (" + account + ", (now() AT TIME ZONE 'UTC')::date, "
                + (IdempotentCalls.MOST_A_DAY - 5) + ")");
        calls.end(key, call.id(), false, Optional.of(ANSWER)).block(PATIENCE);
        assertThat(begins(UUID.randomUUID())).isEqualTo(MADE);
        database.execute("UPDATE idempotent_bytes SET day = day - 2 WHERE wallet_id = " + account);
        now(calls.sweep(1000));
        assertThat(database.query("SELECT bytes FROM idempotent_bytes WHERE wallet_id = " + account))
                .isEmpty();
    }

    @Test
    void another_request_with_the_same_key_is_told_apart() {
        HoldRequest call = running();
        assertThat(begins(UUID.randomUUID(), "another body")).isEqualTo(OTHER_REQUEST);
        now(node.ledger().capture(capture(call, "3")));
        calls.end(key, call.id(), false, Optional.of(ANSWER)).block(PATIENCE);
        assertThat(begins(UUID.randomUUID(), "another body")).isEqualTo(OTHER_REQUEST);
    }

    @Test
    void a_gateway_that_died_before_its_hold_does_not_keep_the_key() {
        assertThat(begins(UUID.randomUUID())).isEqualTo(BEGUN);
        assertThat(begins(UUID.randomUUID())).isEqualTo(RUNNING);
        age("61 seconds");
        assertThat(begins(UUID.randomUUID())).isEqualTo(BEGUN);
    }

    @Test
    void the_key_of_one_api_key_is_not_that_of_another() {
        running();
        long other = TestDatabase.account(node, "100").id();
        for (CallKey another : List.of(CallKey.of(other, 1, "order-17"), CallKey.of(account, 2, "order-17"))) {
            assertThat(now(calls.begin(another, new byte[] {1}, UUID.randomUUID())))
                    .isEqualTo(BEGUN);
        }
    }

    @Test
    void old_answers_are_swept_away_and_those_of_a_deleted_account_at_once() {
        HoldRequest call = running();
        now(node.ledger().capture(capture(call, "3")));
        calls.end(key, call.id(), false, Optional.of(ANSWER)).block(PATIENCE);
        now(calls.sweep(100));
        assertThat(now(calls.answer(key))).isEqualTo(ANSWER);
        database.execute("UPDATE account SET deleted_at = now() WHERE id = " + account);
        assertThat(calls.answer(key).block(PATIENCE)).isNull();

        an_account();
        UUID id = UUID.randomUUID();
        assertThat(begins(id)).isEqualTo(BEGUN);
        calls.end(key, id, false, Optional.of(ANSWER)).block(PATIENCE);
        age("25 hours");
        now(calls.sweep(100));
        assertThat(calls.answer(key).block(PATIENCE)).isNull();
    }
}
