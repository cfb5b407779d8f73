package dev.tollgate.app.llm;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An answer of the gate, whole. */
record GateAnswer(int status, HttpHeaders headers, byte[] body) {

    /** A chat in one piece is short; a longer one is paid, and told by its head alone. */
    private static final int LONGEST = 4 * 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(GateAnswer.class);

    private static final int OK = 200;
    private static final int REDIRECTION = 300;
    private static final int UNAUTHORIZED = 401;

    boolean isSuccess() {
        return status >= OK && status < REDIRECTION;
    }

    /** Keeps the latest of what the gate writes: it may refuse a call that was about to be answered. */
    static GateResponse.Reader into(AtomicReference<@Nullable GateAnswer> place) {
        return (status, headers, body) -> {
            place.set(new GateAnswer(status.getAsInt(), headers, new byte[0]));
            return collected(body)
                    .doOnNext(bytes -> place.set(new GateAnswer(status.getAsInt(), headers, bytes)))
                    .then();
        };
    }

    private static Mono<byte[]> collected(Flux<DataBuffer> body) {
        return DataBufferUtils.join(body, LONGEST).map(GateAnswer::bytes).defaultIfEmpty(new byte[0]);
    }

    static byte[] bytes(DataBuffer buffer) {
        try {
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            return bytes;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    /** Writes an answer that is none: an estimate as it is, an error as a problem, and what no model can read as one of ours. */
    Mono<Void> tell(ServerHttpResponse response) {
        String id = GateHeaders.requestId(headers);
        if (GateHeaders.isEstimate(headers)) {
            return write(response, headers, MediaType.APPLICATION_JSON, body);
        }
        if (isSuccess()) {
            log.warn("The answer to request {} cannot be read", id);
            return problem(response, Refusal.unreadable(id));
        }
        if (status == UNAUTHORIZED) {
            response.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return problem(response, Refusal.of(status, body, id));
    }

    private Mono<Void> problem(ServerHttpResponse response, Refusal refusal) {
        response.setStatusCode(HttpStatusCode.valueOf(refusal.status()));
        return write(response, headers, MediaType.APPLICATION_PROBLEM_JSON, AnswerShape.problem(refusal));
    }

    /** @param head of the gate's answer */
    static Mono<Void> write(ServerHttpResponse response, HttpHeaders head, MediaType type, byte[] body) {
        GateHeaders.copy(head, response.getHeaders());
        response.getHeaders().setContentType(type);
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }
}
