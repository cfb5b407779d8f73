package dev.tollgate.app.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.app.history.Operation.Kind;
import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.proof.Check;
import dev.tollgate.ledger.proof.LedgerProof;
import dev.tollgate.ledger.proof.Witness;
import dev.tollgate.ledger.testing.LedgerInvariants;
import dev.tollgate.ledger.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes that are cut off, delayed and killed while clients use both: the journal tells what the clients saw. */
final class HistoryIT {

    private static final long SEED = Long.getLong("tollgate.seed", 20261121L);
    private static final int TROUBLES = 12;
    private static final int CLIENTS = 12;
    private static final int WALLETS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final TestDatabase database = TestDatabase.fresh();
    private final DatabaseUrl url = DatabaseUrl.parse(database.r2dbcUrl());
    private final History history = new History();
    private volatile boolean stopped;

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void the_journal_is_an_order_of_what_clients_saw() throws IOException, InterruptedException, SQLException {
        List<Long> wallets = wallets();
        Random random = new Random(SEED);
        try (Nodes nodes = new Nodes(url, random)) {
            useUnderTrouble(nodes, wallets, random);
        }
        until("nobody is connected", () -> database.query("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()")
                .equals(List.of("0")));

        Map<Long, Journal> before = journals(wallets);
        List<Operation> unknown = history.open();
        try (NodeProcess node = NodeProcess.start(database.r2dbcUrl())) {
            for (Operation operation : unknown) {
                assertThat(askAgain(node, operation, before).answer().isKnown())
                        .as("%s, asked again", operation)
                        .isTrue();
            }
        }
        // By another one, because the last one may have placed some of them.
        try (NodeProcess node = NodeProcess.start(database.r2dbcUrl())) {
            until("the holds of the dead are given back", () -> node.isAlive() && database.openHolds() == 0);
        }
        assertThat(kinds()).as("seed %s", SEED).contains("PLACED", "CAPTURED", "SPENT", "GRANTED", "UNKNOWN");
        journals(wallets)
                .forEach((wallet, journal) -> assertThat(HistoryChecker.violations(history.of(wallet), journal))
                        .as("seed %s, wallet %s", SEED, wallet)
                        .isEmpty());
        LedgerInvariants.check(database);
        assertThat(LedgerProof.of(url, Witness.NONE)).allMatch(Check::holds);
    }

    private List<Long> wallets() {
        try (LedgerDatabase ledger = database.open()) {
            return IntStream.range(0, WALLETS)
                    .mapToObj(i -> TestDatabase.account(ledger, "0").id())
                    .toList();
        }
    }

    private void useUnderTrouble(Nodes nodes, List<Long> wallets, Random random)
            throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<CompletableFuture<Void>> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> new Client(history, nodes.nodes(), wallets, new Random(random.nextLong())))
                    .map(client -> CompletableFuture.runAsync(() -> client.run(() -> stopped), threads))
                    .toList();
            for (int trouble = 0; trouble < TROUBLES; trouble++) {
                nodes.trouble(trouble, history);
            }
            stopped = true;
            for (CompletableFuture<Void> client : clients) {
                client.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            }
        } finally {
            stopped = true;
            threads.shutdown();
        }
    }

    private Map<Long, Journal> journals(List<Long> wallets) throws SQLException {
        Map<Long, Journal> journals = new LinkedHashMap<>();
        for (long wallet : wallets) {
            journals.put(wallet, JournalReader.read(url, wallet));
        }
        return journals;
    }

    /** What is there already is answered as made before; so it is not made anew. */
    private Call askAgain(NodeProcess node, Operation operation, Map<Long, Journal> before) {
        Call call = history.ask(node, operation, PATIENCE).join();
        Journal journal = before.get(operation.wallet());
        boolean there = journal != null
                && journal.entries().stream()
                        .anyMatch(entry -> entry.reference().equals(journal.reference(operation)));
        if (there && operation.kind() != Kind.HOLD && operation.kind().isWritten()) {
            assertThat(call.answer().status()).as("%s", call).startsWith("ALREADY_");
        }
        return call;
    }

    private List<String> kinds() {
        List<Call> calls = history.calls();
        Map<String, Long> counts = new java.util.TreeMap<>();
        calls.forEach(call -> counts.merge(call.answer().status(), 1L, Long::sum));
        System.out.printf("seed %d: %d calls, answered %s%n", SEED, calls.size(), counts);
        return List.copyOf(counts.keySet());
    }

    private static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long for: %s", what).isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
