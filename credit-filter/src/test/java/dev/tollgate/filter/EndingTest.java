package dev.tollgate.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** After which answers a provider may be at work. */
final class EndingTest {

    @ParameterizedTest
    @CsvSource({
        "201, true",
        "302, true",
        "400, false",
        "404, false",
        "408, true",
        "409, true",
        "422, false",
        "429, false",
        "500, true",
        "503, true"
    })
    void only_a_refusal_tells_that_nothing_was_begun(int status, boolean mayGoOn) {
        assertThat(new Ending(status, "failed", null).mayGoOn()).isEqualTo(mayGoOn);
    }
}
