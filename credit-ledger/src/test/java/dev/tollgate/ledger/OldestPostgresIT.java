package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.credits;
import static dev.tollgate.ledger.Calls.grant;
import static dev.tollgate.ledger.Calls.hold;
import static dev.tollgate.ledger.Calls.release;
import static dev.tollgate.ledger.Calls.spend;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.proof.LedgerProof;
import dev.tollgate.ledger.proof.Witness;
import dev.tollgate.ledger.testing.LedgerInvariants;
import dev.tollgate.ledger.testing.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Set;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** All tables and functions are made, and money moves, on the oldest PostgreSQL that is supported: 15. */
final class OldestPostgresIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The build puts it there; made for this system alone. */
    private static final Path PROGRAM = Path.of("target", "oldest-postgres", "postgres.jar");

    @Test
    void money_moves_and_the_books_are_right_on_postgresql_15(@TempDir Path folder) throws IOException {
        String system = System.getProperty("os.name") + "/" + System.getProperty("os.arch");
        assumeTrue(system.equals("Linux/amd64"), () -> "PostgreSQL 15 is there for Linux/amd64, this is " + system);
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setPgBinaryResolver((os, machine) -> program())
                        .setPGStartupWait(PATIENCE)
                        .start();
                TestDatabase database =
                        TestDatabase.on(new DatabaseUrl("localhost", server.getPort(), "postgres", "postgres", null))) {
            try (LedgerDatabase node = database.open()) {
                assertThat(database.query("SHOW server_version").get(0)).startsWith("15.");
                everyMove(node);
            }
            LedgerInvariants.check(database);
            assertThat(LedgerProof.of(
                            DatabaseUrl.parse(database.r2dbcUrl()), Witness.of(Set.of(), folder.resolve("none"))))
                    .allSatisfy(check ->
                            assertThat(check.holds()).as(check.toString()).isTrue());
        }
    }

    private static void everyMove(LedgerDatabase node) {
        Ledger ledger = node.ledger();
        long account = TestDatabase.account(node, "5").id();
        now(ledger.grant(grant(account, "soon", "2", Instant.now().plusSeconds(3600))));
        HoldRequest paid = hold(account, "4");
        HoldRequest released = hold(account, "1");
        now(ledger.hold(paid));
        now(ledger.hold(released));
        assertThat(now(ledger.capture(capture(paid, "3.5"))).debited()).isEqualTo(credits("3.5"));
        now(ledger.release(release(released)));
        now(ledger.spend(spend(account, "key", "3", "sms")));
        now(ledger.correct(CorrectionRequest.refund(account, "refund", paid.id(), credits("0.5"), "late")));
        now(ledger.correct(CorrectionRequest.reverse(account, "reverse", "soon", credits("2"), "dispute")));
        now(ledger.daily(account, new DailyCredits(credits("3"), ZoneId.of("Asia/Tokyo"), true)));
        now(ledger.hold(hold(account, "0.25")));
        assertThat(now(ledger.balance(account)).funds().onHold()).isEqualTo(credits("0.25"));
    }

    private static <T> T now(Mono<T> move) {
        return Objects.requireNonNull(move.block(PATIENCE));
    }

    private static InputStream program() throws IOException {
        try (ZipFile jar = new ZipFile(PROGRAM.toFile())) {
            return new ByteArrayInputStream(jar.getInputStream(jar.getEntry("postgres-linux-x86_64.txz"))
                    .readAllBytes());
        }
    }
}
