package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.credits;
import static dev.tollgate.ledger.Calls.hold;
import static dev.tollgate.ledger.Calls.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.Credits;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What a caller, or a bug above, might try; neighbours in the same batch never notice. */
final class HostileAmountsIT extends LedgerTest {

    @Test
    void the_hold_function_refuses_impossible_amounts_one_by_one() {
        long account = TestDatabase.account(node, "5").id();
        assertThat(
                        database.query(
                                "SELECT status FROM tg_hold((SELECT array_agg(gen_random_uuid()) FROM"
                                        + " generate_series(1, 6)), array_fill(" + account + "::bigint, ARRAY[6]),"
                                        + " ARRAY[1000000000, -1, NULL, 9223372036854775807, -9223372036854775808, 1000000000],"
                                        + " array_fill(0::bigint, ARRAY[6]), array_fill('m'::text, ARRAY[6]), array_fill('{}'::text, ARRAY[6]), gen_random_uuid(), '1 hour')"))
                .containsExactly("PLACED", "INSUFFICIENT", "INSUFFICIENT", "INSUFFICIENT", "INSUFFICIENT", "PLACED");
    }

    @Test
    void an_id_that_many_ask_for_at_once_is_placed_once() {
        long account = TestDatabase.account(node, "5").id();
        HoldRequest first = hold(account, "1");
        List<HoldRequest> requests =
                List.of(first, hold(account, "2"), first, hold(first.id(), account, "3"), hold(account, "1"));
        List<HoldResult.Status> answers = now(Flux.fromIterable(requests)
                .flatMapSequential(request -> node.ledger().hold(request).map(HoldResult::status))
                .collectList());
        assertThat(answers)
                .containsExactly(
                        HoldResult.Status.PLACED,
                        HoldResult.Status.PLACED,
                        HoldResult.Status.PLACED,
                        HoldResult.Status.ID_TAKEN,
                        HoldResult.Status.PLACED);
        assertThat(database.query("SELECT held FROM wallet WHERE id = " + account))
                .containsExactly("4000000000");
    }

    @Test
    void a_charge_beyond_all_bounds_fails_alone() {
        long account = TestDatabase.account(node, "5").id();
        List<HoldRequest> requests = List.of(hold(account, "1"), hold(account, "1"), hold(account, "1"));
        requests.forEach(request -> now(node.ledger().hold(request)));
        String most = Credits.ofNanos(Long.MAX_VALUE).toString();

        List<String> answers = now(Flux.fromIterable(requests)
                .flatMapSequential(request -> node.ledger()
                        .capture(capture(request, request == requests.get(2) ? most : "1"))
                        .map(settled -> settled.status().name())
                        .onErrorReturn("FAILED"))
                .collectList());

        assertThat(answers).containsExactly("CAPTURED", "CAPTURED", "FAILED");
        assertThat(now(node.ledger().release(release(requests.get(2)))).status())
                .isEqualTo(Settlement.Status.RELEASED);
    }

    @Test
    void a_grant_that_does_not_fit_fails_alone() {
        long account = TestDatabase.account(node, "5").id();
        Credits most = Credits.ofNanos(Long.MAX_VALUE);
        assertThat(now(node.ledger()
                                .grant(new GrantRequest(
                                        account, GrantRequest.Source.BONUS, "most", most, "", GrantTerms.NONE)))
                        .status())
                .isEqualTo(GrantResult.Status.TOO_MUCH);
        assertThat(now(node.ledger()
                                .grant(new GrantRequest(
                                        account, GrantRequest.Source.BONUS, "fits", credits("1"), "", GrantTerms.NONE)))
                        .status())
                .isEqualTo(GrantResult.Status.GRANTED);
    }

