package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.hold;
import static dev.tollgate.ledger.Calls.release;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.ledger.usage.AwaitedCallbacks.Awaited;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls that are settled when their provider tells of them: what silence costs is on disk before they are made. */
final class AwaitedCallbacksIT extends LedgerTest {

    private static final byte[] TOKEN_HASH = new byte[32];

    private boolean keep(HoldRequest call) {
        return now(node.callbacks()
                .keep(
                        TOKEN_HASH,
                        new Awaited(call.id(), call.account(), "terms"),
                        Duration.ofHours(1),
                        capture(call, "8").record()));
    }

    private String soFar(HoldRequest call) {
        return database.query("SELECT stage || ' ' || so_far || ' ' || (detail IS NOT NULL) FROM hold WHERE id = '"
                        + call.id() + "'")
                .get(0);
    }

    @Test
    void what_silence_costs_is_written_with_the_call_and_not_overtaken() {
        HoldRequest call = hold(TestDatabase.account(node, "100").id(), "8");
        assertThat(holds(call)).isEqualTo(HoldResult.Status.PLACED);
        assertThat(keep(call)).isTrue();
        assertThat(soFar(call)).isEqualTo("2 8000000000 true");
        // On its way since before the call was written down.
        node.ledger()
                .extend(List.of(new HoldProgress(
                        call.id(), HoldProgress.Stage.OPENED, release(call).record())))
                .block(PATIENCE);
        assertThat(soFar(call)).isEqualTo("2 8000000000 true");
        now(node.ledger().capture(capture(call, "3")));
        assertThat(database.query("SELECT terms FROM awaited_callback")).containsExactly("terms");
        database.execute("DELETE FROM awaited_callback");
    }

    @Test
    void a_call_whose_hold_is_not_open_is_not_written_down() {
        HoldRequest over = hold(TestDatabase.account(node, "100").id(), "8");
        assertThat(holds(over)).isEqualTo(HoldResult.Status.PLACED);
        now(node.ledger().release(release(over)));
        assertThat(keep(over)).isFalse();
        assertThat(database.query("SELECT terms FROM awaited_callback")).isEmpty();
    }
}
