package dev.tollgate.ledger.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LookbackTest {

    @Test
    void is_written_in_minutes_hours_days_or_weeks() {
        Instant now = Instant.parse("2026-11-21T12:00:00Z");
        assertThat(Lookback.parse("90m").from(now)).isEqualTo("2026-11-21T10:30:00Z");
        assertThat(Lookback.parse("24h").from(now)).isEqualTo("2026-11-20T12:00:00Z");
        assertThat(Lookback.parse("7d").from(now)).isEqualTo("2026-11-14T12:00:00Z");
        assertThat(Lookback.parse("4w").from(now)).isEqualTo("2026-10-24T12:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "d", "0d", "-1d", "1.5d", "7 d", "3661d", "9999999w", "99999999999d"})
    void anything_else_is_refused_with_how_to_write_it(String text) {
        assertThatThrownBy(() -> Lookback.parse(text)).hasMessageContaining("write 24h, 7d or 4w");
    }
}
