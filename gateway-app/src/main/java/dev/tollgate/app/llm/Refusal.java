package dev.tollgate.app.llm;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Why there is no answer, or none any more, as the problem that callers are told: what the gate says in any dialect, with its code and
 * its figures, or what a provider says.
 *
 * @param document the members of a problem (RFC 9457)
 */
record Refusal(Map<String, Object> document) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LONGEST = 2_000;
    private static final int TOO_MANY = 429;
    private static final int SERVERS_FAULT = 500;

    /** An error answer. */
    static Refusal of(int status, byte[] body, String requestId) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put(
                "title",
                Optional.ofNullable(HttpStatus.resolve(status))
                        .map(HttpStatus::getReasonPhrase)
                        .orElse("Error"));
        document.put("status", status);
        tell(document, parsed(body), status, requestId);
        return new Refusal(document);
    }

    /** An error in the midst of a stream, whose status has gone out. */
    static Refusal inStream(JsonNode event, String requestId) {
        Map<String, Object> document = new LinkedHashMap<>();
        tell(document, event, SERVERS_FAULT, requestId);
        return new Refusal(document);
    }

    /** An answer of a provider that LangChain4j cannot read. It was paid as any other. */
    static Refusal unreadable(String requestId) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("title", HttpStatus.BAD_GATEWAY.getReasonPhrase());
        document.put("status", HttpStatus.BAD_GATEWAY.value());
        document.put(
                "detail",
                "The provider's answer has no text, or cannot be read here. The call was made, and is charged as its"
                        + " record tells.");
        document.put("code", "provider_answer_unreadable");
        document.put("requestId", requestId);
        return new Refusal(document);
    }

    int status() {
        return (int) Objects.requireNonNull(document.get("status"));
    }

    private static void tell(Map<String, Object> document, JsonNode body, int status, String requestId) {
        JsonNode error = body.path("error").isObject() ? body.path("error") : body;
        String message = error.path("message").asString(body.path("error").asString(""));
        JsonNode figures = error.path("tollgate").isObject() ? error.path("tollgate") : body.path("tollgate");
        if (figures.isObject()) {
            document.put("detail", message);
            document.put("code", code(error));
            ofTheGate(document, body, figures);
        } else {
            document.put("detail", said(message));
            document.put("code", ofProvider(status));
            Stream.of("code", "status", "type")
                    .map(error::path)
                    .filter(JsonNode::isString)
                    .findFirst()
                    .ifPresent(code -> document.put("providerCode", code.stringValue()));
        }
        document.put("requestId", requestId);
    }

    private static void ofTheGate(Map<String, Object> document, JsonNode body, JsonNode figures) {
        for (String name : new String[] {"needed", "available"}) {
            figures.path(name).asStringOpt().ifPresent(amount -> document.put(name, amount));
        }
        for (String name : new String[] {"remainingCredits", "maxTokens"}) {
            body.optional(name).ifPresent(value -> document.put(name, value));
        }
        figures.optional("retry_after").ifPresent(seconds -> document.put("retryAfterSeconds", seconds));
        document.put("tollgate", figures);
    }

    private static String code(JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            if (detail.path("domain").asString("").equals("tollgate")) {
                return detail.path("reason").asString("").toLowerCase(Locale.ROOT);
            }
        }
        return error.path("code").asString("");
    }

    private static String ofProvider(int status) {
        if (status == TOO_MANY) {
            return "provider_limited";
        }
        return status < SERVERS_FAULT ? "provider_refused" : "provider_failed";
    }

    private static String said(String message) {
        String shown = message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…";
        return shown.isEmpty() ? "The provider did not answer the request." : "The provider says: " + shown;
    }

    private static JsonNode parsed(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException unreadable) {
            return JSON.createObjectNode();
        }
    }
}
