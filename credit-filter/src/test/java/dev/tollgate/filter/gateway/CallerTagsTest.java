package dev.tollgate.filter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

/** Labels that callers give their calls. */
final class CallerTagsTest {

    private static Map<String, String> read(String... headers) {
        HttpHeaders given = new HttpHeaders();
        for (int i = 0; i < headers.length; i += 2) {
            given.add(headers[i], headers[i + 1]);
        }
        return CallerTags.from(given).fold(tags -> tags, denial -> Map.of("refused", denial.message()));
    }

    @Test
    void are_names_with_values() {
        assertThat(read()).isEmpty();
        assertThat(read("tollgate-tags", "job=42, team=x y=z ,", "Tollgate-Tags", "a.b:c-d_e=1"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("job", "42", "team", "x y=z", "a.b:c-d_e", "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"job", "=42", "job=", "job=1,job=2", "jöb=1", "job=ü", "a b=1", "job=1\t2"})
    void are_refused_when_they_are_none(String header) {
        assertThat(read("tollgate-tags", header)).containsOnlyKeys("refused");
    }

    @Test
    void have_bounds() {
        String sixteen = IntStream.range(0, 16).mapToObj(n -> "t" + n + "=1").collect(Collectors.joining(","));

        assertThat(read("tollgate-tags", sixteen)).hasSize(16);
        assertThat(read("tollgate-tags", sixteen + ",one=more")).containsOnlyKeys("refused");
        assertThat(read("tollgate-tags", "a=" + "x".repeat(255))).containsOnlyKeys("a");
        assertThat(read("tollgate-tags", "a=" + "x".repeat(256))).containsOnlyKeys("refused");
        assertThat(read("tollgate-tags", "a".repeat(65) + "=1")).containsOnlyKeys("refused");
    }

    @Test
    void of_litellm_have_no_values_and_are_left_out_where_they_are_none() {
        assertThat(read("x-litellm-tags", "batch, nightly,User-Agent: x y", "tollgate-tags", "batch=1"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("batch", "1", "nightly", ""));
    }
}
