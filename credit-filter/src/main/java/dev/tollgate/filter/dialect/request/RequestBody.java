package dev.tollgate.filter.dialect.request;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.json.JsonFormats;
import dev.tollgate.filter.dialect.json.JsonVisitor;
import dev.tollgate.filter.dialect.json.JsonWalk;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;

/** Reads a request body: one JSON object in UTF-8, no key twice, nothing after it. */
public final class RequestBody {

    private static final Pattern DUPLICATE = Pattern.compile("Duplicate Object property \"(.*)\"", Pattern.DOTALL);
    private static final int SHOWN = 160;
    private static final int BYTES_THAT_TELL_THE_ENCODING = 4;

    private RequestBody() {}

    /** @throws MalformedRequest if the body is anything else, or the visitor says so */
    public static void read(byte[] body, JsonVisitor visitor) {
        refuseOtherEncodings(body);
        try (JsonParser parser = JsonFormats.REQUEST.createParser(ObjectReadContext.empty(), body, 0, body.length)) {
            JsonToken token = parser.nextToken();
            if (token != JsonToken.START_OBJECT) {
                throw new MalformedRequest("The body must be a JSON object.");
            }
            JsonWalk walk = new JsonWalk(parser, visitor, JsonFormats.REQUEST_PATH);
            while (!walk.accept(token)) {
                token = parser.nextToken();
                if (token == null) {
                    throw new MalformedRequest("The body is not valid JSON: it ends too early.");
                }
            }
            if (parser.nextToken() != null) {
                throw new MalformedRequest("The body must be one JSON object, but something follows it.");
            }
        } catch (JacksonException unreadable) {
            throw explained(unreadable);
        }
    }

    /** The parser would take UTF-16 and UTF-32 too, and then count characters where edits count bytes. */
    private static void refuseOtherEncodings(byte[] body) {
        for (int i = 0; i < Math.min(body.length, BYTES_THAT_TELL_THE_ENCODING); i++) {
            int first = body[i] & 0xFF;
            if (first == 0 || first >= 0xEF && i == 0) {
                throw new MalformedRequest("The body must be JSON in UTF-8 without a byte order mark.");
            }
        }
    }

    private static MalformedRequest explained(JacksonException unreadable) {
        String reason = String.valueOf(unreadable.getOriginalMessage());
        String at = at(unreadable.getLocation());
        Matcher duplicate = DUPLICATE.matcher(reason);
        if (duplicate.find()) {
            return new MalformedRequest(
                    "The key '" + shown(duplicate.group(1)) + "' stands twice in one object" + at + ". Send it once.");
        }
        if (unreadable instanceof StreamConstraintsException) {
            return new MalformedRequest("The body is nested deeper than " + JsonFormats.REQUEST_DEPTH
                    + " levels, or a number or key in it is too long, or the names of the objects around a value have"
                    + " more than " + JsonFormats.REQUEST_PATH + " characters together.");
        }
        return new MalformedRequest("The body is not valid JSON" + at + ": " + shown(reason) + ".");
    }

    private static String at(TokenStreamLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static String shown(String text) {
        String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return cut.replaceAll("\\p{Cntrl}", " ");
    }
}
