package dev.tollgate.app.llm;

import dev.langchain4j.http.client.sse.CancellationUnsupportedHandle;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.tollgate.filter.dialect.sse.SseEvent;
import dev.tollgate.filter.dialect.sse.SseSplitter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns the bytes of a dialect's stream into events of the one shape: cuts them into events, or into lines, has the model's listener
 * read each, and collects what the model tells meanwhile. One portion is read at a time, by one thread.
 *
 * <p>An error in the stream is read here: not every model tells of one.
 */
final class Pieces implements StreamingChatResponseHandler, SseSplitter.Sink {

    private static final Logger log = LoggerFactory.getLogger(Pieces.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ERROR = "error";

    private final SseSplitter splitter = new SseSplitter(this);
    private final Lines lines = new Lines();
    private final ServerSentEventContext context = new ServerSentEventContext(new CancellationUnsupportedHandle());
    private final List<String> texts = new ArrayList<>();
    private @Nullable ServerSentEventListener listener;
    private @Nullable ChatResponse whole;
    private @Nullable JsonNode error;
    private @Nullable Throwable unread;
    private boolean inLines;
    private boolean begun;

    void listener(ServerSentEventListener model) {
        this.listener = model;
    }

    /** The stream is one of lines. */
    void inLines() {
        this.inLines = true;
    }

    /** What the portion has brought. */
    List<byte[]> read(byte[] bytes, AnswerShape shape) {
        if (inLines) {
            lines.feed(bytes).forEach(line -> event(null, line));
        } else {
            splitter.feed(bytes);
        }
        return told(shape);
    }

    /** What the end has brought: an event that nothing followed. */
    List<byte[]> close(AnswerShape shape) {
        if (inLines) {
            event(null, lines.rest());
        } else if (splitter.hasPending()) {
            event(splitter.pendingEvent());
        }
        if (error == null && unread == null) {
            Objects.requireNonNull(listener).onClose();
        }
        return told(shape);
    }

    /** Absent where the stream has failed. */
    @Nullable
    ChatResponse whole() {
        return whole;
    }

    Optional<Refusal> failure(String requestId) {
        if (error != null) {
            return Optional.of(Refusal.inStream(error, requestId));
        }
        if (unread != null) {
            log.warn("The stream of request {} cannot be read: {}", requestId, unread.toString());
        }
        return whole == null ? Optional.of(Refusal.unreadable(requestId)) : Optional.empty();
    }

    private List<byte[]> told(AnswerShape shape) {
        List<byte[]> events = new ArrayList<>(texts.size());
        for (String text : texts) {
            events.add(shape.piece(text, !begun));
            begun = true;
        }
        texts.clear();
        return events;
    }

    @Override
    public void event(SseEvent event) {
        event(event.name(), new String(event.data(), event.from(), event.to() - event.from(), StandardCharsets.UTF_8));
    }

    private void event(@Nullable String name, String data) {
        if (error != null || unread != null || data.isBlank()) {
            return;
        }
        error = error(name, data);
        if (error != null) {
            return;
        }
        try {
            Objects.requireNonNull(listener).onEvent(new ServerSentEvent(name, data), context);
        } catch (RuntimeException unreadable) {
            onError(unreadable);
        }
    }

    private static @Nullable JsonNode error(@Nullable String name, String data) {
        boolean named = ERROR.equals(name);
        if (!named && !data.contains("\"error\"")) {
            return null;
        }
        try {
            JsonNode tree = JSON.readTree(data);
            boolean tells = tree.path(ERROR).isObject() || tree.path(ERROR).isString();
            return named || tells ? tree : null;
        } catch (JacksonException noJson) {
            return named ? JSON.createObjectNode() : null;
        }
    }

    @Override
    public void unread(byte[] bytes) {
        // Comments and blank lines.
    }

    @Override
    public void straggler(byte lineFeed) {
        // Of what was read already.
    }

    @Override
    public void onPartialResponse(String text) {
        if (!text.isEmpty()) {
            texts.add(text);
        }
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
        whole = response;
    }

    @Override
    public void onError(Throwable failure) {
        unread = failure;
    }
}
