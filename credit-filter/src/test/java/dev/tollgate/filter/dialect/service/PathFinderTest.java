package dev.tollgate.filter.dialect.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.dialect.request.RequestBody;
import dev.tollgate.pricing.JsonPath;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One place of a document, and no other that looks like it. */
final class PathFinderTest {

    private static Optional<String> find(String path, String json) {
        PathFinder finder = PathFinder.of(new JsonPath(path), Quantities.LONGEST);
        RequestBody.read(json.getBytes(UTF_8), finder);
        return finder.found();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    $.a             | {"a":1}                                  | 1
                    $.a             | {"a":"2.50"}                             | 2.50
                    $.a.b           | {"b":1,"a":{"b":2},"c":{"b":3}}          | 2
                    $.a             | {"b":{"a":1},"a":7}                      | 7
                    $.a[0].b        | {"a":[{"b":1},{"b":2}]}                  | 1
                    $.a[1].b        | {"a":[{"b":1},{"b":2}]}                  | 2
                    $.a[1]          | {"a":[5,6,7]}                            | 6
                    $.a[1].b[0]     | {"a":[{"b":[1]},{"b":[2,3]}]}            | 2
                    $.m-n           | {"m-n":4}                                | 4
                    """)
    void finds_what_stands_there(String path, String json, String found) {
        assertThat(find(path, json)).hasValue(found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    $.a             | {"b":1}
                    $.a             | {"a":null}
                    $.a             | {"a":{"a":1}}
                    $.a             | {"b":{"a":1}}
                    $.a             | {"a":[1]}
                    $.a.b           | {"a":[{"b":1}]}
                    $.a[2].b        | {"a":[{"b":1},{"b":2}]}
                    $.a[0].b        | {"a":{"b":1}}
                    $.a.b           | {"a.b":1}
                    $.a             | {"a":"1234567890123456789012345678901"}
                    """)
    void takes_nothing_else(String path, String json) {
        assertThat(find(path, json)).isEmpty();
    }

    @Test
    void quantities_are_plain_decimals() {
        assertThat(Quantities.read(Optional.of("1"))).isPresent();
        assertThat(Quantities.read(Optional.of(" 25.933313 "))).isPresent();
        for (String other : new String[] {"", "-1", "+1", "1e3", "0x1", "NaN", "1,5", "٣", "1234567890123", "a few"}) {
            assertThat(Quantities.read(Optional.of(other))).as(other).isEmpty();
        }
    }
}
