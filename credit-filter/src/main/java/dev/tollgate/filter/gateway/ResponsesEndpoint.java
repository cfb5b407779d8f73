package dev.tollgate.filter.gateway;

import dev.tollgate.filter.CreditGate;
import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.dialect.Dialect;
import dev.tollgate.filter.dialect.Dialects;
import dev.tollgate.filter.identity.Caller;
import dev.tollgate.filter.identity.Credential;
import dev.tollgate.filter.identity.ProviderKey;
import dev.tollgate.filter.identity.SentKeys;
import dev.tollgate.filter.limit.Visit;
import dev.tollgate.ledger.usage.KeptObjects.Maker;
import dev.tollgate.pricing.Provider;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientResponse;

/**
 * {@code GET /v1/responses/{id}}, also as a stream that is taken up again, {@code DELETE}, {@code GET …/input_items} and, for
 * responses of the background, {@code POST …/cancel}: for the account alone that made the response, and of its keys that are
 * restricted for the one that did. They cost nothing: the call that made it is charged once, when it is over.
 */
public final class ResponsesEndpoint {

    private static final Logger log = LoggerFactory.getLogger(ResponsesEndpoint.class);

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,200}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Map<String, Pattern> PAGE =
            Map.of("limit", NUMBER, "order", Pattern.compile("asc|desc"), "after", ID);
    private static final String ITEMS = "/input_items";
    private static final int OK = 200;
    private static final int LONGEST_ERROR = 1024 * 1024;

    /** For the whole of an error. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CreditGate gate;
    private final Dialect dialect;
    private final Visitors visitors;
    private final BackgroundResponses background;

    public ResponsesEndpoint(CreditGate gate, Dialects dialects, Visitors visitors, BackgroundResponses background) {
        this.gate = gate;
        this.dialect = dialects.named("openai");
        this.visitors = visitors;
        this.background = background;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET("/v1/responses/{id}", request -> answer(request, HttpMethod.GET, query(request)))
                .DELETE("/v1/responses/{id}", request -> answer(request, HttpMethod.DELETE, ""))
                .GET("/v1/responses/{id}/input_items", request -> answer(request, HttpMethod.GET, page(request)))
                .POST("/v1/responses/{id}/cancel", request -> answer(request, HttpMethod.POST, "/cancel"))
                .build();
    }

    /** What a caller may say about the way it wants to be told. */
    private static String query(ServerRequest request) {
        String after = request.queryParam("starting_after").orElse("");
        return "true".equals(request.queryParam("stream").orElse(""))
                ? "?stream=true" + (NUMBER.matcher(after).matches() ? "&starting_after=" + after : "")
                : "";
    }

    /** What a caller may say about the part of a long list that it wants. */
    private static String page(ServerRequest request) {
        String asked = PAGE.entrySet().stream()
                .flatMap(known -> request
                        .queryParam(known.getKey())
                        .filter(value -> known.getValue().matcher(value).matches())
                        .map(value -> known.getKey() + '=' + value)
                        .stream())
                .sorted()
                .collect(Collectors.joining("&"));
        return ITEMS + (asked.isEmpty() ? "" : '?' + asked);
    }

    private Mono<ServerResponse> answer(ServerRequest request, HttpMethod method, String rest) {
        Visit visit = visitors.visit(request.exchange().getRequest());
        Consumer<HttpHeaders> limits = headers -> visitors.headers().tell(headers, dialect, visit.standing());
        UUID requestId = RequestId.next();
        Consumer<HttpHeaders> head = limits.andThen(headers -> AnswerHeaders.id(headers, requestId));
        String id = request.pathVariable("id");
        return gate.identify(Credential.from(request.headers()::firstHeader), visit)
                .flatMap(known -> known.thenLater(caller -> gate.count(caller, visit)))
                .flatMap(decision -> decision.fold(
                        caller -> kept(caller, id)
                                .flatMap(kept -> key(request, caller, kept.provider())
                                        .thenLater(key -> ask(kept, key, id, method, rest, head)))
                                .flatMap(answered -> answered.fold(
                                        Mono::just, denial -> Denials.response(denial, dialect, requestId, limits)))
                                .switchIfEmpty(
                                        Mono.defer(() -> Denials.response(unknown(id), dialect, requestId, limits)))
                                .onErrorResume(failure -> {
                                    log.warn("Request {}: {}", requestId, failure.toString());
                                    return Denials.response(unreachable(), dialect, requestId, limits);
                                }),
                        denial -> Denials.response(denial, dialect, requestId, limits)));
    }

    /** Empty for a response that is somebody else's, or out of reach of the caller's key, or of a provider that the price book has no more. */
    private Mono<Kept> kept(Caller caller, String id) {
        return ID.matcher(id).matches()
                ? background.memory().maker(id, caller.reach()).flatMap(maker -> Mono.justOrEmpty(
                                caller.prices().book().providers().get(maker.provider()))
                        .map(provider -> new Kept(maker, provider)))
                : Mono.empty();
    }

    private record Kept(Maker maker, Provider provider) {

        /** What the account's own key has made is not looked for with the platform's: who finds it there finds another's. */
        boolean isOutOfReach(ProviderKey key) {
            return maker.ownKey() && !key.own();
        }
    }

    /** A response is its maker's at the provider, so it is asked for with the key that would make one now. */
    private static Decision<ProviderKey> key(ServerRequest request, Caller caller, Provider provider) {
        HttpHeaders headers = request.headers().asHttpHeaders();
        return SentKeys.from(headers.headerNames(), headers::getFirst)
                .then(sent -> ProviderKey.of(caller, sent, provider));
    }

    /** @param head what the answer's headers say of the request */
    private Mono<Decision<ServerResponse>> ask(
            Kept kept, ProviderKey key, String id, HttpMethod method, String rest, Consumer<HttpHeaders> head) {
        if (kept.isOutOfReach(key)) {
            return Mono.just(Decision.deny(unknown(id)));
        }
        boolean shows = !key.own() && !method.equals(HttpMethod.DELETE) && !rest.startsWith(ITEMS);
        return background
                .client()
                .ask(method, kept.provider(), key.key(), id, rest)
                .responseConnection((response, connection) -> Mono.just(new Told(response, connection)))
                .next()
                .flatMap(told -> told.isOk()
                        ? passed(told, shows ? shown(kept, told, rest) : told.bytes(), head)
                                .map(Decision::pass)
                        : failed(told, kept.provider(), key, head));
    }

    private Flux<byte[]> shown(Kept kept, Told told, String rest) {
        return new ShownResponse(background.memory(), kept.maker(), dialect, rest.startsWith("?"), told.type())
                .passed(told.bytes());
    }

    private static Mono<ServerResponse> passed(Told told, Flux<byte[]> bytes, Consumer<HttpHeaders> head) {
        return ServerResponse.status(told.status())
                .headers(head)
                .header(HttpHeaders.CONTENT_TYPE, told.type())
                .body(BodyInserters.fromDataBuffers(buffers(bytes)));
    }

    private static Flux<DataBuffer> buffers(Flux<byte[]> bytes) {
        return bytes.map(DefaultDataBufferFactory.sharedInstance::wrap);
    }

    /** Errors are read whole: what they name, and what they are about, may stand anywhere. */
    private static Mono<Decision<ServerResponse>> failed(
            Told told, Provider provider, ProviderKey key, Consumer<HttpHeaders> head) {
        return DataBufferUtils.join(buffers(told.bytes()), LONGEST_ERROR)
                .map(RequestBodies::bytes)
                .defaultIfEmpty(new byte[0])
                .timeout(PATIENCE)
                .flatMap(error -> {
                    if (!key.own() && FailedAnswer.isAboutAccount(told.status(), error)) {
                        log.error(
                                "Provider {} refused the platform's account: status {}",
                                provider.name(),
                                told.status());
                        return Mono.just(Decision.<ServerResponse>deny(FailedAnswer.accountRefused()));
                    }
                    return ServerResponse.status(told.status())
                            .headers(head)
                            .header(HttpHeaders.CONTENT_TYPE, told.type())
                            .bodyValue(AccountNames.masked(error))
                            .map(Decision::pass);
                });
    }

    /** A provider's answer; its connection is given back when the body has been read, or nobody reads it any more. */
    private record Told(HttpClientResponse response, Connection connection) {
        int status() {
            return response.status().code();
        }

        boolean isOk() {
            return status() == OK;
        }

        String type() {
            return response.responseHeaders().get("content-type", MediaType.APPLICATION_JSON_VALUE);
        }

        Flux<byte[]> bytes() {
            return connection.inbound().receive().map(KeptResponseClient::bytes).doOnCancel(connection::dispose);
        }
    }

    private static Denial unknown(String id) {
        String shown = ID.matcher(id).matches() ? "'" + id + "'" : "of this id";
        return new Denial.Invalid(
                DenialCode.UNKNOWN_PATH,
                "There is no response " + shown + " that you made in the last thirty days, or it was not stored.");
    }

    private static Denial unreachable() {
        return new Denial.Unavailable(
                DenialCode.PROVIDER_UNREACHABLE, "The provider cannot be reached. Nothing was charged.");
    }
}
