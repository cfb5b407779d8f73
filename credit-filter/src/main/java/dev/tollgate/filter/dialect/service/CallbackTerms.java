package dev.tollgate.filter.dialect.service;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.ServiceCall;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.ledger.usage.Subject;
import dev.tollgate.pricing.Callback;
import dev.tollgate.pricing.Quantity;
import dev.tollgate.pricing.ServiceRate;
import dev.tollgate.pricing.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that is needed to settle a call when its provider tells that it is over, as it is kept meanwhile: a node that has
 * never heard of the call, and knows other prices by then, settles it by these.
 *
 * @param at when the call was admitted
 * @param field of the callback that tells the quantity
 * @param most that the call can count
 * @param guessed whether that is a guess
 */
public record CallbackTerms(
        Instant at,
        Subject subject,
        Map<String, String> tags,
        ServiceRate rate,
        Callback callback,
        String field,
        long most,
        boolean guessed) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public static CallbackTerms of(
            ServiceCall call, Instant at, Subject subject, Map<String, String> tags, ServiceRate rate) {
        if (!(call.service().counting().from() instanceof Quantity.CalledBack called)) {
            throw new IllegalArgumentException("nobody calls back for " + call);
        }
        Callback callback = call.service().route().orElseThrow().callback().orElseThrow();
        return new CallbackTerms(at, subject, tags, rate, callback, called.field(), call.most(), call.isGuessed());
    }

    /** What {@link #read} reads. */
    public String text() {
        return JSON.writeValueAsString(this);
    }

    public static CallbackTerms read(String text) {
        return JSON.readValue(text, CallbackTerms.class);
    }

    /** What is held for the call. */
    public Usage worst() {
        return rate.counting().usage(BigDecimal.valueOf(most));
    }

    /**
     * What a callback says that the call used; empty while it goes on.
     *
     * @throws MalformedRequest if the callback cannot be read
     */
    public Optional<UsageReport> read(CallbackBody body) {
        Callback.Standing standing = callback.standing(callback.state().flatMap(body::field));
        return switch (standing) {
            case RUNNING -> Optional.empty();
            case UNBILLED -> Optional.of(Quantities.report(Basis.NONE, Usage.NONE));
            case BILLED -> Optional.of(Quantities.report(rate.counting(), Quantities.read(body.field(field)), most));
        };
    }
}
