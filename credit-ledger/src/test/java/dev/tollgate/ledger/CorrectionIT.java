package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.credits;
import static dev.tollgate.ledger.Calls.grant;
import static dev.tollgate.ledger.Calls.hold;
import static dev.tollgate.ledger.Calls.spend;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What was wrong is put right by new entries, and never by more than it was about. */
final class CorrectionIT extends LedgerTest {

    private long account(String credits) {
        return TestDatabase.account(node, credits).id();
    }

    private CorrectionResult correct(CorrectionRequest request) {
        return now(node.ledger().correct(request));
    }

    private UUID spent(long account, String amount) {
        SpendResult result =
                now(node.ledger().spend(spend(account, UUID.randomUUID().toString(), amount, "sms")));
        assertThat(result.status()).isEqualTo(SpendResult.Status.SPENT);
        return result.id();
    }

    private static Balance.Funds funds(String available, String onHold, String debt) {
        return new Balance.Funds(credits(available), credits(onHold), credits(debt));
    }

    @Test
    void a_refund_gives_back_what_was_charged_and_never_more() {
        long account = account("10");
        UUID request = spent(account, "4");

        CorrectionResult part =
                correct(CorrectionRequest.refund(account, "r1-" + account, request, credits("1.5"), "late"));
        assertThat(part.status()).isEqualTo(CorrectionResult.Status.CORRECTED);
        assertThat(part.balance()).isEqualTo(funds("7.5", "0", "0"));
        assertThat(correct(CorrectionRequest.refund(account, "r2-" + account, request, credits("2.6"), ""))
                        .status())
                .isEqualTo(CorrectionResult.Status.TOO_MUCH);
        CorrectionResult rest = correct(CorrectionRequest.refund(account, "r3-" + account, request, Credits.ZERO, ""));
        assertThat(rest.corrected()).isEqualTo(credits("2.5"));
        assertThat(rest.balance()).isEqualTo(funds("10", "0", "0"));
        assertThat(correct(CorrectionRequest.refund(account, "r4-" + account, request, Credits.ZERO, ""))
                        .status())
                .isEqualTo(CorrectionResult.Status.TOO_MUCH);
        assertThat(now(node.ledger().balance(account)).lifetimeSpent()).isEqualTo(Credits.ZERO);
    }

    @Test
    void a_refund_is_given_once_per_reference() {
        long account = account("10");
        UUID request = spent(account, "4");
        CorrectionRequest asked = CorrectionRequest.refund(account, "once-" + account, request, credits("1"), "sorry");

        List<CorrectionResult> answers = now(Flux.fromStream(
                        IntStream.range(0, 50).mapToObj(i -> node.ledger().correct(asked)))
                .flatMap(mono -> mono, 50)
                .collectList());

        assertThat(answers)
                .extracting(CorrectionResult::status)
                .containsOnlyOnce(CorrectionResult.Status.CORRECTED)
                .contains(CorrectionResult.Status.ALREADY_CORRECTED);
        assertThat(funds(account).available()).isEqualTo(credits("7"));
        assertThat(correct(CorrectionRequest.refund(account, "once-" + account, request, credits("2"), "sorry"))
                        .status())
                .isEqualTo(CorrectionResult.Status.REFERENCE_TAKEN);
    }

    @Test
    void nothing_of_another_account_is_refunded_or_reversed() {
        long owner = account("10");
        UUID request = spent(owner, "4");
        now(node.ledger().grant(grant(owner, "own-" + owner, "3", null)));
        long stranger = account("10");

        assertThat(correct(CorrectionRequest.refund(stranger, "s1-" + stranger, request, credits("1"), ""))
                        .status())
                .isEqualTo(CorrectionResult.Status.NOT_FOUND);
        assertThat(correct(CorrectionRequest.reverse(stranger, "s2-" + stranger, "own-" + owner, credits("1"), ""))
                        .status())
                .isEqualTo(CorrectionResult.Status.NOT_FOUND);
        assertThat(correct(CorrectionRequest.adjust(Long.MAX_VALUE, "s3-" + stranger, credits("1"), ""))
                        .status())
                .isEqualTo(CorrectionResult.Status.NO_ACCOUNT);
    }

    @Test
    void a_refund_pays_the_debt_first() {
        long account = account("2");
        HoldRequest request = hold(account, "1");
        now(node.ledger().hold(request));
        now(node.ledger().capture(capture(request, "5")));
        assertThat(funds(account)).isEqualTo(funds("0", "0", "3"));

        CorrectionResult refund =
                correct(CorrectionRequest.refund(account, "d-" + account, request.id(), credits("4"), ""));

        assertThat(refund.balance()).isEqualTo(funds("1", "0", "0"));
    }

