package dev.tollgate.filter.gateway;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.dialect.Dialect;
import dev.tollgate.filter.dialect.Operation;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Writes a denial as the answer to one request, in the dialect of its path. */
final class DenialWriter {

    private final UUID requestId;
    private final Dialect dialect;
    private final Consumer<HttpHeaders> limits;

    /** @param limits writes what is left of the caller's rate limits */
    DenialWriter(UUID requestId, Dialect dialect, Consumer<HttpHeaders> limits) {
        this.requestId = requestId;
        this.dialect = dialect;
        this.limits = limits;
    }

    UUID requestId() {
        return requestId;
    }

    Mono<Void> write(ServerWebExchange exchange, Denial denial) {
        ServerHttpResponse response = exchange.getResponse();
        byte[] body = prepare(response, denial);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    /** Sets status and headers for the denial, in place of all that were set before, and gives the body to write. */
    byte[] prepare(ServerHttpResponse response, Denial denial) {
        byte[] body = dialect.error(denial, requestId.toString());
        response.setStatusCode(HttpStatusCode.valueOf(denial.status()));
        HttpHeaders headers = response.getHeaders();
        headers.clear();
        headers.set(HttpHeaders.CONTENT_TYPE, dialect.errorType());
        headers.setContentLength(body.length);
        headers.set(AnswerHeaders.X_REQUEST_ID, requestId.toString());
        headers.set(AnswerHeaders.REQUEST_ID, requestId.toString());
        headers.set("x-should-retry", Boolean.toString(denial.retryHelps()));
        denial.retryAfter().ifPresent(pause -> headers.set(HttpHeaders.RETRY_AFTER, seconds(pause)));
        tellLimits(headers);
        return body;
    }

    /** Tells what is left of the caller's rate limits, on any answer. */
    void tellLimits(HttpHeaders headers) {
        limits.accept(headers);
    }

    byte[] event(Operation operation, Denial denial) {
        return dialect.errorEvent(operation, denial, requestId.toString());
    }

    static String seconds(Duration pause) {
        return Long.toString(Math.max(1, pause.plusMillis(999).toSeconds()));
    }
}
