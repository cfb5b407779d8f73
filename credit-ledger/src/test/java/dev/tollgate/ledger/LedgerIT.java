package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.credits;
import static dev.tollgate.ledger.Calls.grant;
import static dev.tollgate.ledger.Calls.hold;
import static dev.tollgate.ledger.Calls.release;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.ledger.usage.LoggedRequest;
import dev.tollgate.ledger.usage.UsageRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

final class LedgerIT extends LedgerTest {

    @Test
    void a_captured_hold_is_debited_and_its_rest_is_free_again() {
        long account = TestDatabase.account(node, "10").id();
        HoldRequest request = hold(account, "4");

        HoldResult held = now(node.ledger().hold(request));
        assertThat(held.status()).isEqualTo(HoldResult.Status.PLACED);
        assertThat(held.balance()).isEqualTo(new Balance.Funds(credits("6"), credits("4"), credits("0")));

        Settlement settled = now(node.ledger().capture(capture(request, "1.5")));
        assertThat(settled.status()).isEqualTo(Settlement.Status.CAPTURED);
        assertThat(settled.balance()).isEqualTo(new Balance.Funds(credits("8.5"), credits("0"), credits("0")));
        assertThat(funds(account).available()).isEqualTo(credits("8.5"));
    }

    @Test
    void a_released_hold_costs_nothing() {
        long account = TestDatabase.account(node, "10").id();
        HoldRequest request = hold(account, "4");
        holds(request);

        assertThat(now(node.ledger().release(release(request))).status()).isEqualTo(Settlement.Status.RELEASED);
        assertThat(funds(account).available()).isEqualTo(credits("10"));
    }

    @Test
    void a_second_settlement_changes_nothing_and_tells_the_first() {
        long account = TestDatabase.account(node, "10").id();
        HoldRequest request = hold(account, "4");
        holds(request);
        now(node.ledger().capture(capture(request, "1")));

        Settlement again = now(node.ledger().capture(capture(request, "3")));
        assertThat(again.status()).isEqualTo(Settlement.Status.ALREADY_CAPTURED);
        assertThat(again.debited()).isEqualTo(credits("1"));
        assertThat(now(node.ledger().release(release(request))).status()).isEqualTo(Settlement.Status.ALREADY_CAPTURED);
        assertThat(now(node.ledger().capture(capture(hold(account, "1"), "1"))).status())
                .isEqualTo(Settlement.Status.NO_HOLD);
    }

    @Test
    void one_of_sixty_four_holds_on_two_nodes_gets_the_credit_that_is_there_for_one() {
        long account = TestDatabase.account(node, "1").id();

        List<HoldResult.Status> answers = Flux.range(0, 64)
                .flatMap(
                        i -> (i % 2 == 0 ? node : otherNode)
                                .ledger()
                                .hold(hold(account, "1"))
                                .map(HoldResult::status),
                        64)
                .collectList()
                .block(PATIENCE);

        assertThat(answers).hasSize(64);
        assertThat(answers).filteredOn(HoldResult.Status.PLACED::equals).hasSize(1);
        assertThat(answers).filteredOn(HoldResult.Status.ON_HOLD::equals).hasSize(63);
    }

    @Test
    void refusals_say_why() {
        long account = TestDatabase.account(node, "5").id();
        assertThat(holds(hold(account, "5.000000001"))).isEqualTo(HoldResult.Status.INSUFFICIENT);
        HoldRequest first = hold(account, "3");
        assertThat(holds(first)).isEqualTo(HoldResult.Status.PLACED);
        assertThat(holds(first)).isEqualTo(HoldResult.Status.PLACED);
        assertThat(holds(hold(first.id(), account, "2"))).isEqualTo(HoldResult.Status.ID_TAKEN);
        assertThat(holds(hold(account, "3"))).isEqualTo(HoldResult.Status.ON_HOLD);
        assertThat(holds(hold(Long.MAX_VALUE, "1"))).isEqualTo(HoldResult.Status.NO_ACCOUNT);
        assertThat(funds(account).onHold()).isEqualTo(credits("3"));
    }

