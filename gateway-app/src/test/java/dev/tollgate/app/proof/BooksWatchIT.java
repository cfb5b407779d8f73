package dev.tollgate.app.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.app.startup.StartupProblem;
import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.proof.Check;
import dev.tollgate.ledger.proof.HeadSigner;
import dev.tollgate.ledger.proof.LedgerProof;
import dev.tollgate.ledger.proof.ProofRuns;
import dev.tollgate.ledger.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;

/** The gateway's own proof of its books, on a real database; each look is asked for, not waited for. */
final class BooksWatchIT {

    private static final Duration DAILY = Duration.ofDays(1);
    private static final Duration ALWAYS = Duration.ofNanos(1);

    private Path folder;
    private TestDatabase database;

    @BeforeEach
    void fill(@TempDir Path given) {
        folder = given;
        database = TestDatabase.fresh();
        try (LedgerDatabase node = database.open()) {
            TestDatabase.account(node, "10");
        }
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private BooksWatch watch(Duration every) {
        DatabaseUrl url = DatabaseUrl.parse(database.r2dbcUrl());
        SignedHeads heads = SignedHeads.in(folder);
        return new BooksWatch(
                new ProofRuns(url),
                new HeadSigner(url, heads.signingKey(), heads.statements()),
                () -> heads.witness(Set.of()),
                every);
    }

    private static Health health(BooksWatch watch) {
        return ProofBeans.health(watch.state(), watch.publicKey());
    }

    private List<String> broken() {
        return LedgerProof.of(
                        DatabaseUrl.parse(database.r2dbcUrl()),
                        SignedHeads.in(folder).witness(Set.of()))
                .stream()
                .filter(check -> !check.holds())
                .map(Check::statement)
                .toList();
    }

    @Test
    void right_books_are_seen_in_health_and_metrics_and_signed_outside_the_database() throws Exception {
        try (BooksWatch watch = watch(DAILY)) {
            assertThat(health(watch).getDetails()).containsEntry("lastProof", "none yet");
            watch.look();

            assertThat(health(watch).getStatus().getCode()).isEqualTo("UP");
            assertThat(health(watch).getDetails()).containsEntry("findings", 0L).doesNotContainKey("entries");
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            new BooksMetrics(watch).bindTo(registry);
            assertThat(value(registry, "verify.findings")).isZero();
            assertThat(value(registry, "verify.entries")).isEqualTo(1);
            assertThat(value(registry, "verify.seconds")).isNotNegative();
            assertThat(value(registry, "verify.age")).isNotNegative();
            assertThat(value(registry, "partitions.ahead")).isEqualTo(3);
            assertThat(value(registry, "partitions.rest")).isZero();
        }
        assertThat(Files.readAllLines(folder.resolve("signed-heads"))).hasSize(1);
        assertThat(broken()).isEmpty();
    }

    private static double value(SimpleMeterRegistry registry, String name) {
        return registry.get("tollgate.ledger." + name).gauge().value();
    }

    @Test
    void gateways_share_one_proof_a_day() throws Exception {
        try (BooksWatch one = watch(DAILY);
                BooksWatch other = watch(DAILY)) {
            one.look();
            other.look();
            assertThat(health(other).getDetails()).isEqualTo(health(one).getDetails());
        }
        assertThat(database.query("SELECT count(*) FROM proof_run")).containsExactly("1");
    }

    @Test
    void broken_books_are_told_without_naming_anybody_and_not_signed() throws Exception {
        database.tamper("UPDATE wallet SET posted = posted + 1");
        try (BooksWatch watch = watch(ALWAYS)) {
            watch.look();
            assertThat(health(watch).getStatus().getCode()).isEqualTo("BROKEN");
            assertThat(health(watch).getDetails().keySet())
                    .containsExactlyInAnyOrder("signedBy", "lastProof", "findings");
        }
        assertThat(folder.resolve("signed-heads")).doesNotExist();
    }

    @Test
    void history_that_was_taken_away_with_its_signatures_is_missed_and_not_signed_over() throws Exception {
        try (BooksWatch watch = watch(ALWAYS)) {
            watch.look();
            List<String> kept = Files.readAllLines(folder.resolve("signed-heads"));
            database.tamper(
                    "DELETE FROM signed_head; DELETE FROM head_signature; DELETE FROM entry; DELETE FROM credit_grant;"
                            + " DELETE FROM wallet; DELETE FROM account");
            assertThat(broken()).containsExactly("every statement that is kept outside is in the database");
            watch.look();
            assertThat(health(watch).getStatus().getCode()).isEqualTo("BROKEN");
            assertThat(Files.readAllLines(folder.resolve("signed-heads"))).isEqualTo(kept);
        }
    }

    @Test
    void statements_of_another_key_are_found() throws Exception {
        try (BooksWatch watch = watch(DAILY)) {
            watch.look();
        }
        Files.delete(folder.resolve("signing-key.env"));
        SignedHeads.in(folder).signingKey();
        assertThat(LedgerProof.of(
                        DatabaseUrl.parse(database.r2dbcUrl()),
                        SignedHeads.in(folder).ownWitness(Set.of())))
                .filteredOn(check -> !check.holds())
                .extracting(Check::statement)
                .containsExactly("every statement about heads is signed and follows from the last");
    }

    @Test
    void a_gateway_lets_others_sign_with_keys_of_their_own_unless_it_was_told_which() throws Exception {
        try (BooksWatch watch = watch(DAILY)) {
            watch.look();
        }
        Files.delete(folder.resolve("signing-key.env"));
        SignedHeads.in(folder).signingKey();
        assertThat(broken()).isEmpty();
    }

    @Test
    void refuses_a_file_that_has_no_key() throws IOException {
        Files.writeString(folder.resolve("signing-key.env"), "PRIVATE_KEY=00ff\nPUBLIC_KEY=00ff\n");
        assertThatThrownBy(() -> watch(DAILY))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("signing-key.env");
    }
}
