package dev.tollgate.filter.gateway;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.dialect.Dialects;
import java.util.Map;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

/**
 * Answers all paths under {@code /v1}, {@code /v1beta} and {@code /v2} that nothing else serves: they are never forwarded. The commonest mistake, a base
 * URL with one {@code /v1} too many, is told how to be mended.
 */
public final class UnknownPaths {

    /** After everything that serves a path, before the handler of static files. */
    private static final int ORDER = 1_000_000;

    private static final String DOUBLED = "/v1/v1/";

    private final Dialects dialects;
    private final Visitors visitors;

    public UnknownPaths(Dialects dialects, Visitors visitors) {
        this.dialects = dialects;
        this.visitors = visitors;
    }

    public SimpleUrlHandlerMapping mapping() {
        WebHandler refusal = this::refuse;
        SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping(
                Map.of("/v1/**", refusal, "/v1beta/**", refusal, "/v2/**", refusal, "/openai/**", refusal));
        mapping.setOrder(ORDER);
        return mapping;
    }

    private Mono<Void> refuse(ServerWebExchange exchange) {
        String path = exchange.getRequest().getPath().value();
        String message = path.startsWith(DOUBLED)
                ? doubled(exchange, path)
                : "There is nothing at " + exchange.getRequest().getMethod() + " " + path
                        + ". docs/api.md lists what this gateway serves.";
        return visitors.denials(dialects.named(dialect(exchange, path)))
                .write(exchange, new Denial.Invalid(DenialCode.UNKNOWN_PATH, message));
    }

    /** The dialect that a client most likely speaks. */
    private static String dialect(ServerWebExchange exchange, String path) {
        if (path.contains("/messages") || exchange.getRequest().getHeaders().getFirst("anthropic-version") != null) {
            return "anthropic";
        }
        if (path.startsWith("/v2/")) {
            return "cohere";
        }
        boolean verb = path.contains("/models/") && path.indexOf(':') > 0;
        return verb || path.startsWith("/v1beta/") ? "gemini" : "openai";
    }

    private static String doubled(ServerWebExchange exchange, String path) {
        String base = exchange.getRequest().getURI().resolve("/").toString();
        String host = base.substring(0, base.length() - 1);
        return path.startsWith("/v1/v1/messages")
                ? "You sent " + path + ". For Anthropic clients set the base URL without /v1: " + host
                : "You sent " + path + ". Set the base URL so that /v1 stands in it once: " + host
                        + "/v1 for OpenAI clients, " + host + " for Anthropic clients.";
    }
}
