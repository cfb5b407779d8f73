package dev.tollgate.filter.gateway;

import dev.tollgate.filter.dialect.Dialect;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What tells a request from another one: its method, path, query and body, and the headers by which a provider reads it.
 * Not the boundary of a form, which clients make anew each time they send it, nor a key in the query.
 */
final class RequestPrint {

    private static final List<String> HEADERS = List.of("anthropic-version", "anthropic-beta", "openai-beta");
    private static final String FORM = "multipart/form-data";

    /** A larger body is read beside the event loops. */
    private static final int AT_ONCE = 256 * 1024;

    private static final byte[] DASHES = "--".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_BOUNDARY = 72;

    private RequestPrint() {}

    static Mono<byte[]> of(ServerHttpRequest request, Dialect dialect, byte[] body) {
        String type = Objects.requireNonNullElse(request.getHeaders().getFirst("content-type"), "");
        boolean form = type.regionMatches(true, 0, FORM, 0, FORM.length());
        MessageDigest digest = sha256();
        digest.update(head(request, dialect).getBytes(StandardCharsets.UTF_8));
        Mono<byte[]> print = Mono.fromSupplier(() -> digested(digest, body, form ? delimiter(body) : new byte[0]));
        return body.length > AT_ONCE ? print.subscribeOn(Schedulers.parallel()) : print;
    }

    private static String head(ServerHttpRequest request, Dialect dialect) {
        String headers = HEADERS.stream()
                .map(name -> String.join(",", request.getHeaders().getOrEmpty(name)))
                .collect(Collectors.joining("\n"));
        String query = Objects.requireNonNullElse(request.getURI().getRawQuery(), "");
        String asked = Arrays.stream(query.split("&"))
                .filter(parameter -> !dialect.takesKeyInQuery() || !parameter.startsWith("key="))
                .collect(Collectors.joining("&"));
        return String.join("\n", request.getMethod().name(), request.getURI().getRawPath(), asked, headers, "");
    }

    /** The line that a form begins with, by which its parts are set apart; empty: the body is no form. */
    private static byte[] delimiter(byte[] body) {
        int end = 0;
        while (end < body.length && end < LONGEST_BOUNDARY && body[end] != '\r' && body[end] != '\n') {
            end++;
        }
        boolean found = end > DASHES.length && Arrays.equals(body, 0, DASHES.length, DASHES, 0, DASHES.length);
        return found ? Arrays.copyOf(body, end) : new byte[0];
    }

    /** Each delimiter counts as two dashes. */
    private static byte[] digested(MessageDigest digest, byte[] body, byte[] delimiter) {
        int from = 0;
        int at = 0;
        while (delimiter.length > 0 && at <= body.length - delimiter.length) {
            boolean begins = at == 0 || body[at - 1] == '\n';
            if (begins && Arrays.equals(body, at, at + delimiter.length, delimiter, 0, delimiter.length)) {
                digest.update(body, from, at - from);
                digest.update(DASHES);
                at += delimiter.length;
                from = at;
            } else {
                at++;
            }
        }
        digest.update(body, from, body.length - from);
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
