package dev.tollgate.ledger.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A time is read as few sums, each moment of it once. */
final class PieceTest {

    private static final List<Grain> ALL = List.of(Grain.values());
    private static final Instant MIDNIGHT = Instant.parse("2026-11-01T00:00:00Z");
    private static final int CASES = 20_000;

    private static Instant quarters(int count) {
        return MIDNIGHT.plus(Duration.ofMinutes(15L * count));
    }

    @Test
    void days_of_a_zone_at_a_quarter_past_are_days_of_utc_with_parts_and_quarters_at_both_ends() {
        Instant from = Instant.parse("2026-11-01T18:15:00Z");
        Instant to = Instant.parse("2026-11-05T18:15:00Z");

        assertThat(Piece.of(from, to, ALL, Instant.parse("2027-01-01T00:00:00Z")))
                .containsExactly(
                        new Piece(Grain.QUARTER, from, Instant.parse("2026-11-01T21:00:00Z")),
                        new Piece(
                                Grain.PART,
                                Instant.parse("2026-11-01T21:00:00Z"),
                                Instant.parse("2026-11-02T00:00:00Z")),
                        new Piece(
                                Grain.DAY,
                                Instant.parse("2026-11-02T00:00:00Z"),
                                Instant.parse("2026-11-05T00:00:00Z")),
                        new Piece(
                                Grain.PART,
                                Instant.parse("2026-11-05T00:00:00Z"),
                                Instant.parse("2026-11-05T18:00:00Z")),
                        new Piece(Grain.QUARTER, Instant.parse("2026-11-05T18:00:00Z"), to));
    }

    @Test
    void a_day_that_is_not_over_is_read_as_far_as_it_is_summed_if_the_time_goes_on_behind_it() {
        Instant rolledTo = MIDNIGHT.plus(Duration.ofHours(31));

        assertThat(Piece.of(MIDNIGHT, MIDNIGHT.plus(Duration.ofDays(3)), ALL, rolledTo))
                .containsExactly(
                        new Piece(Grain.DAY, MIDNIGHT, rolledTo),
                        new Piece(Grain.QUARTER, rolledTo, MIDNIGHT.plus(Duration.ofDays(3))));
        assertThat(Piece.of(MIDNIGHT, MIDNIGHT.plus(Duration.ofHours(30)), ALL, rolledTo))
                .containsExactly(
                        new Piece(Grain.DAY, MIDNIGHT, MIDNIGHT.plus(Duration.ofDays(1))),
                        new Piece(Grain.PART, MIDNIGHT.plus(Duration.ofDays(1)), MIDNIGHT.plus(Duration.ofHours(30))));
    }

    @Test
    void any_time_is_there_once_and_no_sum_has_what_is_outside_of_it() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int n = 0; n < CASES; n++) {
            int first = random.nextInt(1000);
            Instant from = quarters(first);
            Instant to = quarters(first + 1 + random.nextInt(1000));
            Instant rolledTo = quarters(random.nextInt(2500) - 200);
            Instant next = from;
            for (Piece piece : Piece.of(from, to, ALL, rolledTo)) {
                assertThat(piece.from()).as("seed %d", seed).isEqualTo(next).isBefore(piece.to());
                assertThat(piece.grain().floor(piece.from())).isEqualTo(piece.from());
                if (piece.grain() != Grain.QUARTER && !piece.to().equals(rolledTo)) {
                    assertThat(piece.to())
                            .isEqualTo(piece.grain().floor(piece.to()))
                            .isBefore(rolledTo);
                }
                next = piece.to();
            }
            assertThat(next).as("seed %d", seed).isEqualTo(to);
        }
    }
}
