package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.credits;
import static dev.tollgate.ledger.Calls.grant;
import static dev.tollgate.ledger.Calls.hold;
import static dev.tollgate.ledger.Calls.release;
import static dev.tollgate.ledger.Calls.spend;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.audit.AuditNote;
import dev.tollgate.ledger.billing.Payment;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.key.Budget;
import dev.tollgate.ledger.key.KeyTerms;
import dev.tollgate.ledger.plan.PlanTerms;
import dev.tollgate.ledger.plan.Redemption;
import dev.tollgate.ledger.proof.Check;
import dev.tollgate.ledger.proof.HeadSigner;
import dev.tollgate.ledger.proof.LedgerProof;
import dev.tollgate.ledger.proof.SigningKey;
import dev.tollgate.ledger.proof.Witness;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PromoCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Books that are right are proven so; whatever one row somebody changes, even the owner of the database, is found. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LedgerProofIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final SigningKey KEY = SigningKey.generate();

    private TestDatabase database;
    private Path signed;

    @BeforeAll
    void fill(@TempDir Path folder) {
        database = TestDatabase.fresh();
        signed = folder.resolve("signed-heads");
        HeadSigner signer = new HeadSigner(DatabaseUrl.parse(database.r2dbcUrl()), KEY, signed);
        try (LedgerDatabase node = database.open()) {
            for (int account = 0; account < 3; account++) {
                everyKindOfMove(node);
                told(node, "acc_" + account);
                assertThat(signer.sign()).as("changed heads").isPositive();
            }
            now(node.ledger().spend(spend(1, "after", "1", "sms")));
            redeemed(node, 1);
            now(node.ledger()
                    .startPlan(
                            2,
                            PlanTerms.of(new Plan("free", List.of(), Plan.Limits.NONE, List.of())),
                            ZoneId.of("UTC")));
            told(node, "acc_3");
            bought(node, TestDatabase.account(node, "0").id());
        }
    }

    private static void bought(LedgerDatabase node, long account) {
        Payment payment = new Payment(
                "pi:bought",
                account,
                null,
                "",
                "",
                "bought",
                Payment.Source.PURCHASE,
                100,
                100,
                credits("10"),
                null,
                null);
        node.billing()
                .apply(List.of("evt_bought"), "bought", 0, it -> it.pay(payment, "bought")
                        .then())
                .block(PATIENCE);
    }

    private static void redeemed(LedgerDatabase node, long account) {
        PromoCode code = new PromoCode(
                "welcome",
                new PromoCode.Code("WELCOME", false),
                new PromoCode.Gain(Optional.empty(), Optional.of(credits("2"))),
                new PromoCode.Bounds(1, OptionalLong.empty(), Optional.empty()),
                List.of(),
                List.of());
        assertThat(now(node.promoCodes().redeem(new Redemption(account, code))).status())
                .isEqualTo(Redemption.Status.REDEEMED);
    }

    private static void told(LedgerDatabase node, String target) {
        AuditNote note = new AuditNote("ann|é", "plan.set", target, "", "{}", "{\"plan\":\"pro\"}", "");
        now(node.audit().with(connection -> Mono.just(true), done -> Optional.of(note)));
    }

    private static void everyKindOfMove(LedgerDatabase node) {
        Ledger ledger = node.ledger();
        long account = TestDatabase.account(node, "5").id();
        now(ledger.grant(grant(account, "soon-" + account, "2", Instant.now().plusSeconds(3600))));
        now(ledger.grant(new GrantRequest(
                account, GrantRequest.Source.PROMO, "promo|" + account, credits("1"), "", GrantTerms.NONE)));
        HoldRequest paid = hold(account, "4");
        HoldRequest released = hold(account, "1");
        now(ledger.hold(paid));
        now(ledger.hold(released));
        now(ledger.capture(capture(paid, "3.5")));
        now(ledger.release(release(released)));
        HoldRequest dear = hold(account, "1");
        now(ledger.hold(dear));
        now(ledger.capture(capture(dear, "20")));
        now(ledger.grant(grant(account, "repays-" + account, "30", null)));
        now(ledger.grant(grant(account, "past-" + account, "7", Instant.EPOCH)));
        now(ledger.spend(spend(account, "key", "3", "sms|eu")));
        HoldRequest free = hold(account, "0");
        now(ledger.hold(free));
        now(ledger.capture(capture(free, "0")));
        now(ledger.grant(grant(account, "later-" + account, "2", Instant.now().plusSeconds(7200))));
        now(ledger.hold(hold(account, "2.5")));
        budgets(node, account);
        corrections(ledger, account, paid);
    }

    private static void budgets(LedgerDatabase node, long account) {
        String id = now(node.accountKeys()
                        .create(account, KeyTerms.named("test").withBudgets(Map.of(Budget.Period.DAY, credits("4")))))
                .id();
        long key = now(node.accountKeys().find(account, id)).number();
        HoldRequest paid = ofRun(hold(account, "2"), key);
        now(node.ledger().hold(paid));
        now(node.ledger().capture(capture(paid, "1.5")));
        now(node.ledger().hold(ofRun(hold(account, "0.5"), key)));
    }

    private static HoldRequest ofRun(HoldRequest plain, long key) {
        return new HoldRequest(
                plain.id(),
                plain.account(),
                plain.amount(),
                plain.floor(),
                plain.subject().paidBy(key, "run"),
                credits("3"));
    }

    private static void corrections(Ledger ledger, long account, HoldRequest paid) {
        now(ledger.correct(CorrectionRequest.refund(account, "refund-" + account, paid.id(), credits("0.5"), "late")));
        now(ledger.correct(CorrectionRequest.give(account, "give-" + account, credits("1.5"), "goodwill")));
        now(ledger.correct(CorrectionRequest.adjust(account, "adjust-" + account, credits("0.25"), "typed wrong")));
        now(ledger.correct(CorrectionRequest.reverse(
                account, "reverse-" + account, "repays-" + account, credits("25"), "dispute")));
        now(ledger.daily(account, new DailyCredits(credits("3"), ZoneId.of("Asia/Tokyo"), true)));
        now(ledger.spend(spend(account, "daily", "1", "sms")));
        now(ledger.freeze(account, true, "stolen card"));
        if (account != 2) {
            now(ledger.freeze(account, false, "it was not"));
        }
    }

    private static <T> T now(Mono<T> move) {
        return Objects.requireNonNull(move.block(PATIENCE));
    }

    @AfterAll
    void drop() {
        database.close();
    }

    private List<Check> proof(TestDatabase of) {
        return LedgerProof.of(DatabaseUrl.parse(of.r2dbcUrl()), Witness.of(Set.of(KEY.publicKey()), signed));
    }

    @Test
    void right_books_are_proven_right() {
        assertThat(proof(database)).allSatisfy(check -> {
            assertThat(check.violations()).as(check.toString()).isZero();
            assertThat(check.examined()).as(check.statement()).isPositive();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE entry SET amount = amount + 1 WHERE (wallet_id, wallet_seq) = (SELECT wallet_id, wallet_seq FROM entry WHERE kind = 'capture' LIMIT 1)",
                "UPDATE entry SET reference = reference || 'x' WHERE (wallet_id, wallet_seq) = (SELECT wallet_id, max(wallet_seq) FROM entry GROUP BY 1 LIMIT 1)",
                "UPDATE entry SET at = at + interval '1 microsecond' WHERE wallet_seq = 1 AND wallet_id = 1",
                "DELETE FROM entry WHERE wallet_seq = 2 AND wallet_id = 1",
                "DELETE FROM entry e WHERE wallet_id = 1 AND wallet_seq = (SELECT seq FROM wallet WHERE id = 1)",
                "INSERT INTO entry SELECT wallet_id, wallet_seq + 1, kind, from_account, to_account, 1, balance - 1, grant_id, reference, document, hash, at FROM entry WHERE wallet_id = 1 ORDER BY wallet_seq DESC LIMIT 1",
                "UPDATE entry SET wallet_seq = 5 - wallet_seq WHERE wallet_id = 1 AND wallet_seq IN (2, 3)",
                "UPDATE usage_record SET charged = charged - 1 WHERE request_id = (SELECT request_id FROM usage_record WHERE charged > 0 LIMIT 1)",
                "UPDATE usage_record SET detail = '{}' WHERE request_id = (SELECT request_id FROM usage_record WHERE charged > 0 LIMIT 1)",
                "UPDATE usage_record SET model = 'another' WHERE request_id = (SELECT request_id FROM usage_record WHERE charged > 0 LIMIT 1)",
                "DELETE FROM usage_record WHERE request_id = (SELECT request_id FROM usage_record WHERE charged > 0 LIMIT 1)",
                "INSERT INTO usage_record SELECT gen_random_uuid(), wallet_id, at, settled_at, state, provider, operation, model, answered_model, key_mode, basis, price_version, hold, charged, input_tokens, output_tokens, detail FROM usage_record WHERE charged > 0 LIMIT 1",
                "UPDATE usage_record SET key_id = 0 WHERE request_id = (SELECT request_id FROM usage_record WHERE key_id > 0 LIMIT 1)",
                "UPDATE usage_record SET run = 'other' WHERE request_id = (SELECT request_id FROM usage_record WHERE run <> '' LIMIT 1)",
                "UPDATE budget SET used = used - 1 WHERE id = (SELECT min(id) FROM budget)",
                "UPDATE budget SET held = held + 1 WHERE id = (SELECT max(id) FROM budget)",
                "UPDATE budget SET since = clock_timestamp() WHERE id = (SELECT min(id) FROM budget)",
                "UPDATE budget SET key_id = 4711 WHERE id = (SELECT min(id) FROM budget)",
                "UPDATE hold SET budgets = NULL WHERE budgets IS NOT NULL",
                "UPDATE wallet SET posted = posted + 1 WHERE id = 1",
                "UPDATE wallet SET lot_free[1] = lot_free[1] + 1, posted = posted + 1 WHERE id = 1",
                "UPDATE wallet SET lot_until[1] = now() + interval '1 year' WHERE id = 1",
                "UPDATE wallet SET debt = debt + 1 WHERE id = 1",
                "UPDATE wallet SET spent = 0 WHERE id = 1",
                "UPDATE wallet SET chain = sha256(chain) WHERE id = 1",
                "UPDATE credit_grant SET granted = granted + 1 WHERE id = 1",
                "UPDATE credit_grant SET source = 'purchase' WHERE id = (SELECT min(id) FROM credit_grant WHERE source = 'promo')",
                "UPDATE credit_grant SET expires_at = 'infinity' WHERE id = (SELECT min(id) FROM credit_grant WHERE expires_at < 'infinity')",
                "DELETE FROM credit_grant WHERE id = 1",
                "UPDATE hold SET amount = amount + 1 WHERE state = 0 AND id = (SELECT id FROM hold WHERE state = 0 LIMIT 1)",
                "UPDATE hold SET parts[2] = parts[2] + 1 WHERE id = (SELECT id FROM hold WHERE state = 0 LIMIT 1)",
                "DELETE FROM hold WHERE id = (SELECT id FROM hold WHERE state = 0 LIMIT 1)",
                // the same text, cut elsewhere
                "UPDATE usage_record SET model = 'sms', answered_model = 'eu|' WHERE model = 'sms|eu'",
                "UPDATE credit_grant SET reference = 'promo', reason = '1|' WHERE reference = 'promo|1'",
                "UPDATE entry SET reference = left(reference, -1), document = convert_to(right(reference, 1), 'UTF8') || document WHERE wallet_id = 1 AND wallet_seq = 1",
                "UPDATE credit_grant SET expires_at = '-infinity' WHERE reference = 'promo|1'; UPDATE wallet SET lot_until = array_replace(lot_until, 'infinity', '-infinity')",
                // what cost nothing
                "DELETE FROM usage_record WHERE request_id = (SELECT request_id FROM usage_record WHERE state = 'released' LIMIT 1)",
                "UPDATE usage_record SET detail = '{}' WHERE request_id = (SELECT request_id FROM usage_record WHERE state = 'released' LIMIT 1)",
                "UPDATE usage_record SET operation = 'images' WHERE request_id = (SELECT request_id FROM usage_record WHERE state = 'captured' AND charged = 0 LIMIT 1)",
                "INSERT INTO usage_record SELECT gen_random_uuid(), wallet_id, at, settled_at, state, provider, operation, model, answered_model, key_mode, basis, price_version, hold, charged, input_tokens, output_tokens, detail FROM usage_record WHERE charged = 0 LIMIT 1",
                "UPDATE usage_record SET settled_at = settled_at + interval '1 microsecond' WHERE request_id = (SELECT request_id FROM usage_record LIMIT 1)",
                "UPDATE usage_record SET wallet_id = wallet_id % 3 + 1",
                // the wallet against its grants
                "UPDATE wallet SET next_until = 'infinity' WHERE id = 1",
                "UPDATE wallet SET lot_from[1] = '-infinity' WHERE id = 1",
                "UPDATE wallet SET lot_models[1] = 'gpt-%' WHERE id = 1",
                "UPDATE wallet SET frozen = true WHERE id = 1",
                "UPDATE wallet SET frozen = false WHERE id = 2",
                "UPDATE wallet SET lot_grants = (SELECT array_agg(x ORDER BY i DESC) FROM unnest(lot_grants) WITH ORDINALITY t (x, i)), lot_free = (SELECT array_agg(x ORDER BY i DESC) FROM unnest(lot_free) WITH ORDINALITY t (x, i)), lot_held = (SELECT array_agg(x ORDER BY i DESC) FROM unnest(lot_held) WITH ORDINALITY t (x, i)), lot_from = (SELECT array_agg(x ORDER BY i DESC) FROM unnest(lot_from) WITH ORDINALITY t (x, i)), lot_until = (SELECT array_agg(x ORDER BY i DESC) FROM unnest(lot_until) WITH ORDINALITY t (x, i)), lot_models = (SELECT array_agg(x ORDER BY i DESC) FROM unnest(lot_models) WITH ORDINALITY t (x, i)) WHERE id = 1",
                "DELETE FROM wallet WHERE id = 4",
                "DELETE FROM wallet WHERE id = 1",
                "INSERT INTO wallet (id) VALUES (99)",
                // what is not what it must be
                "UPDATE wallet SET lot_models[1] = NULL WHERE id = 1",
                "UPDATE wallet SET lot_models = '{}' WHERE id = 1",
                "UPDATE wallet SET lot_grants = format('[0:%s]=%s', cardinality(lot_grants) - 1, lot_grants)::bigint[] WHERE id = 1",
                "ALTER TABLE entry ALTER reference DROP NOT NULL; UPDATE entry SET reference = NULL WHERE wallet_id = 1 AND wallet_seq = 2",
                "UPDATE hold SET parts[1] = NULL WHERE wallet_id = 1",
                "UPDATE entry SET kind = 'gift' WHERE wallet_id = 1 AND wallet_seq = 1",
                "UPDATE entry SET to_account = 'elsewhere' WHERE wallet_id = 1 AND wallet_seq = 1",
                // holds
                "UPDATE hold SET amount = amount + 1, state = 1 WHERE wallet_id = 1; UPDATE hold SET parts[2] = amount + 1 WHERE wallet_id = 1",
                "UPDATE hold SET wallet_id = 77 WHERE wallet_id = 1",
                "UPDATE hold SET expires_at = opened_at WHERE wallet_id = 1",
                "UPDATE hold SET parts[1] = (SELECT max(id) FROM credit_grant) WHERE wallet_id = 1",
                "UPDATE hold SET parts = parts || 5::bigint WHERE wallet_id = 1",
                // corrections
                "UPDATE correction SET amount = amount - 1 WHERE id = (SELECT min(id) FROM correction WHERE kind = 'refund')",
                "UPDATE correction SET subject = reference WHERE id = (SELECT min(id) FROM correction WHERE kind = 'refund')",
                "UPDATE correction SET reason = 'another' WHERE id = (SELECT min(id) FROM correction WHERE kind = 'give')",
                "UPDATE correction SET reason = 'another' WHERE id = (SELECT min(id) FROM correction WHERE kind = 'adjust')",
                "UPDATE correction SET asked = 0 WHERE id = (SELECT min(id) FROM correction WHERE kind = 'reverse')",
                "DELETE FROM correction WHERE id = (SELECT min(id) FROM correction WHERE kind = 'adjust')",
                "DELETE FROM correction WHERE id = (SELECT min(id) FROM correction WHERE kind = 'refund')",
                "DELETE FROM correction WHERE id = (SELECT min(id) FROM correction WHERE kind = 'give')",
                "INSERT INTO correction (wallet_id, kind, reference, subject, asked, amount, reason, at) SELECT wallet_id, kind, 'twice', subject, asked, amount, reason, at FROM correction WHERE kind = 'adjust' LIMIT 1",
                "INSERT INTO correction (wallet_id, kind, reference, subject, asked, amount, reason, at) SELECT wallet_id, kind, 'much', subject, asked, amount * 9, reason, at FROM correction WHERE kind = 'refund' LIMIT 1",
                "UPDATE wallet SET daily = daily + 1 WHERE id = 1",
                "UPDATE wallet SET daily_zone = 'UTC' WHERE id = 1",
                "UPDATE wallet SET daily_keep = false WHERE id = 1",
                "UPDATE wallet SET daily_next = 'infinity' WHERE id = 1",
                // the audit log
                "UPDATE audit SET reason = 'another' WHERE seq = 1",
                "UPDATE audit SET actor = 'bob', target = '' WHERE seq = 2",
                "UPDATE audit SET at = at + interval '1 microsecond' WHERE seq = 2",
                "DELETE FROM audit WHERE seq = 1",
                "DELETE FROM audit WHERE seq = 4",
                // cut off, or written anew, as a whole: only the signatures miss it
                "DELETE FROM audit WHERE seq > 2; UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit WHERE seq = 2)",
                "DELETE FROM audit; UPDATE audit_head SET seq = 0, hash = ''",
                "UPDATE audit a SET reason = 'another' WHERE seq = 3; UPDATE audit a SET hash = tg_audit_hash(b.hash, a) FROM audit b WHERE a.seq = 3 AND b.seq = 2;"
                        + " UPDATE audit a SET hash = tg_audit_hash(b.hash, a) FROM audit b WHERE a.seq = 4 AND b.seq = 3; UPDATE audit_head SET hash = (SELECT hash FROM audit WHERE seq = 4)",
                "UPDATE signed_head SET chain = sha256(chain) WHERE wallet_id = 0",
                "DELETE FROM audit; DELETE FROM audit_head",
                "INSERT INTO audit SELECT seq + 1, at, actor, action, target, reason, was, became, request, hash FROM audit WHERE seq = 4",
                // plans
                "UPDATE wallet SET daily_next = daily_next + interval '60 days' WHERE id = 2",
                // answers to spends
                "UPDATE spend_answer SET debited = debited + 1 WHERE wallet_id = 1",
                "INSERT INTO spend_answer SELECT wallet_id, 'to come', body, request_id, debited, available, on_hold, at FROM spend_answer WHERE wallet_id = 1 LIMIT 1",
                "UPDATE spend_answer SET wallet_id = 3, key = 'moved' WHERE wallet_id = 1 AND key = 'key'",
                "DELETE FROM spend_answer WHERE wallet_id = 1 AND key = 'key'",
                // promo codes
                "UPDATE promo_code SET used = used - 1",
                "DELETE FROM redemption WHERE wallet_id = 1",
                "DELETE FROM redemption; UPDATE promo_code SET used = 0",
                "UPDATE redemption SET amount = amount + 1 WHERE wallet_id = 1",
                "UPDATE redemption SET nth = nth + 1 WHERE wallet_id = 1",
                // signed heads
                "UPDATE signed_head SET chain = sha256(chain) WHERE wallet_id = 1",
                "DELETE FROM signed_head WHERE wallet_id = 2",
                "DELETE FROM signed_head WHERE n = 3; DELETE FROM head_signature WHERE n = 3",
                "DELETE FROM signed_head; DELETE FROM head_signature",
                "UPDATE head_signature SET at = at + interval '1 microsecond' WHERE n = 2",
                "UPDATE head_signature SET signature = set_byte(signature, 5, 255 - get_byte(signature, 5)) WHERE n = 1",
                "DELETE FROM account WHERE id = 3; DELETE FROM wallet WHERE id = 3; DELETE FROM entry WHERE wallet_id = 3; DELETE FROM usage_record WHERE wallet_id = 3; DELETE FROM credit_grant WHERE wallet_id = 3; DELETE FROM hold WHERE wallet_id = 3; DELETE FROM spend_answer WHERE wallet_id = 3"
            })
    void what_is_tampered_with_is_found(String change) {
        try (TestDatabase copy = database.copy()) {
            copy.tamper(change);
            assertThat(proof(copy).stream().filter(check -> !check.holds()).toList())
                    .as(change)
                    .isNotEmpty()
                    .allSatisfy(check -> assertThat(check.examples()).isNotEmpty());
        }
    }
}
