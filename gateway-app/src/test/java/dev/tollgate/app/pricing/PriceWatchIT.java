package dev.tollgate.app.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tollgate.admin.pricing.LocalPrices.Look;
import dev.tollgate.admin.pricing.LocalPrices.Outcome;
import dev.tollgate.app.startup.StartupProblem;
import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.pricing.Activation;
import dev.tollgate.ledger.pricing.PriceChange;
import dev.tollgate.ledger.pricing.PriceChangeResult;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.PricingFile;
import dev.tollgate.pricing.yaml.Surroundings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** A node that follows the prices: those of its file, of other nodes and of the API. */
final class PriceWatchIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String ONE = prices("1", "KEY");
    private static final String TWO = prices("2", "KEY");
    private static final String THREE = prices("3", "KEY");
    private static final String FOREIGN = prices("4", "OTHER_KEY");
    private static final String BAD = ONE.replace("output", "ouput");

    private final TestDatabase database = TestDatabase.fresh();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");
    private PriceWatch watch;

    private static String prices(String input, String key) {
        return """
               providers: { acme: { url: "http://127.0.0.1:9", dialect: openai, key_env: %s } }
               models: { acme-1: { provider: acme, tokens: { input: %s, output: 9 } } }
               """
                .formatted(key, input);
    }

    private static String version(String text) {
        return PricingFile.read("test", text).version();
    }

    @BeforeEach
    void begin() throws IOException {
        file = Files.writeString(folder.resolve("pricing.yaml"), ONE);
        watch = node(file);
    }

    @AfterEach
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        database.close();
    }

    /** A node of its own: own connections, own thread. */
    private PriceWatch node(Path path) {
        LedgerDatabase ledger = database.open();
        open.push(ledger);
        PriceWatch node = PriceWatch.start(
                ledger.prices(),
                new NodeKeys(Map.of("KEY", "secret"), Optional.empty()),
                PricedText.of(path, Surroundings.UNKNOWN),
                Optional.of(path));
        open.push(node);
        node.watch();
        return node;
    }

    private static <T> T now(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(PATIENCE));
    }

    private PriceChangeResult changed(PriceChange change) {
        LedgerDatabase ledger = database.open();
        try {
            return now(ledger.prices().change(change));
        } finally {
            ledger.close();
        }
    }

    private PriceChangeResult applied(String text) {
        return changed(PriceChange.byApi(version(text), text, null, "ann", ""));
    }

    private static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited too long for: " + what);
            }
            Thread.onSpinWait();
        }
    }

    private static boolean sells(PriceWatch node, String text) {
        return node.get().book().version().equals(version(text));
    }

    private void write(String text) throws IOException {
        // As editors do: another file in its place.
        Path aside = Files.writeString(folder.resolve("pricing.yaml.new"), text);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void a_file_that_is_replaced_is_sold_by_without_being_asked_to() throws IOException {
        write(TWO);
        until("the new prices", () -> sells(watch, TWO));
        Files.writeString(file, THREE);
        until("prices written into the same file", () -> sells(watch, THREE));
    }

    @Test
    void a_link_above_the_file_that_is_swapped_is_noticed() throws IOException {
        Path volume = Files.createDirectory(folder.resolve("volume"));
        Files.writeString(Files.createDirectory(volume.resolve("..first")).resolve("pricing.yaml"), TWO);
        Files.createSymbolicLink(volume.resolve("..data"), Path.of("..first"));
        Path mounted = Files.createSymbolicLink(volume.resolve("pricing.yaml"), Path.of("..data", "pricing.yaml"));
        PriceWatch other = node(mounted);
        assertThat(sells(other, TWO)).isTrue();

        Files.writeString(Files.createDirectory(volume.resolve("..second")).resolve("pricing.yaml"), THREE);
        Files.move(
                Files.createSymbolicLink(volume.resolve("..tmp"), Path.of("..second")),
                volume.resolve("..data"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        until("the prices behind the new link", () -> sells(other, THREE) && sells(watch, THREE));
    }

    @Test
    void a_file_that_nobody_touched_does_not_undo_what_another_node_brought() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("other.yaml"), TWO);
        PriceWatch other = node(elsewhere);
        assertThat(now(watch.reload()).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(sells(other, TWO)).isTrue();
        until("both sell by it", () -> sells(watch, TWO));
    }

    private PriceWatch started(PricedText start) {
        LedgerDatabase ledger = database.open();
        open.push(ledger);
        PriceWatch node = PriceWatch.start(
                ledger.prices(), new NodeKeys(Map.of("KEY", "secret"), Optional.empty()), start, Optional.empty());
        open.push(node);
        return node;
    }

    @Test
    void prices_that_come_with_the_program_do_not_replace_what_an_operator_has_chosen() {
        assertThat(sells(started(PricedText.packaged("pricing.yaml", TWO)), ONE))
                .as("a file's")
                .isTrue();
        changed(PriceChange.byApi(version(THREE), THREE, null, "packaged/by nobody", ""));
        assertThat(sells(started(PricedText.packaged("pricing.yaml", TWO)), THREE))
                .as("applied")
                .isTrue();
    }

    @Test
    void a_file_with_a_mistake_changes_nothing_and_is_told() throws IOException {
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(FileEntry.class);
        said.start();
        logger.addAppender(said);
        open.push(() -> logger.detachAppender(said));
        write(BAD);
        Look look = now(watch.reload());

        assertThat(said.list)
                .as("an error in the log that says where and what to write")
                .filteredOn(event -> event.getLevel() == Level.ERROR)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anySatisfy(message ->
                        assertThat(message).contains("the prices in force stay", "pricing.yaml:2:", "'output'"));
        assertThat(look.outcome()).isEqualTo(Outcome.INVALID);
        assertThat(look.problems()).isNotEmpty();
        assertThat(sells(watch, ONE)).isTrue();
        assertThat(PricingHealth.of(watch).getStatus().getCode()).isEqualTo("UP");
        assertThat(PricingHealth.of(watch).getDetails())
                .containsEntry("version", version(ONE))
                .containsEntry("pending", "invalid");
        assertThat(String.valueOf(PricingHealth.of(watch).getDetails().get("problem")))
                .matches("pricing\\.yaml:2:[0-9]+");
        assertThat(counted("invalid")).isPositive();
        assertThat(now(watch.reload())).as("it is still wrong").isEqualTo(look);

        write(ONE);
        assertThat(now(watch.reload()).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(PricingHealth.of(watch).getDetails()).doesNotContainKey("pending");
        write(TWO);
        now(watch.reload());
        assertThat(sells(watch, TWO)).isTrue();
        assertThat(counted("applied")).isPositive();
    }

    private double counted(String outcome) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new ReloadMetrics(watch).bindTo(registry);
        return registry.get("tollgate.pricing.reload")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    @Test
    void a_file_that_is_gone_or_needs_a_key_that_is_not_set_changes_nothing() throws IOException {
        Files.delete(file);
        assertThat(now(watch.reload()).problems()).first().satisfies(problem -> assertThat(problem.what())
                .contains("no such file"));
        write(FOREIGN);
        assertThat(now(watch.reload()).problems()).first().satisfies(problem -> assertThat(problem.what())
                .contains("OTHER_KEY", "'acme'"));
        assertThat(sells(watch, ONE)).isTrue();
        assertThat(database.query("SELECT version FROM price_activation")).containsExactly(version(ONE));
    }

    @Test
    void a_restart_with_the_same_file_keeps_what_was_applied_since() throws IOException {
        applied(TWO);
        until("the applied prices", () -> sells(watch, TWO));
        PriceWatch restarted = node(file);
        assertThat(sells(restarted, TWO)).isTrue();
        assertThat(now(restarted.reload()).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(sells(restarted, TWO)).isTrue();

        write(THREE);
        assertThat(sells(node(file), THREE)).as("a start with another file").isTrue();
        until("all nodes follow", () -> sells(restarted, THREE) && sells(watch, THREE));
    }

    @Test
    void every_node_follows_what_is_applied_anywhere() {
        PriceWatch other = node(file);
        for (String text : new String[] {TWO, THREE, ONE}) {
            applied(text);
            until("both nodes", () -> sells(watch, text) && sells(other, text));
        }
    }

    @Test
    void what_is_scheduled_counts_when_its_time_has_come_by_the_databases_clock() {
        PriceWatch other = node(file);
        LedgerDatabase ledger = database.open();
        open.push(ledger);
        Instant at = now(ledger.prices().standing()).now().plusSeconds(3);
        changed(PriceChange.byApi(version(TWO), TWO, at, "ann", ""));
        until("both nodes", () -> {
            boolean sold = sells(watch, TWO) && sells(other, TWO);
            assertThat(!sold || !now(ledger.prices().standing()).now().isBefore(at))
                    .as("not before its time")
                    .isTrue();
            return sold;
        });
    }

    @Test
    void a_change_of_an_included_file_alone_is_noticed() throws IOException {
        Path catalogue = folder.resolve("catalogue.yaml");
        Files.writeString(catalogue, "models: { acme-1: { provider: acme, tokens: { input: 2, output: 9 } } }");
        write("include: [catalogue.yaml]\nproviders: { acme: { url: \"http://127.0.0.1:9\", key_env: KEY } }\n");
        until("the included price", () -> input(watch).equals("2"));
        Files.writeString(catalogue, "models: { acme-1: { provider: acme, tokens: { input: 3, output: 9 } } }");
        until("the new price", () -> input(watch).equals("3"));
        Files.writeString(catalogue, "models: { acme-1: { provider: acme, tokens: { input: 4, ouput: 9 } } }");
        Look look = now(watch.reload());
        assertThat(look.outcome()).isEqualTo(Outcome.INVALID);
        assertThat(look.problems()).first().satisfies(problem -> assertThat(problem.toString())
                .contains("catalogue.yaml:1:"));
        assertThat(input(watch)).isEqualTo("3");
    }

    private static String input(PriceWatch node) {
        PriceBook book = node.get().book();
        return book.tariff(book.model("acme-1").orElseThrow(), book.firstPlan()).prices().stream()
                .filter(price -> price.kind().equals("input"))
                .map(price -> price.price().toPlainString())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_file_whose_time_has_not_come_waits_for_it() throws IOException {
        LedgerDatabase ledger = database.open();
        open.push(ledger);
        Instant at = now(ledger.prices().standing()).now().plusSeconds(8);
        String later = "effective: " + at + "\n" + TWO;
        write(later);
        assertThat(now(watch.reload()).problems()).isEmpty();
        assertThat(now(ledger.prices().standing()).upcoming())
                .as("what waits")
                .extracting(Activation::version)
                .containsExactly(version(later));

        PriceWatch restarted = node(file);
        until("both nodes", () -> {
            boolean sold = sells(watch, later) && sells(restarted, later);
            assertThat(!sold || !now(ledger.prices().standing()).now().isBefore(at))
                    .as("not before its time")
                    .isTrue();
            return sold;
        });
        assertThat(database.query("SELECT version FROM price_activation ORDER BY seq"))
                .containsExactly(version(ONE), version(later));
    }

    @Test
    void a_first_start_with_prices_whose_time_has_not_come_says_when_it_will() throws IOException {
        try (TestDatabase empty = TestDatabase.fresh();
                LedgerDatabase ledger = empty.open()) {
            Path early = Files.writeString(folder.resolve("early.yaml"), "effective: 2099-01-02T03:04:05Z\n" + ONE);
            assertThatThrownBy(() -> PriceWatch.start(
                            ledger.prices(),
                            new NodeKeys(Map.of("KEY", "secret"), Optional.empty()),
                            PricedText.of(early, Surroundings.UNKNOWN),
                            Optional.of(early)))
                    .isInstanceOf(StartupProblem.class)
                    .hasMessageContainingAll("early.yaml", "2099-01-02T03:04:05Z", "Start with those that count");
            assertThat(empty.query("SELECT version FROM price_activation")).isEmpty();
        }
    }

    @Test
    void a_version_that_this_node_has_no_key_for_is_not_sold_by() {
        applied(FOREIGN);
        now(watch.follow().thenReturn(true));

        assertThat(sells(watch, ONE)).isTrue();
        assertThat(watch.state().unusable())
                .singleElement()
                .asString()
                .contains("OTHER_KEY", "'acme'")
                .doesNotContain("secret");
        assertThat(PricingHealth.of(watch).getDetails())
                .containsEntry("pending", "unusable")
                .containsEntry("inForce", version(FOREIGN))
                .containsEntry("version", version(ONE));
        assertThatThrownBy(() -> node(file))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("OTHER_KEY")
                .hasMessageContaining(version(FOREIGN));

        changed(PriceChange.rollback(version(ONE), "ann", "no key"));
        until("nothing waits", () -> watch.state().unusable().isEmpty());
        assertThat(sells(watch, ONE)).isTrue();
    }
}