    @Test
    void what_a_grant_gives_back_after_its_end_is_lost_but_what_was_held_is_captured() {
        long account = TestDatabase.account(node, "0").id();
        now(node.ledger()
                .grant(new GrantRequest(
                        account,
                        GrantRequest.Source.PROMO,
                        "ends-" + account,
                        credits("10"),
                        "",
                        GrantTerms.until(Instant.now().plusSeconds(3600)))));
        HoldRequest used = hold(account, "4");
        HoldRequest unused = hold(account, "3");
        now(node.ledger().hold(used));
        now(node.ledger().hold(unused));
        database.expireLots(account);

        Settlement captured = now(node.ledger().capture(capture(used, "3")));
        Settlement released = now(node.ledger().release(release(unused)));

        assertThat(captured.debited()).isEqualTo(credits("3"));
        assertThat(captured.balance()).isEqualTo(new Balance.Funds(credits("0"), credits("3"), credits("0")));
        assertThat(released.balance()).isEqualTo(new Balance.Funds(credits("0"), credits("0"), credits("0")));
        assertThat(database.query(
                        "SELECT sum(amount) FROM entry WHERE to_account = 'revenue' AND wallet_id = " + account))
                .containsExactly("3000000000");
        assertThat(database.query(
                        "SELECT count(*) > 1 FROM entry WHERE to_account = 'breakage' AND wallet_id = " + account))
                .containsExactly("t");
    }

    @Test
    void a_frozen_wallet_holds_nothing_new_but_pays_for_what_runs() {
        long account = TestDatabase.account(node, "5").id();
        HoldRequest running = hold(account, "1");
        now(node.ledger().hold(running));
        database.execute("UPDATE wallet SET frozen = true WHERE id = " + account);
        assertThat(now(node.ledger().hold(hold(account, "1"))).status()).isEqualTo(HoldResult.Status.FROZEN);
        assertThat(now(node.ledger().capture(capture(running, "1"))).status()).isEqualTo(Settlement.Status.CAPTURED);
    }

    @Test
    void nothing_written_can_be_changed() {
        TestDatabase.account(node, "5");
        for (String change : List.of(
                "UPDATE entry SET amount = 1", "DELETE FROM entry", "TRUNCATE entry", "TRUNCATE usage_record")) {
            assertThatThrownBy(() -> database.execute(change)).hasStackTraceContaining("append-only");
        }
    }

    @Test
    void a_settlement_that_names_another_account_finds_no_hold_even_among_others() {
        long account = TestDatabase.account(node, "5").id();
        long stranger = TestDatabase.account(node, "5").id();
        HoldRequest held = hold(account, "2");
        HoldRequest other = hold(stranger, "1");
        now(node.ledger().hold(held));
        now(node.ledger().hold(other));
        CaptureRequest wrong =
                new CaptureRequest(held.id(), stranger, capture(held, "2").record());

        List<Settlement.Status> answers = now(Flux.just(capture(other, "1"), wrong, capture(other, "1"))
                .flatMapSequential(node.ledger()::capture)
                .map(Settlement::status)
                .collectList());

        assertThat(answers)
                .containsExactly(
                        Settlement.Status.CAPTURED, Settlement.Status.NO_HOLD, Settlement.Status.ALREADY_CAPTURED);
        assertThat(now(node.ledger().release(release(held))).status()).isEqualTo(Settlement.Status.RELEASED);
    }

    @Test
    void a_wallet_with_very_many_lots_is_no_burden_to_others() {
        long account = TestDatabase.account(node, "5").id();
        List<GrantRequest> grants = IntStream.range(0, 2_000)
                .mapToObj(i -> Calls.grant(account, account + "-lot-" + i, "0.01", null))
                .toList();
        now(Flux.fromIterable(grants).flatMap(node.ledger()::grant, 256).collectList());
        List<HoldRequest> requests =
                Stream.generate(() -> hold(account, "0.05")).limit(256).toList();
        assertThat(now(Flux.fromIterable(requests)
                        .flatMap(
                                request -> node.ledger().hold(request).flatMap(held -> node.ledger()
                                        .capture(capture(request, "0.05"))),
                                256)
                        .map(Settlement::status)
                        .collectList()))
                .hasSize(256)
                .containsOnly(Settlement.Status.CAPTURED);
    }
}
