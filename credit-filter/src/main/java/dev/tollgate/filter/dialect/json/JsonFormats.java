package dev.tollgate.filter.dialect.json;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** How strictly JSON is read: requests decide a price and are read strictly, answers are only listened to. */
public final class JsonFormats {

    /** Levels of nesting that a request may have. */
    public static final int REQUEST_DEPTH = 100;

    /** Characters that the names of all objects around a value of a request may have: no request has as many. */
    public static final int REQUEST_PATH = 2_000;

    private static final int NUMBER_LENGTH = 200;
    private static final int ANSWER_DEPTH = 500;

    /** Characters of one string of an answer; a longer one ends the reading, and the usage is estimated. */
    private static final int ANSWER_STRING = 16 * 1024 * 1024;

    /**
     * Requests: a key that stands twice in an object is an error, since the provider may believe the other one. Strings
     * may be as long as the body, whose size the door bounds.
     */
    public static final JsonFactory REQUEST = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(constraints(REQUEST_DEPTH, Integer.MAX_VALUE))
            .build();

    public static final JsonFactory ANSWER = JsonFactory.builder()
            .streamReadConstraints(constraints(ANSWER_DEPTH, ANSWER_STRING))
            .build();

    private JsonFormats() {}

    private static StreamReadConstraints constraints(int depth, int string) {
        return StreamReadConstraints.builder()
                .maxNestingDepth(depth)
                .maxNumberLength(NUMBER_LENGTH)
                .maxStringLength(string)
                .build();
    }
}
