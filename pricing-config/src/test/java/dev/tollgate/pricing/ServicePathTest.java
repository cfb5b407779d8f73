package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A path is a service's or it is not: nothing in between, nothing to decode. */
final class ServicePathTest {

    @ParameterizedTest
    @CsvSource({
        "/v1/listen, /v1/listen, /v1/listen",
        "/v1/speak/*, /v1/speak/rachel, /v1/speak/rachel",
        "/v1/speak/*/stream, /v1/speak/a/stream, /v1/speak/a/stream",
        "/v1/calls/**, /v1/calls/a/b.json, /v1/calls/a/b.json",
        "/Accounts/{user}/Calls.json, /Accounts/ACmine/Calls.json, /Accounts/{user}/Calls.json"
    })
    void is_the_services(String pattern, String sent, String there) {
        assertThat(new ServicePath(pattern).at(sent)).hasValue(there);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/calls", "/v1/calls/", "/v1/calls//a", "/v1/calls/..", "/v1/calls/../x", "/v1/calls/%2e%2e",
                "/v1/calls/a;b", "/v1/calls/a%2fb", "/v1/calls/a\\b", "/v1/calls/{user}", "/v1/calls/*", "/v2/calls/a",
                "/v1/calls/a b", "/"
            })
    void is_nobodys(String sent) {
        assertThat(new ServicePath("/v1/calls/**").at(sent)).isEmpty();
    }

    /** {@code /v1/voices/a:delete} would be another method of {@code /v1/voices/a}. */
    @Test
    void takes_a_colon_only_where_the_pattern_has_it() {
        assertThat(new ServicePath("/v1/voices/*").at("/v1/voices/a:delete")).isEmpty();
        assertThat(new ServicePath("/v1/**").at("/v1/voices/a:delete")).isEmpty();
        assertThat(new ServicePath("/v1/images:annotate").at("/v1/images:annotate"))
                .isPresent();
    }

    @Test
    void with_more_fixed_segments_means_more() {
        assertThat(new ServicePath("/v1/calls/*").exactness())
                .isGreaterThan(new ServicePath("/v1/**").exactness())
                .isLessThan(new ServicePath("/v1/calls/list").exactness());
    }
}
