package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Admission;
import dev.tollgate.filter.Ending;
import dev.tollgate.filter.Receipt;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.usage.Basis;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A successful answer of a provider, metered while it passes. Its end (the final event of a stream, the last bytes of a
 * JSON body) goes out after the debit is on disk: a client that saw a complete answer has paid for it.
 */
final class MeteredAnswer {

    private static final Logger log = LoggerFactory.getLogger(MeteredAnswer.class);

    private final Admission admission;
    private final ServerHttpResponse response;
    private final DenialWriter denials;
    private final BackgroundResponses background;
    private final UsageReader reader;
    private final UpstreamBody body;
    private final Mono<Void> clientGone;
    private final Making making;
    private final @Nullable HeldBack heldBack;
    private final int status;
    private final @Nullable String upstreamRequestId;

    /** What the provider keeps, as its final event left it: the reader may be read on meanwhile. */
    private volatile @Nullable Set<String> kept;

    private @Nullable Mono<Void> remembered;

    MeteredAnswer(
            Admission admission,
            ServerHttpResponse response,
            DenialWriter denials,
            BackgroundResponses background,
            AnswerHead head,
            Upstream upstream) {
        this.admission = admission;
        this.response = response;
        this.denials = denials;
        this.background = background;
        this.status = head.status();
        this.upstreamRequestId = head.upstreamRequestId();
        this.reader = admission.reader(head.facts(admission.ticket()));
        this.heldBack = head.isStream() || reader.piecewise() ? null : new HeldBack();
        this.body = new UpstreamBody(upstream, this::meter);
        this.clientGone = upstream.clientGone();
        this.making = upstream.making();
    }

    /** @param out writes bytes to the client */
    Mono<Void> write(Function<Flux<DataBuffer>, Mono<Void>> out) {
        AnswerHeaders.keepAllowed(response.getHeaders());
        AnswerHeaders.identify(response.getHeaders(), admission.ticket(), upstreamRequestId);
        AnswerHeaders.attempts(response.getHeaders(), admission);
        denials.tellLimits(response.getHeaders());
        if (heldBack == null) {
            // Events may be hidden, and one of our own may end the stream.
            response.getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
        }
        // What was metered before a failure is charged, so it is delivered before the client hears of the failure.
        Flux<DataBuffer> visible = body.concatMapDelayError(this::pass)
                .concatWith(Flux.defer(this::end))
                .onErrorResume(this::broken)
                .filter(bytes -> bytes.length > 0)
                .map(bytes -> response.bufferFactory().wrap(bytes));
        return Mono.defer(() -> reader.piecewise() ? pieces(visible) : out.apply(visible))
                // Whatever becomes of the write, nobody reads it any more.
                .takeUntilOther(clientGone)
                // The provider is fine, so it is the client that is gone; the answer is read on without it.
                .onErrorResume(failure -> body.failure() == null ? Mono.empty() : Mono.error(failure))
                .materialize()
                .flatMap(written -> body.ended()
                        .then(Mono.defer(() -> settle(reader.report())))
                        .flatMap(receipt -> rest(receipt))
                        .thenReturn(written))
                .<Void>dematerialize();
    }

    /** Each piece as soon as it is there, which its media type alone would not bring about. */
    private Mono<Void> pieces(Flux<DataBuffer> visible) {
        return response.writeAndFlushWith(visible.map(Flux::just));
    }

    private Portion meter(byte[] bytes) {
        byte[] visible = reader.read(bytes);
        if (heldBack == null) {
            admission.streamed(reader, why -> body.endWith(new RunOut(why)));
        }
        making.record(visible);
        if (reader.complete() && kept == null) {
            kept = Set.copyOf(reader.kept());
        }
        return reader.complete()
                ? new Portion(visible, rest(), reader.report())
                : new Portion(visible, Portion.NOTHING, null);
    }

    /** What the reader kept back: for whoever asks first, the client or, where that is gone, nobody. */
    private synchronized byte[] rest() {
        byte[] rest = reader.rest();
        making.record(rest);
        return rest;
    }

    /** The end of a paid answer, which goes out when all of it is kept for whoever asks again. */
    private Mono<byte[]> rest(Receipt receipt) {
        byte[] rest = rest();
        boolean goesOn = reader.unfinished().isPresent() || admission.awaited();
        boolean whole = body.whole() || heldBack != null && reader.complete();
        if (!whole || receipt.basis() == Basis.NONE && !goesOn) {
            return Mono.just(rest);
        }
        return making.answered(status, () -> told(receipt)).thenReturn(rest);
    }

    private HttpHeaders told(Receipt receipt) {
        HttpHeaders headers = HttpHeaders.copyOf(response.getHeaders());
        tellReceipt(headers, receipt);
        return headers;
    }

