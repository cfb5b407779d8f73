package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.audit.AuditNote;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.testing.TestDatabase;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The chain of the audit log: who is in the middle of something keeps nobody else from theirs. */
final class AuditLogIT extends LedgerTest {

    private static AuditNote note(String target) {
        return new AuditNote("ann", "test", target, "", "", "{}", "");
    }

    private Mono<Boolean> tell(LedgerDatabase by, String target) {
        return by.audit().with(connection -> Mono.just(true), done -> Optional.of(note(target)));
    }

    private List<String> told(String target) {
        return database.query("SELECT target FROM audit WHERE target LIKE '" + target + "%' ORDER BY seq");
    }

    @Test
    void who_has_told_something_and_not_committed_yet_keeps_nobody_waiting() {
        database.whileLocked("SELECT tg_audit('ann', 'test', 'open-1', '', '', '{}', '')", () -> {
            assertThat(now(tell(node, "open-2"))).isTrue();
            assertThat(now(tell(otherNode, "open-3"))).isTrue();
        });
        assertThat(told("open")).as("the first was taken back").containsExactly("open-2", "open-3");
    }

    @Test
    void many_at_once_make_one_chain_without_gaps() {
        now(Flux.fromStream(IntStream.range(0, 64).mapToObj(i -> tell(i % 2 == 0 ? node : otherNode, "many-" + i)))
                .flatMap(mono -> mono, 8)
                .count());
        assertThat(told("many")).hasSize(64);
        assertThat(database.query("SELECT count(*) = max(seq) FROM audit")).containsExactly("t");
        assertThat(database.query("SELECT count(*) FROM audit a LEFT JOIN audit b ON b.seq = a.seq - 1"
                        + " WHERE a.hash <> tg_audit_hash(coalesce(b.hash, ''), a)"))
                .containsExactly("0");
        assertThat(database.query("SELECT count(*) FROM audit_note")).containsExactly("0");
    }

    @Test
    void what_cannot_be_told_is_not_done() {
        long account = TestDatabase.account(node, "0").id();
        database.whileLocked("SELECT FROM audit_head FOR UPDATE", () -> assertThatThrownBy(() -> node.audited()
                        .move(moves -> moves.freeze(account, true, "test"), found -> Optional.of(note("locked")))
                        .block(PATIENCE))
                .isInstanceOf(LedgerUnavailable.class));
        assertThat(told("locked")).isEmpty();
        assertThat(database.query("SELECT frozen FROM wallet WHERE id = " + account))
                .containsExactly("f");
    }
}
