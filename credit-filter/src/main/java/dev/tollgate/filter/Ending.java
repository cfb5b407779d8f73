package dev.tollgate.filter;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the exchange with the provider went, for the usage log.
 *
 * @param status the provider's HTTP status; null if it did not answer
 * @param outcome {@code completed}, {@code failed}, {@code cut}, {@code client_left}, {@code unreachable}, …
 * @param upstreamRequestId the provider's own id of the request
 */
public record Ending(@Nullable Integer status, String outcome, @Nullable String upstreamRequestId) {

    private static final int SUCCESS = 2;
    private static final int REFUSAL = 4;
    private static final Set<Integer> UNSURE = Set.of(408, 409);

    /** Something between here and the provider, or the provider itself, has waited for the work and gives up on it. */
    private static final Set<Integer> SILENCES = Set.of(408, 504, 524);

    /**
     * Whether the provider may be at work, as far as the exchange tells: it took the request, or failed with it, or never
     * said. A refusal tells that it is not.
     */
    public boolean mayGoOn() {
        return status == null ? isSilence() : status / 100 != REFUSAL || UNSURE.contains(status);
    }

    /** Whether nothing was heard of the provider after it got the request: it may have done the work, and may bill it. */
    public boolean isSilence() {
        return status == null ? outcome.equals("timeout") || outcome.equals("lost") : SILENCES.contains(status);
    }

    /** Whether the provider answered, and not that it does what was asked. */
    boolean isError() {
        return status != null && status / 100 != SUCCESS;
    }
}
