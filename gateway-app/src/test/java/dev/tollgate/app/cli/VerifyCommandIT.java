package dev.tollgate.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ledger verify} as operators and their scripts run it: what it prints, and its exit code. */
final class VerifyCommandIT {

    @Test
    void one_row_that_was_tampered_with_is_told_and_exits_with_one(@TempDir Path folder) {
        try (TestDatabase database = TestDatabase.fresh()) {
            try (LedgerDatabase node = database.open()) {
                TestDatabase.account(node, "5");
            }
            assertThat(verified(folder, database, 0)).endsWith("The books are right.\n");

            database.tamper("UPDATE entry SET amount = amount + 1");
            assertThat(verified(folder, database, 1))
                    .contains(
                            "every entry's hash follows from the one before",
                            "does not have the hash that it should have")
                    .doesNotContain("The books are right.");
        }
    }

    private static String verified(Path folder, TestDatabase database, int code) {
        try (Program proof = Program.start(folder, Map.of(), "ledger", "verify", "--db=" + database.r2dbcUrl())) {
            assertThat(proof.exitCode()).as(proof.err()).isEqualTo(code);
            return proof.out();
        }
    }
}
