package dev.tollgate.app.llm;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.key.Run;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;

/**
 * What a caller says of its call in the body and may as well say by headers: the conversation is a run, the source a tag. The gate
 * reads headers alone, so that is what they become; where both are sent, it refuses what contradicts itself.
 */
record Notes(Optional<String> conversation, Map<String, String> tags, Optional<String> idempotencyKey) {

    private static final String TAGS = "tollgate-tags";
    private static final String ONCE = "Idempotency-Key";
    private static final int MOST_TAGS = 16;
    private static final int LONGEST = 255;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
    private static final Pattern VALUE =
            Pattern.compile("[\\x21-\\x7E&&[^,]](?:[\\x20-\\x7E&&[^,]]*[\\x21-\\x7E&&[^,]])?");
    private static final Pattern WORD = Pattern.compile("[\\x21-\\x7e]+");

    /** @throws Problem if one cannot be a header */
    static Notes of(Fields fields) {
        Map<String, String> tags = new LinkedHashMap<>(fields.texts("tags", MOST_TAGS, LONGEST));
        fields.text("source", LONGEST).ifPresent(source -> {
            if (!VALUE.matcher(source).matches()) {
                throw Problem.badField("source", "must be 1 to 255 characters of ASCII without commas.");
            }
            tags.put("source", source);
        });
        tags.forEach((name, value) -> {
            if (!NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) {
                throw Problem.badField(
                        "tags",
                        "must have names of 1 to 64 letters, digits or ._:-, and values of 1 to 255 characters of ASCII"
                                + " without commas.");
            }
        });
        return new Notes(word(fields, "conversationId", 128), tags, word(fields, "idempotencyKey", LONGEST));
    }

    private static Optional<String> word(Fields fields, String name, int longest) {
        Optional<String> given = fields.text(name, longest);
        given.filter(text -> !WORD.matcher(text).matches()).ifPresent(text -> {
            throw Problem.badField(name, "must be 1 to " + longest + " visible ASCII characters, without blanks.");
        });
        return given;
    }

    void addTo(HttpHeaders headers) {
        conversation.ifPresent(run -> addUnlessSame(headers, Run.HEADER, run));
        idempotencyKey.ifPresent(key -> addUnlessSame(headers, ONCE, key));
        if (!tags.isEmpty()) {
            headers.add(
                    TAGS,
                    tags.entrySet().stream()
                            .map(tag -> tag.getKey() + "=" + tag.getValue())
                            .collect(Collectors.joining(",")));
        }
    }

    private static void addUnlessSame(HttpHeaders headers, String name, String value) {
        if (!headers.getOrEmpty(name).contains(value)) {
            headers.add(name, value);
        }
    }
}
