package dev.tollgate.filter.gateway;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.dialect.Dialect;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Denials of endpoints that are served here, without a provider. */
final class Denials {

    private Denials() {}

    static Mono<ServerResponse> response(Denial denial, Dialect dialect, UUID requestId) {
        return ServerResponse.status(denial.code().status())
                .contentType(MediaType.APPLICATION_JSON)
                .header(AnswerHeaders.X_REQUEST_ID, requestId.toString())
                .header(AnswerHeaders.REQUEST_ID, requestId.toString())
                .header("x-should-retry", Boolean.toString(denial.code().retryMayHelp()))
                .bodyValue(dialect.error(denial, requestId.toString()));
    }
}
