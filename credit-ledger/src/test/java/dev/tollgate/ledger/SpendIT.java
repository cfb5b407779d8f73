package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.credits;
import static dev.tollgate.ledger.Calls.hold;
import static dev.tollgate.ledger.Calls.release;
import static dev.tollgate.ledger.Calls.spend;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.ledger.usage.LoggedRequest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Credits that are spent at once: all or nothing, once per key. */
final class SpendIT extends LedgerTest {

    private SpendResult spends(SpendRequest request) {
        return now(node.ledger().spend(request));
    }

    @Test
    void one_key_is_one_debit_however_many_ask_on_two_nodes() {
        long account = TestDatabase.account(node, "10").id();
        List<SpendResult> answers = now(Flux.range(0, 50)
                .flatMap(i -> (i % 2 == 0 ? node : otherNode).ledger().spend(spend(account, "key", "4", "sms")), 50)
                .collectList());

        assertThat(answers)
                .filteredOn(answer -> answer.status() == SpendResult.Status.SPENT)
                .hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == SpendResult.Status.ALREADY_SPENT)
                .hasSize(49);
        assertThat(answers)
                .extracting(SpendResult::id)
                .containsOnly(answers.get(0).id());
        assertThat(answers)
                .extracting(SpendResult::balance)
                .containsOnly(new Balance.Funds(credits("6"), credits("0"), credits("0")));
        LoggedRequest logged = now(node.usageLog().find(account, answers.get(0).id()));
        assertThat(logged.state()).isEqualTo(LoggedRequest.State.CAPTURED);
        assertThat(logged.subject().model()).isEqualTo("sms");
        assertThat(Objects.requireNonNull(logged.record()).tags()).containsEntry("team", "x");
    }

    @Test
    void a_key_that_stands_for_something_else_spends_nothing() {
        long account = TestDatabase.account(node, "10").id();
        spends(spend(account, "key", "4", "sms"));
        assertThat(spends(spend(account, "key", "5", "sms")).status()).isEqualTo(SpendResult.Status.KEY_TAKEN);
        long stranger = TestDatabase.account(node, "10").id();
        assertThat(spends(spend(stranger, "key", "5", "sms")).status()).isEqualTo(SpendResult.Status.SPENT);
    }

    @Test
    void what_is_not_there_is_refused_and_forgotten() {
        long account = TestDatabase.account(node, "3").id();
        HoldRequest running = hold(account, "2");
        now(node.ledger().hold(running));
        assertThat(spends(spend(account, "much", "4", "sms")).status()).isEqualTo(SpendResult.Status.INSUFFICIENT);
        assertThat(spends(spend(account, "some", "3", "sms")).status()).isEqualTo(SpendResult.Status.ON_HOLD);
        now(node.ledger().release(release(running)));
        assertThat(spends(spend(account, "some", "3", "sms")).status()).isEqualTo(SpendResult.Status.SPENT);
        assertThat(spends(spend(-1, "none", "3", "sms")).status()).isEqualTo(SpendResult.Status.NO_ACCOUNT);
    }

    @Test
    void debtors_and_frozen_accounts_spend_nothing() {
        long account = TestDatabase.account(node, "3").id();
        HoldRequest dear = hold(account, "2");
        now(node.ledger().hold(dear));
        now(node.ledger().capture(capture(dear, "5")));
        assertThat(spends(spend(account, "a", "1", "sms")).status()).isEqualTo(SpendResult.Status.IN_DEBT);
        long cold = TestDatabase.account(node, "3").id();
        database.execute("UPDATE wallet SET frozen = true WHERE id = " + cold);
        assertThat(spends(spend(cold, "a", "1", "sms")).status()).isEqualTo(SpendResult.Status.FROZEN);
    }

    @Test
    void credits_for_certain_models_are_spent_on_them_only_and_before_their_time_on_nothing() {
        long account = TestDatabase.account(node, "1").id();
        now(node.ledger()
                .grant(new GrantRequest(
                        account,
                        GrantRequest.Source.PROMO,
                        "sms-" + account,
                        credits("5"),
                        "",
                        new GrantTerms(BigDecimal.TEN, List.of("sms*", "a_b%"), null, null))));
        now(node.ledger()
                .grant(new GrantRequest(
                        account,
                        GrantRequest.Source.PLAN,
                        "later-" + account,
                        credits("7"),
                        "",
                        new GrantTerms(
                                BigDecimal.ZERO,
                                List.of(),
                                java.time.Instant.now().plusSeconds(3600),
                                null))));

        assertThat(spends(spend(account, "a", "2", "voice")).status()).isEqualTo(SpendResult.Status.INSUFFICIENT);
        assertThat(spends(spend(account, "b", "2", "axb")).status()).isEqualTo(SpendResult.Status.INSUFFICIENT);
        assertThat(spends(spend(account, "c", "5.5", "sms-de")).status()).isEqualTo(SpendResult.Status.SPENT);
        assertThat(spends(spend(account, "d", "0.6", "sms-de")).status()).isEqualTo(SpendResult.Status.INSUFFICIENT);
        assertThat(database.query("SELECT cost FROM credit_grant WHERE source = 'promo' AND wallet_id = " + account))
                .containsExactly("10000000000");
    }

    @Test
    void a_hold_for_a_model_takes_what_was_given_for_it_first_if_its_turn_is_first() {
        long account = TestDatabase.account(node, "1").id();
        now(node.ledger()
                .grant(new GrantRequest(
                        account,
                        GrantRequest.Source.PROMO,
                        "gpt-" + account,
                        credits("5"),
                        "",
                        new GrantTerms(BigDecimal.ZERO, List.of("gpt-*"), null, null))));
        HoldRequest call = hold(account, "5.5");
        assertThat(now(node.ledger().hold(call)).status()).isEqualTo(HoldResult.Status.PLACED);
        now(node.ledger().capture(capture(call, "4")));
        assertThat(spends(spend(account, "rest", "1.5", "sms")).status()).isEqualTo(SpendResult.Status.INSUFFICIENT);
        assertThat(spends(spend(account, "own", "1", "sms")).status()).isEqualTo(SpendResult.Status.SPENT);
    }
}
