package dev.tollgate.filter.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.pricing.Plan.Limits;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class AccountLimitsTest {

    private static AccountLimits limits(long requests, long tokens, int concurrent) {
        return new AccountLimits(
                new Limits(OptionalLong.of(requests), OptionalLong.of(tokens), OptionalInt.of(concurrent)));
    }

    @Test
    void a_call_larger_than_the_minute_gives_back_only_what_it_took() {
        AccountLimits limits = limits(100, 10_000, 10);
        Permit large = new Permit(limits);
        assertThat(large.reserve(100_000)).isEmpty();
        large.end(9_000);
        assertThat(new Permit(limits).reserve(5_000)).map(Denial::code).contains(DenialCode.TOKENS_LIMITED);
        assertThat(new Permit(limits).reserve(1_000)).isEmpty();
    }

    @Test
    void what_a_call_used_beyond_its_reserve_is_taken_too() {
        AccountLimits limits = limits(100, 10_000, 10);
        Permit call = new Permit(limits);
        assertThat(call.reserve(1_000)).isEmpty();
        call.end(9_500);
        assertThat(new Permit(limits).reserve(5_000)).map(Denial::code).contains(DenialCode.TOKENS_LIMITED);
    }

    @Test
    void a_permit_that_ends_twice_gives_back_once() {
        AccountLimits limits = limits(100, 10_000, 1);
        assertThat(limits.enter()).isEmpty();
        Permit call = new Permit(limits);
        call.end(0);
        call.end(0);
        assertThat(limits.enter()).isEmpty();
        assertThat(limits.enter()).map(Denial::code).contains(DenialCode.CONCURRENCY_LIMITED);
    }

    @Test
    void a_refused_entry_takes_no_place() {
        AccountLimits limits = limits(1, 10_000, 5);
        assertThat(limits.enter()).isEmpty();
        for (int i = 0; i < 10; i++) {
            assertThat(limits.enter()).map(Denial::code).contains(DenialCode.RATE_LIMITED);
        }
    }
}