    private void tellReceipt(HttpHeaders headers, Receipt receipt) {
        if (heldBack != null && heldBack.whole() && reader.unfinished().isEmpty() && !admission.awaited()) {
            AnswerHeaders.receipt(headers, admission.ticket(), receipt);
        }
    }

    private Publisher<byte[]> pass(Portion portion) {
        UsageReport report = portion.report();
        if (heldBack != null) {
            Flux<byte[]> letGo = Flux.defer(
                    () -> Flux.just(heldBack.exchange(portion.visible()), heldBack.exchange(portion.last())));
            // From its last bracket on an answer is complete: nothing of that goes out unpaid.
            return report == null ? letGo : settle(report).thenMany(letGo);
        }
        if (report == null) {
            return Mono.just(portion.visible());
        }
        return Mono.just(portion.visible()).concatWith(settle(report).thenReturn(portion.last()));
    }

    private Flux<byte[]> end() {
        return settle(reader.report()).flatMapMany(receipt -> rest(receipt).flatMapMany(rest -> end(receipt, rest)));
    }

    private Flux<byte[]> end(Receipt receipt, byte[] last) {
        if (heldBack == null) {
            return Flux.just(last);
        }
        byte[] letGo = heldBack.exchange(last);
        byte[] rest = heldBack.rest();
        if (heldBack.whole()) {
            tellReceipt(response.getHeaders(), receipt);
            AnswerHeaders.length(response.getHeaders(), rest.length);
        }
        return Flux.just(letGo, rest);
    }

    /** The provider's answer broke off. A stream is ended with an error event, a JSON body that has begun cannot be. */
    private Publisher<byte[]> broken(Throwable cause) {
        log.warn(
                "The answer to request {} broke off: {}",
                admission.ticket().call().id(),
                cause.toString());
        Denial denial = denial(cause);
        if (heldBack == null) {
            return settle(reader.report())
                    .thenMany(Flux.just(
                            reader.wholeRest(),
                            reader.ending(
                                    denials.event(admission.ticket().intent().operation(), denial))));
        }
        if (reader.complete()) {
            return end(); // Nothing of the answer is missing, and it is paid.
        }
        if (!heldBack.whole()) {
            return settle(reader.report()).then(Mono.error(cause));
        }
        Optional<String> goesOn = reader.unfinished();
        if (goesOn.isPresent()) {
            return settle(reader.report())
                    .then(Mono.fromSupplier(() -> denials.prepare(response, goesOn(goesOn.get(), cause))));
        }
        // A model's answer that is not whole is none.
        Mono<Receipt> ended = admission.ticket().intent().service().isPresent()
                ? settle(reader.report())
                : admission.abandon(Endings.cut(status, upstreamRequestId));
        return ended.then(Mono.fromSupplier(() -> denials.prepare(response, denial)));
    }

    private Denial denial(Throwable cause) {
        if (cause instanceof RunOut ours) {
            return ours.denial();
        }
        // A service has done what was asked once it answers so, and is paid; the same again would be done twice.
        boolean done = heldBack != null && admission.ticket().intent().service().isPresent();
        return broken(
                cause,
                done ? "It may have done what was asked, which is charged; the same again may be done twice." : "",
                !done);
    }

    private static Denial goesOn(String id, Throwable cause) {
        return broken(
                cause,
                "It works on, and the response is charged when it is over. Ask for it with GET /v1/responses/" + id
                        + ".",
                false);
    }

    private static Denial broken(Throwable cause, String charged, boolean retryHelps) {
        boolean late = cause instanceof TimeoutException;
        String what = late
                ? "The provider's answer was not over in time, or fell silent before its end."
                : "The provider's answer broke off before its end.";
        return new Denial.Unavailable(
                late ? DenialCode.PROVIDER_TIMEOUT : DenialCode.PROVIDER_UNREACHABLE,
                (what + " " + charged).strip(),
                retryHelps);
    }

    private Mono<Receipt> settle(UsageReport report) {
        Optional<String> goesOn = reader.unfinished();
        if (goesOn.isPresent()) {
            return background.follow(admission, goesOn.get());
        }
        // The debit is on its way when what was made is written down: neither waits for the other.
        Mono<Receipt> settled = admission.settle(report, ending());
        return remembered().then(settled);
    }

    private Ending ending() {
        if (body.failure() != null) {
            return body.failure() instanceof RunOut
                    ? Endings.ranOut(status, upstreamRequestId)
                    : Endings.cut(status, upstreamRequestId);
        }
        return body.clientLeft()
                ? Endings.clientLeft(status, upstreamRequestId)
                : Endings.completed(status, upstreamRequestId);
    }

    /** Before the end goes out: the client's next call may name what this one has made. */
    private synchronized Mono<Void> remembered() {
        if (remembered == null) {
            Set<String> made = kept;
            remembered = background
                    .memory()
                    .remember(admission.ticket(), made == null ? Set.copyOf(reader.kept()) : made)
                    .cache();
        }
        return remembered;
    }
}