    @Test
    void a_reversed_grant_is_taken_from_itself_then_from_others_and_the_rest_is_debt() {
        long account = account("0.5");
        now(node.ledger().grant(grant(account, "pay-" + account, "10", null)));
        now(node.ledger().grant(grant(account, "late-" + account, "2", Instant.parse("2096-01-01T00:00:00Z"))));
        spent(account, "6"); // 2 of the one that ends, 0.5 of the oldest, 3.5 of the one that was paid for
        now(node.ledger().grant(grant(account, "more-" + account, "1", null)));
        assertThat(funds(account).available()).isEqualTo(credits("7.5"));

        CorrectionResult reversed =
                correct(CorrectionRequest.reverse(account, "dispute-" + account, "pay-" + account, Credits.ZERO, ""));

        assertThat(reversed.corrected()).isEqualTo(credits("10"));
        assertThat(reversed.balance()).isEqualTo(funds("0", "0", "2.5"));
        assertThat(database.query("SELECT from_account || ' ' || to_account || ' ' || amount / 100000000 FROM entry"
                        + " WHERE kind = 'reverse' AND wallet_id = " + account + " ORDER BY wallet_seq"))
                .containsExactly("wallet issued:purchase 65", "wallet issued:purchase 10", "debt issued:purchase 25");
        assertThat(correct(CorrectionRequest.reverse(account, "again-" + account, "pay-" + account, credits("0.1"), ""))
                        .status())
                .isEqualTo(CorrectionResult.Status.TOO_MUCH);

        assertThat(now(node.ledger().hold(hold(account, "0.1"))).status()).isEqualTo(HoldResult.Status.IN_DEBT);
        assertThat(now(node.ledger().grant(grant(account, "next-" + account, "5", null)))
                        .balance())
                .isEqualTo(funds("2.5", "0", "0"));
    }

    @Test
    void a_grant_that_is_spent_and_forgotten_is_reversed_from_what_came_later() {
        long account = account("0");
        now(node.ledger().grant(grant(account, "gone-" + account, "10", null)));
        spent(account, "10");
        now(node.ledger().grant(grant(account, "later-" + account, "4", null)));

        CorrectionResult reversed =
                correct(CorrectionRequest.reverse(account, "back-" + account, "gone-" + account, Credits.ZERO, ""));

        assertThat(reversed.balance()).isEqualTo(funds("0", "0", "6"));
    }

    @Test
    void a_debt_is_paid_by_what_running_calls_give_back() {
        long account = account("10");
        HoldRequest running = hold(account, "8");
        now(node.ledger().hold(running));
        assertThat(correct(CorrectionRequest.adjust(account, "a-" + account, credits("5"), "typed wrong"))
                        .balance())
                .isEqualTo(funds("0", "8", "3"));

        Settlement settled = now(node.ledger().capture(capture(running, "1")));

        assertThat(settled.balance()).isEqualTo(funds("4", "0", "0"));
    }

    @Test
    void a_debt_is_paid_by_credits_whose_time_has_come() {
        long account = account("1");
        correct(CorrectionRequest.adjust(account, "c-" + account, credits("3"), ""));
        GrantTerms soon = new GrantTerms(BigDecimal.ZERO, List.of(), Instant.parse("2090-01-01T00:00:00Z"), null);
        GrantResult given = now(node.ledger()
                .grant(new GrantRequest(
                        account, GrantRequest.Source.PLAN, "soon-" + account, credits("10"), "", soon)));
        assertThat(given.balance()).isEqualTo(funds("0", "0", "2"));
        database.execute(
                "UPDATE wallet SET lot_from = array_fill(now(), ARRAY[cardinality(lot_from)]) WHERE id = " + account);

        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!funds(account).equals(funds("8", "0", "0"))) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void credits_for_certain_models_pay_no_debts() {
        long account = account("1");
        GrantTerms forOne = new GrantTerms(BigDecimal.ZERO, List.of("gpt-*"), null, null);
        now(node.ledger()
                .grant(new GrantRequest(
                        account, GrantRequest.Source.PROMO, "promo-" + account, credits("10"), "", forOne)));
        HoldRequest request = hold(account, "1");
        now(node.ledger().hold(request)); // of the promotion, which comes before the purchase
        now(node.ledger().capture(capture(request, "12")));

        now(node.ledger()
                .grant(new GrantRequest(
                        account, GrantRequest.Source.PROMO, "more-" + account, credits("10"), "", forOne)));

        assertThat(funds(account).debt()).isEqualTo(credits("1"));
    }

    @Test
    void a_frozen_account_spends_nothing_until_it_is_thawed_and_the_journal_says_why() {
        long account = account("10");
        HoldRequest running = hold(account, "2");
        now(node.ledger().hold(running));

        assertThat(now(node.ledger().freeze(account, true, "stolen card"))).isFalse();
        assertThat(now(node.ledger().freeze(account, true, "again"))).isTrue();

        assertThat(now(node.ledger().hold(hold(account, "1"))).status()).isEqualTo(HoldResult.Status.FROZEN);
        assertThat(now(node.ledger().spend(spend(account, "f", "1", "sms"))).status())
                .isEqualTo(SpendResult.Status.FROZEN);
        assertThat(now(node.ledger().capture(capture(running, "1"))).status()).isEqualTo(Settlement.Status.CAPTURED);
        now(node.ledger().freeze(account, false, "it was not"));
        assertThat(now(node.ledger().hold(hold(account, "1"))).status()).isEqualTo(HoldResult.Status.PLACED);
        assertThat(database.query("SELECT kind || ': ' || reference FROM entry WHERE wallet_id = " + account
                        + " AND kind LIKE '%freeze' ORDER BY wallet_seq"))
                .containsExactly("freeze: stolen card", "unfreeze: it was not");
        assertThat(node.ledger().freeze(Long.MAX_VALUE, true, "").blockOptional())
                .isEmpty();
    }

    @Test
    void corrections_are_append_only() {
        long account = account("1");
        correct(CorrectionRequest.adjust(account, "kept-" + account, credits("1"), ""));
        for (String tampering :
                List.of("UPDATE correction SET amount = 2", "DELETE FROM correction", "TRUNCATE correction")) {
            assertThatThrownBy(() -> database.execute(tampering)).rootCause().hasMessageContaining("append-only");
        }
    }
}
