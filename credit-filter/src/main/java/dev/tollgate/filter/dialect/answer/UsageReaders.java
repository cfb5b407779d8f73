package dev.tollgate.filter.dialect.answer;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.UsageReader;
import java.util.Locale;

/** Chooses how an answer's bytes are read. */
public final class UsageReaders {

    private UsageReaders() {}

    /**
     * @param meter counts what the answer uses
     * @param hideUsage whether events that carry nothing but usage are kept from the client
     */
    public static UsageReader of(Intent intent, UsageReader.Answer answer, AnswerMeter meter, boolean hideUsage) {
        String type = mediaType(answer.contentType());
        if (type.isEmpty()) {
            type = intent.streaming() ? "text/event-stream" : "application/json";
        }
        if (type.equals("text/event-stream")) {
            return new SseUsageReader(meter, hideUsage);
        }
        if (type.equals("application/json") || type.endsWith("+json")) {
            return new JsonUsageReader(meter);
        }
        return new UnreadUsageReader(intent, meter);
    }

    private static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
