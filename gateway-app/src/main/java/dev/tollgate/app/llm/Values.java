package dev.tollgate.app.llm;

import dev.tollgate.admin.problem.Problem;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Counts the values of a body before a tree is made of them: as a node, a value of three bytes takes a hundred. A long text is one
 * value, so pictures count for little.
 */
final class Values {

    /** More than the largest conversation has: two thousand messages, each of some parts. */
    static final int MOST = 50_000;

    private static final JsonFactory JSON = JsonFactory.builder().build();

    private Values() {}

    /** @throws Problem if there are too many; of what is no JSON, those before that place count */
    static void count(byte[] body) {
        int count = 0;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                boolean begins = token.isScalarValue() || token.isStructStart();
                if (begins && ++count > MOST) {
                    throw tooMany();
                }
            }
        } catch (JacksonException unreadable) {
            // Whoever makes the tree comes no further, and says so.
        }
    }

    private static Problem tooMany() {
        return new Problem(
                HttpStatus.CONTENT_TOO_LARGE,
                "body_too_large",
                "The body has more than the " + MOST + " values that this request may need: each text, number, list and"
                        + " object is one.");
    }
}
