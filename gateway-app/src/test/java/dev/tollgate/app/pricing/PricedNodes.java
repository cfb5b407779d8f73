package dev.tollgate.app.pricing;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.pricing.PriceChange;
import dev.tollgate.ledger.pricing.PriceChangeResult;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.yaml.PricingFile;
import dev.tollgate.pricing.yaml.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;

/** A database, a pricing file that says {@link #ONE}, and a node that sells by it; more nodes on request. */
final class PricedNodes {

    static final String ONE = prices("1", "KEY");
    static final String TWO = prices("2", "KEY");
    static final String THREE = prices("3", "KEY");
    static final String FOREIGN = prices("4", "OTHER_KEY");

    static final Map<String, String> ENVIRONMENT = Map.of("KEY", "secret");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final TestDatabase database = TestDatabase.fresh();
    final Path folder;
    final Path file;
    final PriceWatch watch;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    PricedNodes(Path folder) throws IOException {
        this.folder = folder;
        this.file = Files.writeString(folder.resolve("pricing.yaml"), ONE);
        this.watch = node(file);
    }

    private static String prices(String input, String key) {
        return """
               providers: { acme: { url: "http://127.0.0.1:9", dialect: openai, key_env: %s } }
               models: { acme-1: { provider: acme, tokens: { input: %s, output: 9 } } }
               """
                .formatted(key, input);
    }

    static String version(String text) {
        return PricingFile.read("test", text).version();
    }

    LedgerDatabase ledger() {
        return closing(database.open());
    }

    <T extends AutoCloseable> T closing(T resource) {
        open.push(resource);
        return resource;
    }

    /** A node of its own: own connections, own thread. */
    PriceWatch node(Path path) {
        return node(path, ENVIRONMENT);
    }

    PriceWatch node(Path path, Map<String, String> environment) {
        PriceWatch node = closing(PriceWatch.start(
                ledger().prices(),
                new NodeKeys(environment, Optional.empty()),
                PricedText.of(path, Surroundings.UNKNOWN),
                Optional.of(path)));
        node.watch();
        return node;
    }

    /** A node without a file, which looks at nothing by itself. */
    PriceWatch started(PricedText start) {
        return closing(PriceWatch.start(
                ledger().prices(), new NodeKeys(ENVIRONMENT, Optional.empty()), start, Optional.empty()));
    }

    static <T> T now(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(PATIENCE));
    }

    PriceChangeResult changed(PriceChange change) {
        try (LedgerDatabase ledger = database.open()) {
            return now(ledger.prices().change(change));
        }
    }

    PriceChangeResult applied(String text) {
        return changed(PriceChange.byApi(version(text), text, null, "ann", ""));
    }

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited too long for: " + what);
            }
            Thread.onSpinWait();
        }
    }

    static boolean sells(PriceWatch node, String text) {
        return node.get().book().version().equals(version(text));
    }

    /** As editors do: another file in its place. */
    void write(String text) throws IOException {
        Path aside = Files.writeString(folder.resolve("pricing.yaml.new"), text);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        database.close();
    }
}
