package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.credits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.account.EmailTaken;
import dev.tollgate.ledger.account.OpenedAccount;
import dev.tollgate.ledger.audit.AuditNote;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.plan.FirstPlan;
import dev.tollgate.ledger.plan.PlanChange;
import dev.tollgate.ledger.plan.PlanTerms;
import dev.tollgate.ledger.plan.Plans;
import dev.tollgate.pricing.Credits;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Accounts that administrators open: with a key, a plan, and what it gives. */
final class OpenedAccountsIT extends LedgerTest {

    private static final PlanTerms FREE =
            new PlanTerms("free", credits("5"), credits("10"), false, Credits.ZERO, false);
    private static final PlanTerms PRO = new PlanTerms("pro", Credits.ZERO, credits("100"), false, Credits.ZERO, false);

    private Mono<OpenedAccount> open(String email) {
        return node.accounts()
                .open(
                        email,
                        new FirstPlan(FREE, ZoneId.of("Asia/Tokyo")),
                        "first",
                        account -> new AuditNote("ann", "account.create", account.publicId(), "", "", "{}", ""));
    }

    @Test
    void an_account_is_opened_with_its_key_and_its_credits_or_not_at_all() {
        String email = "whole@example.com";
        database.whileLocked(
                "LOCK TABLE credit_grant IN ACCESS EXCLUSIVE MODE",
                () -> assertThatThrownBy(() -> open(email).block(PATIENCE)).isInstanceOf(LedgerUnavailable.class));
        assertThat(node.accounts().byEmail(email).blockOptional(PATIENCE)).isEmpty();
        OpenedAccount opened = now(open(email));
        assertThat(funds(opened.account().id()).available()).isEqualTo(credits("15"));
        assertThat(now(node.keys().holderOf(opened.key().key())).account()).isEqualTo(opened.account());
        assertThatThrownBy(() -> open("WHOLE@example.com").block(PATIENCE)).isInstanceOf(EmailTaken.class);

        var first = new FirstPlan(FREE, ZoneId.of("UTC"));
        long demo = now(node.accounts().create("demo@example.com", first)).id();
        assertThat(funds(demo).available()).isEqualTo(credits("15"));
    }

    @Test
    void all_nodes_hear_of_a_plan_with_its_commit() {
        String email = "hears@example.com";
        var opened = now(open(email));
        String key = opened.key().key();
        assertThat(now(otherNode.keys().holderOf(key)).account().plan()).isEqualTo("free");
        PlanChange change = new PlanChange(opened.account().id(), PRO, PlanChange.When.FOR_GOOD);
        now(node.audit().with(connection -> Plans.change(connection, change), result -> Optional.empty()));
        eventually(() -> now(otherNode.keys().holderOf(key)).account().plan().equals("pro"));
    }
}
