package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Call;
import dev.tollgate.filter.CreditGate;
import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.idempotency.CallKey;
import dev.tollgate.ledger.idempotency.IdempotentCalls;
import dev.tollgate.ledger.idempotency.IdempotentCalls.Standing;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Of the calls that share an {@code Idempotency-Key} one is made. Who asks again gets its answer once more, also if nobody
 * was there to hear it the first time, or is told what has become of it.
 */
public final class Repeats {

    private static final Logger log = LoggerFactory.getLogger(Repeats.class);

    private final IdempotentCalls calls;
    private final CreditGate gate;
    private final int mostBytes;

    /** @param mostBytes the longest answer that is kept */
    public Repeats(IdempotentCalls calls, CreditGate gate, int mostBytes) {
        this.calls = calls;
        this.gate = gate;
        this.mostBytes = mostBytes;
    }

    /**
     * Makes the call, unless its key stands for another one. Not to be cancelled: a call that was begun keeps its key.
     *
     * @param make forwards the call and completes when it is settled
     */
    Mono<Void> once(ServerWebExchange exchange, Call call, DenialWriter denials, Function<Attempt, Mono<Void>> make) {
        return call.wishes()
                .idempotencyKey()
                .map(key -> CallKey.of(call.caller().account().id(), key))
                .map(key -> once(exchange, call, denials, key, make))
                .orElseGet(() -> make.apply(Attempt.unnamed()));
    }

    private Mono<Void> once(
            ServerWebExchange exchange,
            Call call,
            DenialWriter denials,
            CallKey key,
            Function<Attempt, Mono<Void>> make) {
        Attempt attempt = Attempt.named(new AnswerTape(mostBytes), () -> free(key, call));
        return calls.begin(key, RequestPrint.of(exchange.getRequest(), call.body()), call.id())
                .map(Decision::pass)
                .onErrorReturn(LedgerUnavailable.class, Decision.deny(Denial.Unavailable.LEDGER))
                .onErrorResume(bug -> Mono.just(Decision.deny(Reception.internalError(call.id(), bug))))
                .flatMap(begun -> begun.fold(
                        standing -> standing == Standing.BEGUN
                                ? make.apply(attempt).then(end(key, call, attempt.tape()))
                                : again(exchange, call, denials, key, standing),
                        denial -> denials.write(exchange, denial)));
    }

    /** Who repeats counts as a request all the same. */
    private Mono<Void> again(
            ServerWebExchange exchange, Call call, DenialWriter denials, CallKey key, Standing standing) {
        return gate.count(call.caller(), call.visit())
                .map(counted -> counted.then(caller -> standing == Standing.ANSWERED
                        ? Decision.pass(key)
                        : Decision.<CallKey>deny(new Denial.Repeated(standing))))
                .flatMap(counted -> counted.fold(
                        answered -> replay(exchange, denials, answered), denial -> denials.write(exchange, denial)));
    }

    private Mono<Void> replay(ServerWebExchange exchange, DenialWriter denials, CallKey key) {
        return calls.answer(key)
                .map(KeptAnswer::read)
                .map(Decision::pass)
                // Its time has ended since it was found.
                .defaultIfEmpty(Decision.deny(new Denial.Repeated(Standing.CHARGED)))
                .onErrorReturn(LedgerUnavailable.class, Decision.deny(Denial.Unavailable.LEDGER))
                .flatMap(found -> found.fold(
                        answer -> answer.write(exchange.getResponse(), denials),
                        denial -> denials.write(exchange, denial)));
    }

    /** The call is paid and told: what happens here changes only what those hear who ask again. */
    private Mono<Void> end(CallKey key, Call call, AnswerTape tape) {
        return Mono.defer(() -> calls.end(key, call.id(), tape.answer().map(KeptAnswer::bytes)))
                .onErrorResume(failure -> {
                    log.warn("The answer to request {} is not kept: {}", call.id(), failure.toString());
                    return Mono.empty();
                });
    }

    private Mono<Void> free(CallKey key, Call call) {
        return calls.forget(key, call.id()).onErrorResume(failure -> {
            log.debug("The key of request {} is free in a minute: {}", call.id(), failure.toString());
            return Mono.empty();
        });
    }
}
