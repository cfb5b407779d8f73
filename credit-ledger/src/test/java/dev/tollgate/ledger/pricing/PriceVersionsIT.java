package dev.tollgate.ledger.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.pricing.PriceChangeResult.Status;
import dev.tollgate.ledger.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The log of prices: what it takes, what it says is in force, and that nothing in it changes. */
final class PriceVersionsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database = TestDatabase.fresh();
    private LedgerDatabase one;
    private LedgerDatabase other;
    private PriceVersions prices;

    @BeforeEach
    void open() {
        one = database.open();
        other = database.open();
        prices = one.prices();
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
        database.close();
    }

    private static <T> T now(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(PATIENCE));
    }

    /** Twelve hexadecimal digits, as price books call themselves. */
    private static String version(int number) {
        return String.format("%012x", number);
    }

    private static String text(int number) {
        return "# prices " + number;
    }

    private PriceChangeResult file(int number, @Nullable Instant effective) {
        return now(prices.change(PriceChange.byFile(version(number), text(number), effective, "pricing.yaml")));
    }

    private PriceChangeResult api(int number, @Nullable Instant effective) {
        return now(prices.change(PriceChange.byApi(version(number), text(number), effective, "ann", "sale")));
    }

    private PriceChangeResult rollback(int number) {
        return now(prices.change(PriceChange.rollback(version(number), "ann", "too cheap")));
    }

    private String inForce() {
        return now(prices.standing()).inForce().map(Activation::version).orElse("none");
    }

    private List<String> upcoming() {
        return now(prices.standing()).upcoming().stream()
                .map(Activation::version)
                .toList();
    }

    private Instant later() {
        return now(prices.standing()).now().plusSeconds(3600);
    }

    /** Makes the time of everything scheduled come: the log is as if all of it had been written two hours before. */
    private void twoHoursPass() {
        database.tamper(
                "UPDATE price_activation SET at = at - interval '2h', effective_at = effective_at - interval '2h'");
    }

    @Test
    void nothing_is_in_force_before_the_first_activation() {
        assertThat(now(prices.standing()).inForce()).isEmpty();
        assertThat(upcoming()).isEmpty();
        assertThat(now(prices.history(Long.MAX_VALUE, 10))).isEmpty();
        assertThat(prices.text(version(1)).blockOptional(PATIENCE)).isEmpty();
    }

    @Test
    void a_text_is_stored_and_in_force_on_every_node() {
        PriceChangeResult applied = api(1, null);

        assertThat(applied.status()).isEqualTo(Status.APPLIED);
        Activation activation = now(other.prices().standing()).inForce().orElseThrow();
        assertThat(activation).isEqualTo(applied.activation());
        assertThat(activation.actor()).isEqualTo("ann");
        assertThat(activation.reason()).isEqualTo("sale");
        assertThat(activation.source()).isEqualTo(Activation.Source.API);
        assertThat(activation.effectiveAt()).isEqualTo(activation.at());
        assertThat(now(other.prices().text(version(1)))).isEqualTo(text(1));
    }

    @Test
    void the_same_again_by_api_changes_nothing() {
        PriceChangeResult first = api(1, null);
        assertThat(api(1, null)).isEqualTo(new PriceChangeResult(Status.UNCHANGED, first.activation()));
        api(2, null);
        assertThat(api(1, null).status()).isEqualTo(Status.APPLIED);
        assertThat(now(prices.history(Long.MAX_VALUE, 10)))
                .extracting(Activation::version)
                .containsExactly(version(1), version(2), version(1));
    }

    @Test
    void a_file_that_says_the_same_does_not_undo_what_was_applied_since() {
        file(1, null);
        api(2, null);

        assertThat(file(1, null).status()).isEqualTo(Status.UNCHANGED);
        assertThat(inForce()).isEqualTo(version(2));
        assertThat(file(3, null).status()).isEqualTo(Status.APPLIED);
        assertThat(inForce()).isEqualTo(version(3));
        assertThat(file(1, null).status()).isEqualTo(Status.APPLIED);
        assertThat(inForce()).isEqualTo(version(1));
    }

    @Test
    void what_is_scheduled_counts_from_its_time_on() {
        api(1, null);
        Instant later = later();
        PriceChangeResult scheduled = api(2, later);
        assertThat(scheduled.status()).isEqualTo(Status.SCHEDULED);
        assertThat(api(2, later)).isEqualTo(new PriceChangeResult(Status.UNCHANGED, scheduled.activation()));
        assertThat(inForce()).isEqualTo(version(1));
        assertThat(upcoming()).containsExactly(version(2));

        api(3, null);
        assertThat(inForce()).isEqualTo(version(3));
        assertThat(upcoming()).containsExactly(version(2));

        twoHoursPass();
        assertThat(inForce()).isEqualTo(version(2));
        assertThat(upcoming()).isEmpty();
        api(3, null);
        assertThat(inForce()).isEqualTo(version(3));
    }

    @Test
    void a_time_that_has_passed_means_at_once() {
        PriceChangeResult applied = api(1, Instant.parse("2020-01-01T00:00:00Z"));
        assertThat(applied.status()).isEqualTo(Status.APPLIED);
        Activation activation = Objects.requireNonNull(applied.activation());
        assertThat(activation.effectiveAt()).isEqualTo(activation.at());
    }

    @Test
    void a_rollback_takes_back_what_is_scheduled() {
        api(1, null);
        api(2, null);
        api(3, later());
        assertThat(rollback(1).status()).isEqualTo(Status.APPLIED);
        assertThat(inForce()).isEqualTo(version(1));
        assertThat(upcoming()).isEmpty();
        assertThat(rollback(1).status()).isEqualTo(Status.UNCHANGED);

        api(3, later());
        assertThat(rollback(1).status()).as("it takes back the schedule").isEqualTo(Status.APPLIED);
        twoHoursPass();
        assertThat(inForce()).isEqualTo(version(1));
        assertThat(now(prices.history(Long.MAX_VALUE, 10)))
                .extracting(activation -> activation.version() + (activation.withdrawn() ? " withdrawn" : ""))
                .containsExactly(
                        version(1),
                        version(3) + " withdrawn",
                        version(1),
                        version(3) + " withdrawn",
                        version(2),
                        version(1));
    }

    @Test
    void a_file_takes_back_only_what_it_had_scheduled_itself() {
        file(1, null);
        api(2, later());
        file(3, later().plusSeconds(60));
        assertThat(upcoming()).containsExactly(version(2), version(3));
        file(4, null);
        assertThat(inForce()).isEqualTo(version(4));
        assertThat(upcoming()).containsExactly(version(2));
    }

    @Test
    void of_what_is_scheduled_for_one_time_the_last_one_counts_also_if_it_was_said_before() {
        api(1, null);
        Instant noon = later();
        api(2, noon);
        api(3, noon);
        assertThat(api(2, noon).status()).isEqualTo(Status.SCHEDULED);
        assertThat(api(2, noon).status()).isEqualTo(Status.UNCHANGED);
        twoHoursPass();
        assertThat(inForce()).isEqualTo(version(2));
    }

    @Test
    void nobody_goes_back_to_what_has_not_counted_yet() {
        api(1, null);
        api(2, later());
        assertThat(rollback(2)).isEqualTo(new PriceChangeResult(Status.NEVER_IN_FORCE, null));
        assertThat(upcoming()).containsExactly(version(2));
    }

    @Test
    void nobody_goes_back_to_what_was_never_stored() {
        api(1, null);
        assertThat(rollback(7)).isEqualTo(new PriceChangeResult(Status.NO_VERSION, null));
        assertThat(inForce()).isEqualTo(version(1));
    }

    @Test
    void a_version_never_gets_another_text() {
        api(1, null);
        assertThat(now(prices.change(PriceChange.byApi(version(1), "# forged", null, "eve", ""))))
                .isEqualTo(new PriceChangeResult(Status.OTHER_TEXT, null));
        assertThat(now(prices.text(version(1)))).isEqualTo(text(1));
    }

    @Test
    void a_text_of_eight_megabytes_comes_back_as_it_was() {
        String large = "# ä€\uD83D\uDE00\n".repeat(700_000);
        now(prices.change(PriceChange.byApi(version(1), large, null, "ann", "")));
        assertThat(now(prices.text(version(1)))).isEqualTo(large);
    }

    @Test
    void changes_by_two_nodes_at_once_have_one_order_and_the_last_is_in_force() {
        List<Long> numbers = now(Flux.range(0, 60)
                .flatMap(
                        i -> (i % 2 == 0 ? one : other)
                                .prices()
                                .change(PriceChange.byApi(version(i), text(i), null, "ann", "")),
                        4)
                .map(result -> Objects.requireNonNull(result.activation()).seq())
                .collectList());

        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 60).boxed().toList());
        List<Activation> history = now(prices.history(Long.MAX_VALUE, 100));
        assertThat(history).hasSize(60).isSortedAccordingTo((a, b) -> b.at().compareTo(a.at()));
        assertThat(inForce()).isEqualTo(history.get(0).version());
    }

    @Test
    void one_file_on_two_nodes_is_one_activation() {
        now(Flux.range(0, 20)
                .flatMap(
                        i -> (i % 2 == 0 ? one : other)
                                .prices()
                                .change(PriceChange.byFile(version(1), text(1), null, "pricing.yaml")),
                        4)
                .collectList());
        assertThat(now(prices.history(Long.MAX_VALUE, 10))).hasSize(1);
    }

    @Test
    void history_comes_in_pages() {
        for (int i = 1; i <= 5; i++) {
            api(i, null);
        }
        assertThat(now(prices.history(Long.MAX_VALUE, 2)))
                .extracting(Activation::seq)
                .containsExactly(5L, 4L);
        assertThat(now(prices.history(4, 2))).extracting(Activation::seq).containsExactly(3L, 2L);
        assertThat(now(prices.history(2, 2))).extracting(Activation::seq).containsExactly(1L);
    }

    @Test
    void a_clock_that_is_set_back_brings_no_old_prices_back() {
        api(1, null);
        api(2, null);
        database.tamper(
                "UPDATE price_activation SET at = at + interval '1h', effective_at = effective_at + interval '1h'");
        assertThat(inForce()).isEqualTo(version(2));
        assertThat(api(3, null).status()).isEqualTo(Status.APPLIED);
        assertThat(inForce()).isEqualTo(version(3));
    }

    @Test
    void rows_are_never_changed_or_removed() {
        api(1, null);
        for (String change : List.of(
                "UPDATE price_version SET text = ''",
                "DELETE FROM price_activation",
                "UPDATE price_activation SET actor = 'eve'",
                "TRUNCATE price_activation",
                "TRUNCATE price_version, price_activation")) {
            assertThatThrownBy(() -> database.execute(change))
                    .as(change)
                    .rootCause()
                    .hasMessageContaining("append-only");
        }
    }
}
