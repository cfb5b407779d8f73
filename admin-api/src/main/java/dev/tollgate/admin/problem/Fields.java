package dev.tollgate.admin.problem;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The fields of a request's JSON object. Money is moved by it, so nothing is guessed: a field that is not known, given
 * twice or of another type is refused by its name. A field that is {@code null} counts as absent.
 */
public final class Fields {

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Beyond any amount; a number such as 1e999999999 must not be written out. */
    private static final int MAX_DIGITS = 40;

    private final JsonNode object;

    private Fields(JsonNode object) {
        this.object = object;
    }

    /** Reads the body of a request, whatever content type it names; fails as {@link #of} does. */
    public static Mono<Fields> from(ServerHttpRequest request, String... known) {
        return BoundedBody.usual(request).map(body -> of(body, known));
    }

    /**
     * Reads a body.
     *
     * @param known the fields that it may have
     * @throws Problem if it is no JSON object, or has others
     */
    public static Fields of(byte[] body, String... known) {
        JsonNode object = parsed(body);
        if (object == null || !object.isObject()) {
            throw new Problem(
                    HttpStatus.BAD_REQUEST,
                    "invalid_json",
                    "The body must be one JSON object, each of its fields given once.");
        }
        for (String name : object.propertyNames()) {
            if (!Arrays.asList(known).contains(name)) {
                throw Problem.badField(
                        shown(name), "is not a field of this request; it takes " + String.join(", ", known) + ".");
            }
        }
        return new Fields(object);
    }

    private static @Nullable JsonNode parsed(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException | ArithmeticException | NumberFormatException unreadable) {
            return null;
        }
    }

    private static String shown(String name) {
        return name.length() <= MAX_DIGITS ? name : name.substring(0, MAX_DIGITS) + "…";
    }

    /**
     * A text.
     *
     * @throws Problem if it is of another type, longer, or has characters that no database keeps
     */
    public Optional<String> text(String name, int longest) {
        return given(name).map(value -> {
            if (!value.isString()) {
                throw Problem.badField(name, "must be a text in quotes.");
            }
            String text = value.stringValue();
            if (text.length() > longest || !Texts.areStorable(text)) {
                throw Problem.badField(
                        name, "must be at most " + longest + " whole characters, none of them a zero byte.");
            }
            return text;
        });
    }

    /**
     * A number that is written as a JSON string or a JSON number, as plain text.
     *
     * @throws Problem if it is of another type
     */
    public Optional<String> decimal(String name) {
        return given(name).map(value -> {
            if (value.isString()) {
                return value.stringValue();
            }
            BigDecimal number = value.isNumber() ? value.decimalValue() : null;
            if (number == null || number.precision() > MAX_DIGITS || Math.abs(number.scale()) > MAX_DIGITS) {
                throw Problem.badField(name, "must be a decimal number, such as \"12.5\".");
            }
            return number.toPlainString();
        });
    }

    /** True or false; false if it is absent. */
    public boolean flag(String name) {
        return given(name)
                .map(value -> {
                    if (!value.isBoolean()) {
                        throw Problem.badField(name, "must be true or false.");
                    }
                    return value.booleanValue();
                })
                .orElse(false);
    }

    /**
     * Texts by name; empty if it is absent.
     *
     * @throws Problem if it is no object of texts, has more than {@code most}, or one is longer than {@code longest}
     */
    public Map<String, String> texts(String name, int most, int longest) {
        Map<String, String> texts = new TreeMap<>();
        given(name).ifPresent(value -> {
            if (!value.isObject() || value.size() > most) {
                throw Problem.badField(
                        name, "must be an object of at most " + most + " texts, such as {\"team\":\"x\"}.");
            }
            Fields inner = new Fields(value);
            for (String key : value.propertyNames()) {
                if (key.length() > longest || !Texts.areStorable(key)) {
                    throw Problem.badField(name, "may have names of at most " + longest + " characters.");
                }
                inner.text(key, longest).ifPresent(text -> texts.put(key, text));
            }
        });
        return texts;
    }

    /**
     * A list of texts; empty if it is absent.
     *
     * @throws Problem if it is no list of texts, has more than {@code most}, or one is longer than {@code longest}
     */
    public List<String> list(String name, int most, int longest) {
        List<String> texts = new ArrayList<>();
        given(name).ifPresent(value -> {
            if (!value.isArray() || value.size() > most) {
                throw Problem.badField(name, "must be a list of at most " + most + " texts, such as [\"one\"].");
            }
            for (JsonNode item : value) {
                String text = item.isString() ? item.stringValue() : "";
                if (text.isBlank() || text.length() > longest || !Texts.areStorable(text)) {
                    throw Problem.badField(name, "may have texts of 1 to " + longest + " whole characters only.");
                }
                texts.add(text);
            }
        });
        return texts;
    }

    /**
     * The values of a list as they stand, for what is read elsewhere; empty if it is absent.
     *
     * @throws Problem if it is no list, or has more than {@code most}
     */
    public List<JsonNode> values(String name, int most) {
        return given(name)
                .map(value -> {
                    if (!value.isArray() || value.size() > most) {
                        throw Problem.badField(name, "must be a list of at most " + most + ".");
                    }
                    return List.copyOf(value.asArray().values());
                })
                .orElse(List.of());
    }

    /** Whether a field is given as a list. */
    public boolean isList(String name) {
        return given(name).filter(JsonNode::isArray).isPresent();
    }

    /** Whether a field is given, and not {@code null}. */
    public boolean has(String name) {
        return given(name).isPresent();
    }

    /**
     * The fields of an object within.
     *
     * @param known the fields that it may have
     * @throws Problem if it is no object, or has others
     */
    public Optional<Fields> object(String name, String... known) {
        return given(name).map(value -> {
            if (!value.isObject() || !Arrays.asList(known).containsAll(value.propertyNames())) {
                throw Problem.badField(name, "must be an object of " + String.join(", ", known) + ".");
            }
            return new Fields(value);
        });
    }

    private Optional<JsonNode> given(String name) {
        return object.optional(name).filter(value -> !value.isNull());
    }
}
