package dev.tollgate.filter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.limit.LimitSettings;
import dev.tollgate.pricing.Plan.Limits;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

final class LimitPropertiesTest {

    private static LimitSettings settings(Map<String, String> said) {
        return new Binder(new MapConfigurationPropertySource(said))
                .bindOrCreate("tollgate.limits", LimitProperties.class)
                .settings();
    }

    /** What docs/limits.md tells holds where nothing is set: guessing is slow, callers are not limited. */
    @Test
    void are_those_of_the_docs_if_nothing_is_said() {
        LimitSettings usual = settings(Map.of());
        assertThat(usual.failures().address().requestsPerMinute()).hasValue(60);
        assertThat(usual.failures().prefix().requestsPerMinute()).hasValue(30);
        assertThat(usual.api().requestsPerMinute()).hasValue(6000);
        assertThat(usual.address()).isEqualTo(Limits.NONE);
        assertThat(usual.key()).isEqualTo(Limits.NONE);
        assertThat(usual.plans()).isEmpty();
    }

    @Test
    void are_as_said_and_zero_is_no_limit() {
        LimitSettings other = settings(Map.of(
                "tollgate.limits.failed-keys.per-address", "7",
                "tollgate.limits.failed-keys.per-prefix", "0",
                "tollgate.limits.plans.free.concurrent", "9"));
        assertThat(other.failures().address().requestsPerMinute()).hasValue(7);
        assertThat(other.failures().prefix()).isEqualTo(Limits.NONE);
        assertThat(other.plans()).hasEntrySatisfying("free", limits -> assertThat(limits.concurrent())
                .hasValue(9));
    }
}
