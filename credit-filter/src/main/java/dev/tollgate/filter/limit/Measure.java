package dev.tollgate.filter.limit;

import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.pricing.Plan.Limits;
import java.util.OptionalLong;

/** What a limit counts. */
public enum Measure {
    CONCURRENT(DenialCode.CONCURRENCY_LIMITED),
    REQUESTS(DenialCode.RATE_LIMITED),
    TOKENS(DenialCode.TOKENS_LIMITED);

    private final DenialCode code;

    Measure(DenialCode code) {
        this.code = code;
    }

    DenialCode code() {
        return code;
    }

    /** How much of it the limits allow. */
    public OptionalLong of(Limits limits) {
        return switch (this) {
            case CONCURRENT -> limits.concurrent().isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(limits.concurrent().getAsInt());
            case REQUESTS -> limits.requestsPerMinute();
            case TOKENS -> limits.tokensPerMinute();
        };
    }
}
