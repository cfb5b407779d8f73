package dev.tollgate.pricing;

import java.util.regex.Pattern;

/**
 * A place in a JSON text: {@code $.a.b} or {@code $.a[0].b}, and nothing more of what JSON paths can be (RFC 9535).
 *
 * @param text at most 256 characters
 */
public record JsonPath(String text) {

    /** As a regular expression, for the whole of it. */
    public static final String NOTATION = "(?=.{1,256}$)\\$(\\.[A-Za-z_][A-Za-z0-9_-]*|\\[(0|[1-9][0-9]{0,5})\\])+";

    private static final Pattern WHOLE = Pattern.compile(NOTATION);

    /** @throws IllegalArgumentException if it is written otherwise */
    public JsonPath {
        if (!WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException("not a JSON path; write $.usage.seconds or $.items[0].count");
        }
    }
}
