package dev.tollgate.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.pricing.Activation;
import dev.tollgate.ledger.pricing.PriceChange;
import dev.tollgate.ledger.pricing.PriceVersions;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.yaml.PricingFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** What the commands tell and change of the prices in a gateway's database. */
final class PriceHistoryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database = TestDatabase.fresh();
    private LedgerDatabase ledger;
    private PriceVersions prices;

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void open() {
        ledger = database.open();
        prices = ledger.prices();
    }

    @AfterEach
    void close() {
        ledger.close();
        database.close();
    }

    private static <T> T now(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(PATIENCE));
    }

    private static String text(int price) {
        return """
               providers: { acme: { url: "http://127.0.0.1:9" } }
               models: { acme-1: { provider: acme, tokens: { input: %d, output: %d } } }
               """
                .formatted(price, price);
    }

    private static String version(int price) {
        return PricingFile.read("prices", text(price)).version();
    }

    private void apply(int price, String reason) {
        now(prices.change(PriceChange.byApi(version(price), text(price), null, "ann", reason)));
    }

    private Ended run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> words = new ArrayList<>(List.of("pricing"));
        Stream.of(arguments).map(Object::toString).forEach(words::add);
        words.add("--db=" + database.r2dbcUrl());
        int code = TollgateCommand.commandLine(Map.of())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words.toArray(String[]::new));
        assertThat(err.toString()).doesNotContain("\tat ");
        return new Ended(code, out.toString(), err.toString());
    }

    @Test
    void history_tells_the_newest_first_and_what_is_in_force() {
        apply(1, "");
        apply(2, "new list");
        Instant later = now(prices.standing()).now().plus(Duration.ofDays(1));
        now(prices.change(PriceChange.byApi(version(3), text(3), later, "bob", "sale\u001b[31m\nfake row")));

        Ended told = run("history");
        assertThat(told.code()).as(told.err()).isZero();
        assertThat(told.out().lines()).hasSize(4);
        assertThat(told.out())
                .containsSubsequence("version", "since", "how", "by", "reason")
                .containsSubsequence(version(3), "scheduled", "api", "bob", "sale?[31m?fake row")
                .containsSubsequence(version(2), "in force", "api", "ann", "new list")
                .containsSubsequence(version(1), "api", "ann")
                .containsOnlyOnce("in force");
        assertThat(run("history", "--limit=1").out())
                .contains(version(3), "There are older ones")
                .doesNotContain(version(2));
    }

    @Test
    void a_database_without_prices_says_so() throws IOException {
        Ended none = run("history");
        assertThat(none.code()).isZero();
        assertThat(none.out()).contains("No prices were ever in force here.");
        Ended unknown = run("rollback", version(1), "--reason=x");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err())
                .contains("No prices are stored as version '" + version(1) + "'")
                .hasLineCount(1);
        assertThat(unknown.out()).isEmpty();
    }

    @Test
    void rollback_brings_a_version_back_and_takes_back_what_is_scheduled() {
        apply(1, "");
        apply(2, "new list");
        Instant later = now(prices.standing()).now().plus(Duration.ofDays(1));
        now(prices.change(PriceChange.byApi(version(3), text(3), later, "bob", "sale")));

        Ended never = run("rollback", version(3), "--reason=x");
        assertThat(never.code()).isEqualTo(1);
        assertThat(never.err()).contains("was not in force before").hasLineCount(1);

        Ended done = run("rollback", version(1), "--reason=too dear", "--by=carol");
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out()).contains("Version " + version(1) + " is in force");
        Activation inForce = now(prices.standing()).inForce().orElseThrow();
        assertThat(inForce.version()).isEqualTo(version(1));
        assertThat(inForce.actor()).isEqualTo("carol");
        assertThat(inForce.reason()).isEqualTo("too dear");
        assertThat(inForce.source()).isEqualTo(Activation.Source.ROLLBACK);
        assertThat(now(prices.standing()).upcoming()).isEmpty();
        assertThat(run("history").out()).containsSubsequence("rollback", "carol", version(3), "taken back");

        Ended again = run("rollback", version(1), "--reason=again");
        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("in force already");
        assertThat(now(prices.history(Long.MAX_VALUE, 10))).hasSize(4);
    }

    @Test
    void rollback_names_the_user_of_the_system_and_refuses_what_no_gateway_could_read() {
        apply(1, "");
        apply(2, "");
        assertThat(run("rollback", version(1), "--reason=x").code()).isZero();
        assertThat(now(prices.standing()).inForce().orElseThrow().actor())
                .isEqualTo("cli:" + System.getProperty("user.name"));

        now(prices.change(PriceChange.byApi("0123456789ab", "models: what", null, "ann", "")));
        assertThat(run("rollback", version(2), "--reason=x").code()).isZero();
        Ended refused = run("rollback", "0123456789ab", "--reason=x");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("0123456789ab:1:");
        assertThat(now(prices.standing()).inForce().orElseThrow().version()).isEqualTo(version(2));
    }

    @Test
    void diff_compares_with_what_is_in_force(@TempDir Path folder) throws IOException {
        Path changed = Files.writeString(folder.resolve("new.yaml"), text(3));
        Ended none = run("diff", changed);
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err())
                .contains("No prices are in force in this database")
                .hasLineCount(1);
        apply(1, "");
        apply(2, "");
        Ended told = run("diff", changed, "--exit-code");
        assertThat(told.code()).as(told.err()).isEqualTo(2);
        assertThat(told.out())
                .contains("$2 → $3 /1M", version(2) + " → " + version(3))
                .doesNotContain("gpt-4o");
    }
}
