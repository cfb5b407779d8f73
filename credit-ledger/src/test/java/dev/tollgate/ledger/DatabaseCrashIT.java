package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.credits;
import static dev.tollgate.ledger.Calls.grant;
import static dev.tollgate.ledger.Calls.hold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.proof.Check;
import dev.tollgate.ledger.proof.LedgerProof;
import dev.tollgate.ledger.proof.Witness;
import dev.tollgate.ledger.testing.CrashServer;
import dev.tollgate.ledger.testing.LedgerInvariants;
import dev.tollgate.ledger.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database is killed again and again while two nodes move credits: what was acknowledged is there, once. */
final class DatabaseCrashIT {

    private static final int KILLS = 20;
    private static final int CLIENTS = 16;
    private static final int ACCOUNTS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long SEED = Long.getLong("tollgate.seed", 20261121L);

    private final Promises promises = new Promises();
    private volatile CompletableFuture<Void> up = CompletableFuture.completedFuture(null);
    private volatile boolean stopped;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void keeps_what_was_acknowledged_through_twenty_kills() throws IOException, InterruptedException {
        try (CrashServer server = CrashServer.start(folder.resolve("postgres"));
                TestDatabase database = TestDatabase.on(server.url())) {
            try (LedgerDatabase one = database.open();
                    LedgerDatabase other = database.open()) {
                List<Long> accounts = IntStream.range(0, ACCOUNTS)
                        .mapToObj(i -> accountWith(one, "1000000"))
                        .toList();
                killUnderLoad(server, List.of(one.ledger(), other.ledger()), accounts);
            }
            try (LedgerDatabase sweeping = database.open()) {
                awaitNoHolds(database);
                assertThat(sweeping.ledger()).isNotNull();
            }
            promises.compare(database);
            LedgerInvariants.check(database);
            assertThat(LedgerProof.of(DatabaseUrl.parse(database.r2dbcUrl()), Witness.NONE))
                    .allMatch(Check::holds);
        }
    }

    private long accountWith(LedgerDatabase node, String credits) {
        long account = TestDatabase.account(node, "0").id();
        GrantRequest first = grant(account, "first-" + account, credits, null);
        promises.asked(first.reference(), first.amount());
        node.ledger().grant(first).block(PATIENCE);
        promises.acknowledged(first.reference());
        return account;
    }

    private void killUnderLoad(CrashServer server, List<Ledger> nodes, List<Long> accounts)
            throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        Random random = new Random(SEED);
        try {
            List<CompletableFuture<Void>> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> new CrashClient(
                            nodes.get(i % nodes.size()), accounts, promises, new Random(SEED + i), () -> up))
                    .map(client -> CompletableFuture.runAsync(() -> client.run(() -> stopped), threads))
                    .toList();
            for (int kill = 0; kill < KILLS; kill++) {
                killOnce(server, nodes.get(kill % nodes.size()), accounts.get(0), 50 + random.nextInt(150));
                assertThat(clients).as("seed %s", SEED).noneMatch(CompletableFuture::isDone);
            }
            stopped = true;
            for (CompletableFuture<Void> client : clients) {
                client.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            }
        } finally {
            stopped = true;
            up.complete(null);
            threads.shutdown();
        }
    }

    /** Between acknowledged moves before and after; with a settlement that is asked for while the database is dead. */
    private void killOnce(CrashServer server, Ledger node, long account, int moves)
            throws IOException, InterruptedException {
        promises.awaitMore(moves, PATIENCE.toMillis());
        HoldRequest running = hold(account, "2");
        promises.asked(running.id(), credits("1.5"));
        assertThat(Objects.requireNonNull(node.hold(running).block(PATIENCE)).placed())
                .isTrue();
        promises.awaitMore(moves, PATIENCE.toMillis());

        up = new CompletableFuture<>();
        server.kill();
        CompletableFuture<Settlement> waiting =
                node.capture(capture(running, "1.5")).toFuture();
        server.restart();
        up.complete(null);

        Settlement settled =
                waiting.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        assertThat(settled.status()).isEqualTo(Settlement.Status.CAPTURED);
        promises.acknowledged(running.id());
        promises.awaitMore(moves, PATIENCE.toMillis());
    }

    private static void awaitNoHolds(TestDatabase database) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (database.openHolds() > 0) {
            assertThat(System.nanoTime()).as("the sweep takes too long").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
