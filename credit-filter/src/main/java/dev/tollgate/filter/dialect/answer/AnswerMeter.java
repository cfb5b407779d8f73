package dev.tollgate.filter.dialect.answer;

import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.dialect.json.JsonVisitor;
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

    /** What is known by now. */
    UsageReport report();
}
