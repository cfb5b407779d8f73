package dev.tollgate.filter.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.Plan.Limits;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class LocalRateLimitsTest extends RateLimitsContract {

    private final LocalRateLimits limits = new LocalRateLimits();

    @Override
    RateLimits one() {
        return limits;
    }

    @Override
    RateLimits two() {
        return limits;
    }

    @Test
    void a_million_addresses_do_not_fill_the_memory() {
        Limits each = new Limits(OptionalLong.of(60), OptionalLong.empty(), OptionalInt.empty());
        for (int i = 0; i < 1_000_000; i++) {
            limits.taken(Demand.request(List.of(new Subject(Level.ADDRESS, "network " + i, each))));
        }
        assertThat(limits.strangers()).isLessThanOrEqualTo(LocalRateLimits.STRANGERS);
    }

    @Test
    void strangers_make_nobodys_running_calls_forgotten() {
        Subject account = account(1_000, 1_000, 1);
        permit(call(limits, account, 0));
        Limits each = new Limits(OptionalLong.of(60), OptionalLong.empty(), OptionalInt.empty());
        for (int i = 0; i < 2 * LocalRateLimits.STRANGERS; i++) {
            limits.taken(Demand.request(List.of(new Subject(Level.ADDRESS, "network " + i, each))));
        }
        assertThat(refusal(call(limits, account, 0))).isPresent();
    }

    @Test
    void nothing_is_looked_at_where_nothing_is_limited() {
        assertThat(limits.taken(Demand.call(List.of(), 1_000_000))).isSameAs(Taken.UNLIMITED);
    }
}
