package dev.tollgate.simulator.recording;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One recorded answer of a provider: what was asked (where the source kept it), the bytes, and the counts that a
 * correct reader finds in them. Immutable; the bytes are copied on the way out.
 */
public final class Recording {
    private static final int OK = 200;
    private static final int TOO_MANY_REQUESTS = 429;

    private final JsonNode entry;
    private final byte[] stored;
    private final Framing framing;

    /** An answer that is in no folder: these bytes with this status and Content-Type. It streams if it is SSE. */
    public static Recording answer(int status, String contentType, byte[] body) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("status", status).put("stream", contentType.startsWith("text/event-stream"));
        entry.put("file", entry.path("stream").asBoolean() ? "given.sse" : "given.json");
        entry.putObject("response_headers").put("content-type", contentType);
        return new Recording(entry, body);
    }

    Recording(JsonNode entry, byte[] stored) {
        this.entry = entry;
        this.stored = stored.clone();
        this.framing = Framing.ofFile(entry.path("file").asString(""));
    }

    /** The file's path below the data folder, such as {@code openai/chat-tool-call.sse}. */
    public String file() {
        return entry.path("file").asString("");
    }

    /** Whose API it is, in lower case, such as {@code openai}. */
    public String provider() {
        return entry.path("provider").asString("");
    }

    /** The format, such as {@code openai.chat}, {@code openai.responses}, {@code anthropic.messages}. */
    public String api() {
        return entry.path("api").asString("");
    }

    /** Whether the answer was streamed. */
    public boolean stream() {
        return entry.path("stream").asBoolean(false);
    }

    /** The HTTP status; where the source kept none, 200, or 429 for an error body (both such files are quota errors). */
    public int status() {
        return entry.path("status").asInt(api().endsWith(".error") ? TOO_MANY_REQUESTS : OK);
    }

    /** The Content-Type to send: the recorded one, else the one that fits the file. */
    public String contentType() {
        return entry.path("response_headers").path("content-type").asString(framing.contentType());
    }

    /** The expected counts as the index has them: input_total, cache_read, output_total and so on; {@code {}} if none. */
    public JsonNode expected() {
        return entry.path("expected");
    }

    /** The request body; empty where the source did not keep it. Large parts may be replaced by a short text. */
    public Optional<JsonNode> requestBody() {
        return Optional.of(entry.path("request").path("body")).filter(JsonNode::isObject);
    }

    /** The path of the API on its provider, such as {@code /v1/messages}; empty for APIs that have no fixed one. */
    public Optional<String> path() {
        return switch (api()) {
            case "openai.chat" -> Optional.of("/v1/chat/completions");
            case "openai.completions" -> Optional.of("/v1/completions");
            case "openai.responses" -> Optional.of("/v1/responses");
            case "openai.embeddings" -> Optional.of("/v1/embeddings");
            case "anthropic.messages" -> Optional.of("/v1/messages");
            case "anthropic.count_tokens" -> Optional.of("/v1/messages/count_tokens");
            default -> Optional.empty();
        };
    }

    /** What is special about it, in words; may be empty. */
    public String note() {
        return entry.path("note").asString("");
    }

    /** Whether it is an HTTP answer (and not a websocket session), so that {@link #wire()} has bytes to give. */
    public boolean overHttp() {
        return framing != Framing.WEBSOCKET;
    }

    /**
     * The body as the provider sent it. Files that keep only the SSE payloads get their framing back: {@code event:}
     * lines for Anthropic and Responses, {@code data: [DONE]} for chat.
     *
     * @throws IllegalStateException if this is a websocket session
     */
    public byte[] wire() {
        return framing.wire(stored, api());
    }

    @Override
    public String toString() {
        return file();
    }
}
