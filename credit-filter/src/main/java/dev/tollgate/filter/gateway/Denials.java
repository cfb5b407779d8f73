package dev.tollgate.filter.gateway;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.dialect.Dialect;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Denials of endpoints that are served here, without a provider. */
final class Denials {

    private Denials() {}

    static Mono<ServerResponse> response(Denial denial, Dialect dialect, UUID requestId, Consumer<HttpHeaders> limits) {
        return ServerResponse.status(denial.status())
                .contentType(MediaType.APPLICATION_JSON)
                .headers(headers -> AnswerHeaders.id(headers, requestId))
                .header("x-should-retry", Boolean.toString(denial.retryHelps()))
                .headers(headers -> denial.retryAfter()
                        .ifPresent(pause -> headers.set(HttpHeaders.RETRY_AFTER, DenialWriter.seconds(pause))))
                .headers(limits)
                .bodyValue(dialect.error(denial, requestId.toString()));
    }
}
