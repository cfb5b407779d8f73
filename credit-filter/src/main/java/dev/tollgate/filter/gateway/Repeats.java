package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Call;
import dev.tollgate.filter.Ticket;
import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.idempotency.CallKey;
import dev.tollgate.ledger.idempotency.IdempotentCalls;
import dev.tollgate.ledger.idempotency.IdempotentCalls.Standing;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Of the calls that share an {@code Idempotency-Key} one is made. Who asks again gets its answer once more, also if nobody
 * was there to hear it the first time, or is told what has become of it. Limits and scopes are asked before: who may not make
 * the call is not told of it either.
 */
public final class Repeats {

    /** Bytes of answers that are recorded at the same time. */
    private static final long ROOM = 128L * 1024 * 1024;

    private final IdempotentCalls calls;
    private final int mostBytes;
    private final AtomicLong room = new AtomicLong(ROOM);

    /** @param mostBytes the longest answer that is kept; 0: none is */
    public Repeats(IdempotentCalls calls, int mostBytes) {
        this.calls = calls;
        this.mostBytes = mostBytes;
    }

    /**
     * Makes the call, unless its key stands for another one; then the permit is ended here. Not to be cancelled: a call that
     * was begun keeps its key.
     *
     * @param make forwards the call and completes when it is settled
     */
    Mono<Void> once(Ticket ticket, Passage passage, Function<Passage, Mono<Void>> make) {
        return ticket.call()
                .wishes()
                .idempotencyKey()
                .map(key -> once(ticket, passage, key(ticket.call(), key), make))
                .orElseGet(() -> make.apply(passage));
    }

    /** Another key of the account has other calls: what one of them did is not told to who may do less. */
    private static CallKey key(Call call, String key) {
        return CallKey.of(call.caller().account().id(), call.caller().keyId(), key);
    }

    private Mono<Void> once(Ticket ticket, Passage passage, CallKey key, Function<Passage, Mono<Void>> make) {
        Call call = ticket.call();
        Attempt attempt = new Attempt(calls, key, call.id(), new AnswerTape(mostBytes, room));
        return RequestPrint.of(passage.exchange().getRequest(), call.dialect(), call.body())
                .flatMap(print -> calls.begin(key, print, call.id()))
                .map(Decision::pass)
                .onErrorResume(failure -> notBegun(call, attempt, failure))
                .flatMap(begun -> begun.fold(
                        standing -> standing == Standing.BEGUN
                                ? make.apply(passage.of(attempt))
                                : again(ticket, passage, key, standing),
                        denial -> ended(ticket, passage.deny(denial))));
    }

    /** The key may be taken although nobody could tell; then it would stand for a call that nobody makes. */
    private static Mono<Decision<Standing>> notBegun(Call call, Attempt attempt, Throwable failure) {
        if (failure instanceof LedgerUnavailable) {
            attempt.free().subscribe();
            return Mono.just(Decision.deny(Denial.Unavailable.LEDGER));
        }
        return Mono.just(Decision.deny(Reception.internalError(call.id(), failure)));
    }

    private Mono<Void> again(Ticket ticket, Passage passage, CallKey key, Standing standing) {
        return ended(ticket, standing == Standing.ANSWERED ? replay(passage, key) : passage.deny(told(standing)));
    }

    /**
     * A repetition is a request like any other for the rate limits, and has used no tokens. Its place is free before it is told:
     * who reads slowly keeps it from nobody.
     */
    private static Mono<Void> ended(Ticket ticket, Mono<Void> told) {
        return Mono.defer(() -> {
            ticket.permit().end(0);
            return told;
        });
    }

    private Mono<Void> replay(Passage passage, CallKey key) {
        return calls.answer(key)
                .map(KeptAnswer::read)
                .map(Decision::pass)
                // Its time has ended since it was found.
                .defaultIfEmpty(Decision.deny(told(Standing.MADE)))
                .onErrorReturn(LedgerUnavailable.class, Decision.deny(Denial.Unavailable.LEDGER))
                .flatMap(found -> found.fold(
                        answer -> answer.write(passage.exchange().getResponse(), passage.denials()), passage::deny));
    }

    private static Denial told(Standing standing) {
        return switch (standing) {
            case BEGUN, RUNNING -> new Denial.Conflict(
                    DenialCode.REQUEST_IN_PROGRESS,
                    "The call with this Idempotency-Key is still running. Send the same request again when it has ended.");
            case ANSWERED, MADE -> new Denial.Conflict(
                    DenialCode.ANSWER_NOT_KEPT,
                    "The call with this Idempotency-Key was made, or may have been, and its answer is not kept: it broke off,"
                            + " was too long, or was lost. To make the call again, send another key.");
            case OTHER_REQUEST -> new Denial.Conflict(
                    DenialCode.IDEMPOTENCY_KEY_REUSED,
                    "This Idempotency-Key was sent before with another request. Send another key with this one.");
        };
    }
}
