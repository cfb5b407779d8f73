package dev.tollgate.admin.problem;

import dev.tollgate.ledger.database.LedgerUnavailable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Words every failure under this API's paths as a problem of RFC 9457: those of its controllers, and those of requests
 * that never came to one (no such path, wrong method, body too large). What is not a known failure tells nothing but its
 * request's id, under which the log has the rest. The paths of others are left to others.
 */
@Component
@Order(-2) // Before Spring Boot's page for errors, at -1.
final class ProblemWriter implements WebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemWriter.class);

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String RETRY_SECONDS = "2";

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        ServerHttpRequest request = exchange.getRequest();
        ServerHttpResponse response = exchange.getResponse();
        if (!PlainPaths.isOurs(request.getPath().value()) || response.isCommitted()) {
            return Mono.error(failure);
        }
        String id = UUID.randomUUID().toString();
        Problem problem = problem(failure, request, id);
        byte[] body = JSON.writeValueAsBytes(document(problem, id));
        response.setStatusCode(problem.status());
        HttpHeaders headers = response.getHeaders();
        if (failure instanceof ErrorResponse known) {
            headers.putAll(known.getHeaders()); // such as Allow
        }
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.setContentLength(body.length);
        headers.set("x-request-id", id);
        headers.set("request-id", id);
        if (problem.status() == HttpStatus.SERVICE_UNAVAILABLE) {
            headers.set(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        }
        if (problem.figures().get(Problem.RETRY_AFTER) instanceof Long seconds) {
            headers.set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        }
        if (problem.status() == HttpStatus.UNAUTHORIZED) {
            headers.set(
                    HttpHeaders.WWW_AUTHENTICATE,
                    problem.code().equals("invalid_token") ? "Bearer error=\"invalid_token\"" : "Bearer");
        }
        return request.getMethod() == HttpMethod.HEAD
                ? response.setComplete()
                : response.writeWith(
                        Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    private static Map<String, Object> document(Problem problem, String id) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("title", problem.status().getReasonPhrase());
        document.put("status", problem.status().value());
        document.put("detail", problem.sentence());
        document.put("code", problem.code());
        @Nullable String field = problem.field();
        if (field != null) {
            document.put("field", field);
        }
        document.putAll(problem.figures());
        document.put("requestId", id);
        return document;
    }

    private static Problem problem(Throwable failure, ServerHttpRequest request, String id) {
        if (failure instanceof Problem problem) {
            return problem;
        }
        if (failure instanceof LedgerUnavailable) {
            return new Problem(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "ledger_unavailable",
                    "The credit ledger does not answer at the moment. Send the same request again.");
        }
        if (failure instanceof ErrorResponse known) {
            return known(known.getStatusCode().value(), request);
        }
        log.error("{} {} failed, request id {}", request.getMethod(), request.getPath(), id, failure);
        return new Problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal_error",
                "Something went wrong here, not with your request. The request id helps us find it.");
    }

    /** What Spring refuses by itself; its own words name classes. */
    private static Problem known(int code, ServerHttpRequest request) {
        HttpStatus status = HttpStatus.valueOf(code);
        String what = request.getMethod() + " " + request.getPath().value();
        if (status == HttpStatus.NOT_FOUND) {
            return Problem.notFound("There is nothing at " + what + ". docs/api.md lists what there is.");
        }
        if (status == HttpStatus.METHOD_NOT_ALLOWED) {
            return new Problem(
                    HttpStatus.METHOD_NOT_ALLOWED,
                    "method_not_allowed",
                    what + " is not possible; the header 'Allow' tells which methods are.");
        }
        return new Problem(
                status,
                status.name().toLowerCase(Locale.ROOT),
                "The request cannot be read; docs/api.md tells its form.");
    }
}
