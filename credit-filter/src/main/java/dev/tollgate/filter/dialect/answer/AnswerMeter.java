package dev.tollgate.filter.dialect.answer;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.dialect.json.JsonVisitor;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Listens to one answer and counts what it used. A JSON answer is one event without a name. */
public interface AnswerMeter extends JsonVisitor {

    /** What an event is for the client. */
    enum Role {
        /** One of many. */
        ORDINARY,
        /** Carries nothing but usage that the gateway asked for and the client did not. */
        USAGE_ONLY,
        /** Has the answer's end in it, though more may follow: what is known when the stream ends is what counts. */
        CLOSING,
        /** Ends the answer. */
        FINAL
    }

    void begins(@Nullable String eventName);

    /** The event has ended, or could not be read further. */
    Role ends();

    /** As {@link dev.tollgate.filter.dialect.UsageReader#unfinished()}. */
    default Optional<String> unfinished() {
        return Optional.empty();
    }

    /** As {@link dev.tollgate.filter.dialect.UsageReader#kept()}. */
    default Set<String> kept() {
        return Set.of();
    }

    /**
     * What is known of an answer of a type that nobody reads: sound, subtitles, plain text.
     *
     * @param passed the bytes that have come by now
     */
    default UsageReport unread(Intent intent, long passed) {
        Usage.Builder usage = Usage.builder().tokens(TokenKind.INPUT, intent.inputEstimate());
        if (!intent.outputKinds().isEmpty()) {
            usage.tokens(TokenKind.OUTPUT, TextCount.tokens(passed));
        }
        return new UsageReport(Basis.ESTIMATED, usage.build(), List.of(), null, null);
    }

    /** What is known by now. */
    UsageReport report();
}
