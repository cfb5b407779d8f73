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

    /**
     * The same for answers that come as a JSON array, element by element, or as JSON objects line by line, where they are no
     * event stream.
     *
     * @param array which of the two, where the answer has not begun
     */
    public static UsageReader piecewise(Intent intent, UsageReader.Answer answer, AnswerMeter meter, boolean array) {
        String type = mediaType(answer.contentType());
        boolean json = type.isEmpty() || type.equals("application/json") || type.endsWith("ndjson");
        return json ? new PiecesUsageReader(meter, array) : of(intent, answer, meter, false);
    }

    private static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
