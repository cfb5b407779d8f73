package dev.tollgate.pricing;

import java.util.regex.Pattern;

/** Where the quantity of a call of a service comes from. */
public sealed interface Quantity {

    /** One for each call. */
    record Count() implements Quantity {}

    /**
     * A number in the JSON of the answer.
     *
     * @param zeroIsTold whether zero means nothing, and not that the provider does not know yet
     */
    record Answered(JsonPath path, boolean zeroIsTold) implements Quantity {}

    /** A number in the JSON of the request. */
    record Requested(JsonPath path) implements Quantity {}

    /** A field of the request by which the provider tells that the call is over. */
    record CalledBack(String field) implements Quantity {}

    /** A header of the answer. */
    record Header(String name) implements Quantity {

        /** What HTTP allows (RFC 9110, 5.6.2). */
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

        /** @throws IllegalArgumentException if no header can be called so */
        public Header {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("not the name of a header; write x-audio-seconds");
            }
        }
    }
}
