package dev.tollgate.filter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class OpenAiLimitsTest {

    @Test
    void pauses_are_written_as_openai_writes_them() {
        assertThat(OpenAiLimits.written(Duration.ofMinutes(6))).isEqualTo("6m0s");
        assertThat(OpenAiLimits.written(Duration.ofSeconds(1))).isEqualTo("1s");
        assertThat(OpenAiLimits.written(Duration.ofMillis(1_500))).isEqualTo("1.5s");
        assertThat(OpenAiLimits.written(Duration.ofMillis(60_042))).isEqualTo("1m0.042s");
        assertThat(OpenAiLimits.written(Duration.ofNanos(19_000_001))).isEqualTo("20ms");
        assertThat(OpenAiLimits.written(Duration.ZERO)).isEqualTo("0ms");
        assertThat(OpenAiLimits.written(Duration.ofMinutes(90))).isEqualTo("1h30m0s");
    }
}
