package dev.tollgate.filter.dialect.answer;

import dev.tollgate.filter.dialect.json.JsonFormats;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.json.JsonVisitor;
import dev.tollgate.filter.dialect.json.JsonWalk;
import dev.tollgate.filter.dialect.sse.SseEvent;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** Reads the JSON document that an event's data is. */
final class EventJson {

    private static final JsonVisitor DEAF = new JsonVisitor() {
        @Override
        public void value(String path, String key, JsonScalar value) {}
    };

    private EventJson() {}

    /** Whether the data is a whole document. */
    static boolean isWhole(SseEvent event) {
        return read(event, DEAF);
    }

    /** @return false if the data is no JSON; what stood before the fault was told to the visitor */
    static boolean read(SseEvent event, JsonVisitor visitor) {
        return read(event.data(), event.from(), event.to(), visitor);
    }

    static boolean read(byte[] data, int from, int to, JsonVisitor visitor) {
        try (JsonParser parser = JsonFormats.ANSWER.createParser(ObjectReadContext.empty(), data, from, to - from)) {
            JsonWalk walk = new JsonWalk(parser, visitor);
            JsonToken token = parser.nextToken();
            while (token != null && !walk.accept(token)) {
                token = parser.nextToken();
            }
            return token != null;
        } catch (JacksonException unreadable) {
            return false;
        }
    }
}
