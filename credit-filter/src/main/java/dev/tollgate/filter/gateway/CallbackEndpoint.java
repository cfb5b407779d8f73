package dev.tollgate.filter.gateway;

import dev.tollgate.filter.CalledBack;
import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.dialect.service.CallbackBody;
import dev.tollgate.filter.dialect.service.CallbackTerms;
import dev.tollgate.filter.identity.PriceSnapshot;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.usage.AwaitedCallbacks.Awaited;
import dev.tollgate.pricing.ProviderConnection.AuthKind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code POST /callbacks/{token}}: a provider tells that a call is over. The token names the call and is known to its
 * provider alone; a provider that signs must have signed too. Told twice, the call is settled once; 204 means that it is on
 * disk, or that the call goes on.
 */
public final class CallbackEndpoint {

    private static final Logger log = LoggerFactory.getLogger(CallbackEndpoint.class);

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int LONGEST = 64 * 1024;

    private final Callbacks callbacks;
    private final CalledBack calledBack;
    private final Supplier<PriceSnapshot> prices;

    public CallbackEndpoint(Callbacks callbacks, CalledBack calledBack, Supplier<PriceSnapshot> prices) {
        this.callbacks = callbacks;
        this.calledBack = calledBack;
        this.prices = prices;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .POST(Callbacks.PATH + "{token}", this::told)
                .build();
    }

    /** Settled on a subscription of its own: a provider that hangs up has told all the same. */
    private Mono<ServerResponse> told(ServerRequest request) {
        String token = request.pathVariable("token");
        if (!TOKEN.matcher(token).matches()) {
            return answer(HttpStatus.NOT_FOUND);
        }
        Mono<HttpStatus> work = DataBufferUtils.join(
                        request.exchange().getRequest().getBody(), LONGEST)
                .map(RequestBodies::bytes)
                .defaultIfEmpty(new byte[0])
                .flatMap(body -> callbacks
                        .find(token)
                        .flatMap(call -> settle(request.headers().asHttpHeaders(), token, body, call))
                        .defaultIfEmpty(HttpStatus.NOT_FOUND))
                .onErrorResume(failure -> Mono.just(status(failure)));
        return Mono.fromFuture(work.toFuture(), true).flatMap(CallbackEndpoint::answer);
    }

    private static HttpStatus status(Throwable failure) {
        if (failure instanceof MalformedRequest) {
            return HttpStatus.BAD_REQUEST;
        }
        if (failure instanceof DataBufferLimitException) {
            return HttpStatus.CONTENT_TOO_LARGE;
        }
        log.error("A callback could not be settled: {}", failure.toString());
        return failure instanceof LedgerUnavailable ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.INTERNAL_SERVER_ERROR;
    }

    private static Mono<ServerResponse> answer(HttpStatus status) {
        return ServerResponse.status(status).build();
    }

    private Mono<HttpStatus> settle(HttpHeaders headers, String token, byte[] bytes, Awaited call) {
        CallbackTerms terms = CallbackTerms.read(call.terms());
        String type = Objects.requireNonNullElse(headers.getFirst(HttpHeaders.CONTENT_TYPE), "");
        CallbackBody body = new CallbackBody(type, bytes);
        HttpStatus refusal = refusal(headers, token, body, call, terms);
        if (refusal != HttpStatus.NO_CONTENT) {
            return Mono.just(refusal);
        }
        Optional<UsageReport> report = terms.read(body);
        return report.isEmpty()
                ? Mono.just(HttpStatus.NO_CONTENT)
                : calledBack.settle(call, terms, report.get()).thenReturn(HttpStatus.NO_CONTENT);
    }

    /** {@code NO_CONTENT}: none. With a caller's own key nobody here knows the secret; then the token alone counts. */
    private HttpStatus refusal(
            HttpHeaders headers, String token, CallbackBody body, Awaited call, CallbackTerms terms) {
        Optional<String> header = terms.callback().signature();
        if (header.isEmpty() || terms.subject().keyMode().equals("own")) {
            return HttpStatus.NO_CONTENT;
        }
        Optional<String> secret = secret(terms.subject().provider());
        if (secret.isEmpty()) {
            log.error("The callback of request {} cannot be verified: its provider has no key here", call.request());
            return HttpStatus.SERVICE_UNAVAILABLE;
        }
        String shown = Objects.requireNonNullElse(headers.getFirst(header.get()), "");
        Optional<Map<String, List<String>>> form = body.form();
        // Whether a provider signs what stands behind the address too is its own affair: the token is in both.
        String address = callbacks.address(token);
        boolean right = form.isPresent()
                && Stream.of(address, address + terms.callback().suffix())
                        .anyMatch(each -> CallbackSignature.isOf(shown, secret.get(), each, form.get()));
        if (!right) {
            log.warn("A callback of request {} is not signed by its provider and was refused", call.request());
        }
        return right ? HttpStatus.NO_CONTENT : HttpStatus.FORBIDDEN;
    }

    private Optional<String> secret(String provider) {
        PriceSnapshot snapshot = prices.get();
        return Optional.ofNullable(snapshot.book().providers().get(provider)).flatMap(known -> snapshot.keys()
                .keyOf(known)
                .map(key -> known.connection().auth().kind() == AuthKind.BASIC
                        ? key.substring(key.indexOf(':') + 1)
                        : key));
    }
}
