package dev.tollgate.ledger.usage;

import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call as the usage log keeps it.
 *
 * @param at when the call was admitted
 * @param answeredModel the model that the provider says it used
 * @param usage what the call itself used
 * @param additional paid work that is not in {@code usage}, such as a second model that advised the first
 * @param charge what it costs
 * @param attempts what was sent to providers, in order
 * @param tags the caller's own labels
 * @param upstreamRequestId the provider's id of the request
 * @param costUsd what the platform itself pays for it, in US dollars; absent: not known
 */
public record UsageRecord(
        Instant at,
        Subject subject,
        @Nullable String answeredModel,
        Basis basis,
        Usage usage,
        List<Additional> additional,
        Charge charge,
        List<Attempt> attempts,
        Map<String, String> tags,
        @Nullable String upstreamRequestId,
        @Nullable BigDecimal costUsd) {

    public UsageRecord {
        additional = List.copyOf(additional);
        attempts = List.copyOf(attempts);
        tags = Map.copyOf(tags);
    }

    /** One whose cost is not known. */
    public UsageRecord(
            Instant at,
            Subject subject,
            @Nullable String answeredModel,
            Basis basis,
            Usage usage,
            List<Additional> additional,
            Charge charge,
            List<Attempt> attempts,
            Map<String, String> tags,
            @Nullable String upstreamRequestId) {
        this(at, subject, answeredModel, basis, usage, additional, charge, attempts, tags, upstreamRequestId, null);
    }

    /** Tokens of the prompt, those of additional work included. */
    public long inputTokens() {
        return additional.stream()
                .mapToLong(more -> more.usage().inputTokens())
                .reduce(usage.inputTokens(), Math::addExact);
    }

    /** Tokens of the answer, those of additional work included. */
    public long outputTokens() {
        return additional.stream()
                .mapToLong(more -> more.usage().outputTokens())
                .reduce(usage.outputTokens(), Math::addExact);
    }

    /**
     * @param type what the provider calls it, for example {@code advisor_message}
     * @param model the model that did it
     */
    public record Additional(String type, String model, Usage usage) {}

    /**
     * One try at one provider.
     *
     * @param status the provider's HTTP status; absent: it did not answer
     * @param outcome {@code completed}, {@code failed}, {@code cut}, {@code cancelled}, {@code timeout}, …
     * @param millis from sending to the end of the answer
     * @param model that was asked, by a name of the price book; absent where the call was made of one attempt
     * @param costUsd what the platform pays for this one, in US dollars; absent: not known, or where the call was made of one
     */
    public record Attempt(
            String provider,
            @Nullable Integer status,
            String outcome,
            long millis,
            @Nullable String model,
            @Nullable BigDecimal costUsd) {

        /** The only one of its call, which says the rest. */
        public Attempt(String provider, @Nullable Integer status, String outcome, long millis) {
            this(provider, status, outcome, millis, null, null);
        }
    }
}