    @Test
    void a_cost_above_the_hold_takes_what_is_free_and_then_becomes_debt_which_the_next_grant_pays() {
        long account = TestDatabase.account(node, "5").id();
        HoldRequest request = hold(account, "2");
        holds(request);

        Settlement settled = now(node.ledger().capture(capture(request, "7")));
        assertThat(settled.balance()).isEqualTo(new Balance.Funds(credits("0"), credits("0"), credits("2")));
        assertThat(holds(hold(account, "0"))).isEqualTo(HoldResult.Status.IN_DEBT);

        GrantResult granted = now(node.ledger().grant(grant(account, "r1-" + account, "3", null)));
        assertThat(granted.balance()).isEqualTo(new Balance.Funds(credits("1"), credits("0"), credits("0")));
        assertThat(holds(hold(account, "1"))).isEqualTo(HoldResult.Status.PLACED);
    }

    @Test
    void a_grant_is_given_once() {
        long account = TestDatabase.account(node, "0").id();
        String reference = "once-" + account;
        List<GrantResult.Status> answers = Flux.range(0, 50)
                .flatMap(
                        i -> (i % 2 == 0 ? node : otherNode)
                                .ledger()
                                .grant(grant(account, reference, "3", null))
                                .map(GrantResult::status),
                        50)
                .collectList()
                .block(PATIENCE);

        assertThat(answers).filteredOn(GrantResult.Status.GRANTED::equals).hasSize(1);
        assertThat(answers)
                .filteredOn(GrantResult.Status.ALREADY_GRANTED::equals)
                .hasSize(49);
        assertThat(now(node.ledger().grant(grant(account, reference, "4", null)))
                        .status())
                .isEqualTo(GrantResult.Status.REFERENCE_TAKEN);
        assertThat(funds(account).available()).isEqualTo(credits("3"));
    }

    @Test
    void a_caller_that_cancels_changes_nothing() {
        long account = TestDatabase.account(node, "100").id();
        List<HoldRequest> requests =
                Flux.range(0, 100).map(i -> hold(account, "1")).collectList().block();
        Objects.requireNonNull(requests)
                .forEach(request -> node.ledger().hold(request).subscribe().dispose());
        until(() -> funds(account).onHold().equals(credits("100")));
        requests.forEach(request ->
                node.ledger().capture(capture(request, "0.5")).subscribe().dispose());
        until(() -> funds(account).equals(new Balance.Funds(credits("50"), credits("0"), credits("0"))));
    }

    @Test
    void a_settlement_survives_that_the_database_throws_everybody_out() {
        long account = TestDatabase.account(node, "100").id();
        for (int round = 0; round < 10; round++) {
            HoldRequest request = hold(account, "1");
            until(() -> node.ledger()
                    .hold(request)
                    .map(HoldResult::placed)
                    .onErrorReturn(false)
                    .block(PATIENCE));
            Mono<Settlement> settling =
                    node.ledger().capture(capture(request, "1")).cache();
            settling.subscribe();
            database.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND pid <> pg_backend_pid()");
            assertThat(now(settling).debited()).isEqualTo(credits("1"));
        }
        // A read may still find a connection that was thrown out: it says so, and the next one gets another.
        Mono<Balance.Funds> read = node.ledger().balance(account).map(Balance::funds);
        assertThat(now(read.retry(10))).isEqualTo(new Balance.Funds(credits("90"), credits("0"), credits("0")));
    }

