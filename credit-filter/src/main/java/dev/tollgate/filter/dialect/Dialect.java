package dev.tollgate.filter.dialect;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.limit.Standing;
import dev.tollgate.pricing.VendorUsage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A wire format: its operations, its requests, its answers and its errors. */
public interface Dialect {

    /** The name that providers of the price book use. */
    String name();

    List<Operation> operations();

    /**
     * What a request asks for.
     *
     * @param body the whole request body
     * @throws MalformedRequest if the body is not a request of this operation: not JSON, a key twice, no model, an
     *     output limit that is not a whole number above zero, …
     */
    Intent intent(Operation operation, byte[] body);

    /**
     * The same where a caller's name of a model may be another than the provider's own, by which some requests are read.
     *
     * @param names from a caller's name of a model to the price book's
     */
    default Intent intent(Operation operation, byte[] body, UnaryOperator<String> names) {
        return intent(operation, body);
    }

    /** Whether the operation takes a form with files, which may be larger than other bodies. */
    default boolean takesUploads(Operation operation) {
        return false;
    }

    /**
     * The most calls of each paid tool that the intent allows with a vendor, and what the vendor takes a fee for beside
     * them.
     */
    default Map<String, Long> toolBounds(Intent intent, VendorUsage vendor) {
        return intent.toolBounds();
    }

    /** A reader for the answer to the intent, to be fed every byte of it once. */
    UsageReader reader(Intent intent, UsageReader.Answer answer);

    /** The body of an error answer, as the dialect's clients parse it. */
    byte[] error(Denial denial, String requestId);

    /** The media type of {@link #error}. */
    default String errorType() {
        return "application/json";
    }

    /**
     * The same as the last event of a stream that has begun, in the shape by which clients of the operation tell a stream
     * that has failed from one that broke off.
     */
    byte[] errorEvent(Operation operation, Denial denial, String requestId);

    /** Whether clients may show their key as {@code ?key=}. It never goes further. */
    default boolean takesKeyInQuery() {
        return false;
    }

    /** The headers by which the dialect's clients learn what is left of their rate limits. */
    Map<String, String> limitHeaders(Standing standing, Instant now);
}
