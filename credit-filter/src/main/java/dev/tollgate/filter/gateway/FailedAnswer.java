package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Admission;
import dev.tollgate.filter.Ending;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.pricing.Provider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A provider's error answer: the call goes on with its next fallback, or else the hold is given back and the call costs nothing.
 * Then the error goes on to the client as it is, unless it is about the platform's own account with the provider, which is none
 * of the client's business.
 */
final class FailedAnswer {

    private static final Logger log = LoggerFactory.getLogger(FailedAnswer.class);

    /** Errors are short; of a longer one the client gets the status and our own words. */
    private static final int LIMIT = 1024 * 1024;

    /** For the whole of it: a provider that is in trouble may never end its error. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int SWITCHING = 200;
    private static final int HIGHEST_STATUS = 599;

    private final Admission admission;
    private final ServerHttpResponse response;
    private final DenialWriter denials;
    private final AnswerHead head;
    private final Turn turn;

    FailedAnswer(Admission admission, ServerHttpResponse response, DenialWriter denials, AnswerHead head, Turn turn) {
        this.admission = admission;
        this.response = response;
        this.denials = denials;
        this.head = head;
        this.turn = turn;
    }

    Mono<Void> write(Upstream upstream, Function<Flux<DataBuffer>, Mono<Void>> out) {
        if (head.status() < SWITCHING) {
            upstream.disconnect().run(); // It speaks something else from here on.
        }
        return DataBufferUtils.join(upstream.body(), LIMIT)
                .map(RequestBodies::bytes)
                .timeout(PATIENCE)
                .doOnError(failure -> upstream.disconnect().run())
                .defaultIfEmpty(Portion.NOTHING)
                .map(Optional::of)
                .onErrorReturn(Optional.empty())
                .flatMap(read -> turn.passesOn(head, read.orElse(Portion.NOTHING))
                        ? Mono.empty()
                        : tell(read, upstream.making(), out));
    }

    /** @param read the whole body; empty: it could not be read */
    private Mono<Void> tell(Optional<byte[]> read, Making making, Function<Flux<DataBuffer>, Mono<Void>> out) {
        byte[] bytes = read.map(this::answer).orElseGet(() -> denials.prepare(response, unreadable()));
        return admission
                .abandon(ending())
                .then(Mono.defer(() -> making.over(admission)))
                .then(Mono.defer(() -> out.apply(
                        bytes.length == 0
                                ? Flux.empty()
                                : Flux.just(response.bufferFactory().wrap(bytes)))));
    }

    private byte[] answer(byte[] body) {
        Optional<Denial> ours = ownTrouble(body);
        if (ours.isPresent()) {
            return denials.prepare(response, ours.get());
        }
        byte[] shown = AccountNames.masked(body);
        AnswerHeaders.keepAllowed(response.getHeaders());
        AnswerHeaders.identify(response.getHeaders(), admission.ticket(), head.upstreamRequestId());
        AnswerHeaders.attempts(response.getHeaders(), admission);
        denials.tellLimits(response.getHeaders());
        if (!goesOn()) {
            response.getHeaders().set("tollgate-cost", "0");
        }
        AnswerHeaders.length(response.getHeaders(), shown.length);
        return shown;
    }

    private Optional<Denial> ownTrouble(byte[] body) {
        if (head.status() < 400 || head.status() > HIGHEST_STATUS) {
            return Optional.of(unreadable());
        }
        if (admission.ticket().providerKey().own()) {
            return Optional.empty(); // It is about the caller's account, who must know.
        }
        if (!isAboutAccount(head.status(), body)) {
            return Optional.empty();
        }
        tellOperator(admission.ticket().provider(), head);
        return Optional.of(accountRefused());
    }

    /** Of trouble that clients hear little of. */
    static void tellOperator(Provider provider, AnswerHead head) {
        log.error(
                "Provider {} refused the platform's account: status {}, its request id {}",
                provider.name(),
                head.status(),
                head.upstreamRequestId());
    }

    static Denial accountRefused() {
        return new Denial.Unavailable(
                DenialCode.PROVIDER_ACCOUNT,
                "The provider does not accept this gateway's own account at the moment. Your credits are fine;"
                        + " nothing was charged.");
    }

    /** Whether an error is about the account that asked, and not about what was asked. */
    static boolean isAboutAccount(int status, byte[] body) {
        return status == 401 || status == 402 || status == 403 || tellsOfMoney(status, body);
    }

    /**
     * OpenAI's 429 {@code insufficient_quota}, Anthropic's 400 "Your credit balance is too low", Gemini's 400 for a key that
     * is not valid.
     */
    private static boolean tellsOfMoney(int status, byte[] body) {
        String text = new String(body, 0, Math.min(body.length, 8192), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        return (status == 429 && text.contains("insufficient_quota"))
                || (status == 400 && (text.contains("credit balance is too low") || text.contains("api_key_invalid")));
    }

    private Ending ending() {
        return Endings.failed(head.status(), head.upstreamRequestId());
    }

    /** Whether it is not known yet what the call costs. */
    private boolean goesOn() {
        return admission.awaited() && ending().mayGoOn();
    }

    private Denial unreadable() {
        return new Denial.Unavailable(
                DenialCode.PROVIDER_UNREACHABLE,
                "The provider gave no usable answer. "
                        + (goesOn()
                                ? "It may have done what was asked; then this is charged when it tells of it."
                                : "Nothing was charged."));
    }
}
