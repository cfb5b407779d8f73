package dev.tollgate.simulator.stripe;

import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The HTTP side: API, pages and control on one port. The work is done off the event loops, as it may wait for locks. */
final class StripeServer {
    private static final int THREADS = 16;
    private static final int WAITING = 100_000;

    private final StripeApi api;
    private final ControlApi control;
    private final Pages pages;
    private final Faults faults;
    private final RequestHistory history;
    private final Scheduler workers = Schedulers.newBoundedElastic(THREADS, WAITING, "stripe-simulator-work", 30, true);

    StripeServer(StripeApi api, ControlApi control, Pages pages, Faults faults, RequestHistory history) {
        this.api = api;
        this.control = control;
        this.pages = pages;
        this.faults = faults;
        this.history = history;
    }

    Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asByteArray()
                .defaultIfEmpty(new byte[0])
                .map(body -> StripeRequest.of(request, body))
                .publishOn(workers)
                .flatMap(received -> answer(received, response));
    }

    void close() {
        workers.dispose();
    }

    private Mono<Void> answer(StripeRequest request, HttpServerResponse response) {
        if (request.path().startsWith(ControlApi.PREFIX)) {
            return write(response, control.answer(request));
        }
        if (!request.path().startsWith("/v1/")) {
            return write(response, pages.answer(request));
        }
        history.keep(request);
        StripeFault fault = faults.take(request.method(), request.path());
        return fault == null ? write(response, api.answer(request, null)) : faulty(request, response, fault);
    }

    private Mono<Void> faulty(StripeRequest request, HttpServerResponse response, StripeFault fault) {
        boolean works =
                fault.afterEffect() || fault.kind() == StripeFault.Kind.SLOW || fault.kind() == StripeFault.Kind.FAILED;
        StripeAnswer answer = works
                ? api.answer(request, fault)
                : StripeAnswer.refused(StripeError.scripted(fault.status()), "req_fault");
        return switch (fault.kind()) {
            case STATUS, FAILED -> write(response, answer);
            case SILENT -> Mono.never();
            case CUT -> cut(response, answer);
            case SLOW -> late(response, answer, fault.delay());
        };
    }

    /**
     * Closes the connection in the middle of the answer, which is sent in chunks. With no answer at all, the HTTP client
     * of the JDK would send the call again by itself; with a length, it would take the half for the whole.
     */
    private static Mono<Void> cut(HttpServerResponse response, StripeAnswer answer) {
        byte[] half = Arrays.copyOf(answer.body(), answer.body().length / 2);
        response.status(answer.status()).header("content-type", "application/json");
        return Mono.from(response.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(half)), piece -> true))
                .then(Mono.<Void>fromRunnable(() -> response.withConnection(Connection::dispose)))
                .then(Mono.never());
    }

    private static Mono<Void> late(HttpServerResponse response, StripeAnswer answer, Duration delay) {
        return Mono.delay(delay).then(Mono.defer(() -> write(response, answer)));
    }

    private static Mono<Void> write(HttpServerResponse response, StripeAnswer answer) {
        response.header("request-id", answer.requestId()).header("stripe-version", StripeSimulator.API_VERSION);
        if (answer.repeated()) {
            response.header("idempotent-replayed", "true");
        }
        return write(response, Page.json(answer.status(), answer.body()));
    }

    private static Mono<Void> write(HttpServerResponse response, @Nullable Page page) {
        Page found = page == null ? Page.text(404, "There is no such page.") : page;
        response.status(found.status()).header("content-type", found.contentType());
        if (found.location() != null) {
            response.header("location", found.location());
        }
        return Mono.from(response.sendByteArray(Mono.just(found.body())));
    }
}
