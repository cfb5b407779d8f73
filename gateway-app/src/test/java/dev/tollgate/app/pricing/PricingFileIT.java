package dev.tollgate.app.pricing;

import static dev.tollgate.app.pricing.PricedNodes.FOREIGN;
import static dev.tollgate.app.pricing.PricedNodes.ONE;
import static dev.tollgate.app.pricing.PricedNodes.THREE;
import static dev.tollgate.app.pricing.PricedNodes.TWO;
import static dev.tollgate.app.pricing.PricedNodes.now;
import static dev.tollgate.app.pricing.PricedNodes.sells;
import static dev.tollgate.app.pricing.PricedNodes.until;
import static dev.tollgate.app.pricing.PricedNodes.version;
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
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.Surroundings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A pricing file that changes while its node runs. */
final class PricingFileIT {

    private static final String BAD = ONE.replace("output", "ouput");

    @TempDir
    private Path folder = Path.of("");

    private PricedNodes nodes;
    private PriceWatch watch;

    @BeforeEach
    void begin() throws IOException {
        nodes = new PricedNodes(folder);
        watch = nodes.watch;
    }

    @AfterEach
    void close() throws Exception {
        nodes.close();
    }

    @Test
    void a_file_that_is_replaced_is_sold_by_without_being_asked_to() throws IOException {
        nodes.write(TWO);
        until("the new prices", () -> sells(watch, TWO));
        Files.writeString(nodes.file, THREE);
        until("prices written into the same file", () -> sells(watch, THREE));
    }

    @Test
    void a_link_above_the_file_that_is_swapped_is_noticed() throws IOException {
        Path volume = Files.createDirectory(folder.resolve("volume"));
        Files.writeString(Files.createDirectory(volume.resolve("..first")).resolve("pricing.yaml"), TWO);
        Files.createSymbolicLink(volume.resolve("..data"), Path.of("..first"));
        Path mounted = Files.createSymbolicLink(volume.resolve("pricing.yaml"), Path.of("..data", "pricing.yaml"));
        PriceWatch other = nodes.node(mounted);
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
        PriceWatch other = nodes.node(elsewhere);
        assertThat(now(watch.reload()).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(sells(other, TWO)).isTrue();
        until("both sell by it", () -> sells(watch, TWO));
    }

    @Test
    void a_file_with_a_mistake_changes_nothing_and_is_told() throws IOException {
        ListAppender<ILoggingEvent> said = listen();
        nodes.write(BAD);
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

        nodes.write(ONE);
        assertThat(now(watch.reload()).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(PricingHealth.of(watch).getDetails()).doesNotContainKey("pending");
        nodes.write(TWO);
        now(watch.reload());
        assertThat(sells(watch, TWO)).isTrue();
        assertThat(counted("applied")).isPositive();
    }

    private ListAppender<ILoggingEvent> listen() {
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(FileEntry.class);
        said.start();
        logger.addAppender(said);
        nodes.closing(() -> logger.detachAppender(said));
        return said;
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
    void a_file_that_is_written_while_it_is_read_is_read_again() throws IOException {
        Path written = Files.writeString(folder.resolve("written.yaml"), ONE);
        AtomicReference<String> next = new AtomicReference<>("");
        PriceWatch node = nodes.node(written, whenRead(written, next));
        next.set(THREE);
        Files.writeString(written, TWO);
        until("what was written last", () -> sells(node, THREE));
        assertThat(nodes.database.query("SELECT version FROM price_activation ORDER BY seq"))
                .containsExactly(version(ONE), version(THREE));
    }

    /** The environment, which the reader asks in the midst of a file: what stands there is written then. */
    private static Map<String, String> whenRead(Path written, AtomicReference<String> next) {
        return new HashMap<>(Map.of("KEY", "secret")) {
            @Override
            public @Nullable String get(Object key) {
                String text = next.getAndSet("");
                try {
                    if (!text.isEmpty()) {
                        Files.writeString(written, text);
                    }
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
                return super.get(key);
            }
        };
    }

    @Test
    void the_log_tells_what_is_doubtful_in_prices_that_are_taken() throws IOException {
        ListAppender<ILoggingEvent> said = listen();
        nodes.write(TWO.replace("tokens: { input: 2, output: 9 }", "tokens: { input: 2, output: 9 }, aliases: [acme]"));
        until("the new prices", () -> input(watch).equals("2"));
        assertThat(said.list)
                .filteredOn(event -> event.getLevel() == Level.WARN)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anySatisfy(message -> assertThat(message)
                        .startsWith("Pricing file: ")
                        .contains("pricing.yaml:2:", "'cached' is missing", "write its price"));
    }

    @Test
    void a_file_that_is_gone_or_needs_a_key_that_is_not_set_changes_nothing() throws IOException {
        Files.delete(nodes.file);
        assertThat(now(watch.reload()).problems()).first().satisfies(problem -> assertThat(problem.what())
                .contains("no such file"));
        nodes.write(FOREIGN);
        assertThat(now(watch.reload()).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.what()).contains("OTHER_KEY", "'acme'");
            assertThat(problem.line()).isEqualTo(1);
            assertThat(problem.column()).isEqualTo(FOREIGN.indexOf("OTHER_KEY") + 1);
        });
        assertThat(sells(watch, ONE)).isTrue();
        assertThat(nodes.database.query("SELECT version FROM price_activation")).containsExactly(version(ONE));
    }

    @Test
    void a_change_of_an_included_file_alone_is_noticed() throws IOException {
        Path catalogue = folder.resolve("catalogue.yaml");
        Files.writeString(catalogue, "models: { acme-1: { provider: acme, tokens: { input: 2, output: 9 } } }");
        nodes.write("include: [catalogue.yaml]\nproviders: { acme: { url: \"http://127.0.0.1:9\", key_env: KEY } }\n");
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
        LedgerDatabase ledger = nodes.ledger();
        Instant at = now(ledger.prices().standing()).now().plusSeconds(8);
        String later = "effective: " + at + "\n" + TWO;
        nodes.write(later);
        assertThat(now(watch.reload()).problems()).isEmpty();
        assertThat(now(ledger.prices().standing()).upcoming())
                .as("what waits")
                .extracting(Activation::version)
                .containsExactly(version(later));

        PriceWatch restarted = nodes.node(nodes.file);
        until("both nodes", () -> {
            boolean sold = sells(watch, later) && sells(restarted, later);
            assertThat(!sold || !now(ledger.prices().standing()).now().isBefore(at))
                    .as("not before its time")
                    .isTrue();
            return sold;
        });
        assertThat(nodes.database.query("SELECT version FROM price_activation ORDER BY seq"))
                .containsExactly(version(ONE), version(later));
    }

    @Test
    void a_first_start_with_prices_whose_time_has_not_come_says_when_it_will() throws IOException {
        try (TestDatabase empty = TestDatabase.fresh();
                LedgerDatabase ledger = empty.open()) {
            Path early = Files.writeString(folder.resolve("early.yaml"), "effective: 2099-01-02T03:04:05Z\n" + ONE);
            assertThatThrownBy(() -> PriceWatch.start(
                            ledger.prices(),
                            new NodeKeys(PricedNodes.ENVIRONMENT, Optional.empty()),
                            PricedText.of(early, Surroundings.UNKNOWN),
                            Optional.of(early)))
                    .isInstanceOf(StartupProblem.class)
                    .hasMessageContainingAll("early.yaml", "2099-01-02T03:04:05Z", "Start with those that count");
            assertThat(empty.query("SELECT version FROM price_activation")).isEmpty();
        }
    }
}
