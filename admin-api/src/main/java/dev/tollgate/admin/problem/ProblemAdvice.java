package dev.tollgate.admin.problem;

import dev.tollgate.ledger.database.LedgerUnavailable;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.reactive.result.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Mono;

/** Words every failure of this API as a problem; what is not a known one tells nothing but that it happened. */
@RestControllerAdvice(basePackages = "dev.tollgate.admin")
@Order(0)
class ProblemAdvice extends ResponseEntityExceptionHandler {

    @ExceptionHandler
    Mono<ResponseEntity<Object>> handle(LedgerUnavailable away, ServerWebExchange exchange) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE, "The credit ledger does not answer at the moment. Try again.");
        problem.setProperty("code", "ledger_unavailable");
        return Mono.just(ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header("Retry-After", "2")
                .body(problem));
    }

    @Override
    protected Mono<ResponseEntity<Object>> handleServerWebInputException(
            ServerWebInputException wrong,
            org.springframework.http.HttpHeaders headers,
            org.springframework.http.HttpStatusCode status,
            ServerWebExchange exchange) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.BAD_REQUEST,
                "The request cannot be read: its body must be a JSON object as docs/api.md says.");
        problem.setProperty("code", "invalid_request");
        return Mono.just(ResponseEntity.badRequest().body(problem));
    }
}