    @Test
    void a_bad_request_fails_alone() {
        long account = TestDatabase.account(node, "100").id();
        List<HoldRequest> requests =
                List.of(hold(account, "1"), hold(account, "1"), hold(account, "1"), hold(account, "1"));
        requests.forEach(this::holds);
        List<String> outcomes = now(Flux.range(0, requests.size())
                .flatMap(i -> node.ledger()
                        .capture(i == 2 ? inNoYear(requests.get(i)) : capture(requests.get(i), "1"))
                        .map(settled -> settled.status().name())
                        .onErrorResume(refused -> Mono.just("REFUSED")))
                .collectList());
        assertThat(outcomes).containsExactlyInAnyOrder("CAPTURED", "CAPTURED", "CAPTURED", "REFUSED");
        assertThat(funds(account)).isEqualTo(new Balance.Funds(credits("96"), credits("1"), credits("0")));
        now(node.ledger().release(release(requests.get(2))));
    }

    /** A time that PostgreSQL cannot write down. */
    private static CaptureRequest inNoYear(HoldRequest request) {
        UsageRecord fine = capture(request, "1").record();
        return new CaptureRequest(
                request.id(),
                request.account(),
                new UsageRecord(
                        Instant.parse("+300000-01-01T00:00:00Z"),
                        fine.subject(),
                        fine.answeredModel(),
                        fine.basis(),
                        fine.usage(),
                        fine.additional(),
                        fine.charge(),
                        fine.attempts(),
                        fine.tags(),
                        fine.upstreamRequestId()));
    }

    @Test
    void a_model_with_a_nul_in_its_name_is_written_down_without_it() {
        long account = TestDatabase.account(node, "10").id();
        HoldRequest request = hold(account, "1");
        holds(request);
        UsageRecord record = capture(request, "1").record();
        now(node.ledger()
                .capture(new CaptureRequest(
                        request.id(),
                        account,
                        new UsageRecord(
                                record.at(),
                                record.subject(),
                                "gpt\u0000test",
                                record.basis(),
                                record.usage(),
                                record.additional(),
                                record.charge(),
                                record.attempts(),
                                record.tags(),
                                record.upstreamRequestId()))));
        assertThat(database.query("SELECT answered_model FROM usage_record WHERE wallet_id = " + account))
                .containsExactly("gpt\uFFFDtest");
    }

    @Test
    void the_log_tells_a_request_to_its_account_only() {
        long account = TestDatabase.account(node, "10").id();
        long stranger = TestDatabase.account(node, "10").id();
        HoldRequest request = hold(account, "4");
        holds(request);
        assertThat(now(node.usageLog().find(account, request.id())).state()).isEqualTo(LoggedRequest.State.OPEN);
        now(node.ledger().capture(capture(request, "1.5")));

        LoggedRequest logged = now(node.usageLog().find(account, request.id()));
        assertThat(logged.state()).isEqualTo(LoggedRequest.State.CAPTURED);
        assertThat(logged.record()).isEqualTo(capture(request, "1.5").record());
        assertThat(node.usageLog().find(stranger, request.id()).blockOptional(PATIENCE))
                .isEmpty();
        assertThat(database.query("SELECT input_tokens + output_tokens FROM usage_record WHERE wallet_id = " + account))
                .containsExactly("15");
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void an_account_that_somebody_keeps_locked_holds_up_no_other() {
        HoldRequest locked = hold(TestDatabase.account(node, "5").id(), "1");
        HoldRequest other = hold(TestDatabase.account(node, "5").id(), "1");
        now(node.ledger().hold(locked));
        now(node.ledger().hold(other));
        List<CompletableFuture<Settlement>> waiting = new ArrayList<>();
        database.whileLocked("SELECT 1 FROM wallet WHERE id = " + locked.account() + " FOR UPDATE", () -> {
            waiting.add(node.ledger().capture(capture(locked, "1")).toFuture());
            assertThat(now(node.ledger().capture(capture(other, "1"))).status()).isEqualTo(Settlement.Status.CAPTURED);
            assertThat(waiting.get(0).isDone()).isFalse();
        });
        assertThat(now(Mono.fromFuture(waiting.get(0))).status()).isEqualTo(Settlement.Status.CAPTURED);
    }
}
