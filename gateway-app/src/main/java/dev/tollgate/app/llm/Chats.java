package dev.tollgate.app.llm;

import dev.tollgate.admin.problem.Problem;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Has chats answered. Those in one piece have a thread each for as long as they last, and there are so many, of which one account has
 * a share; nobody waits for one, because the wait would be as long as somebody else's answer. Streams need none.
 */
@Component
final class Chats implements DisposableBean {

    private static final int IDLE_SECONDS = 60;
    private static final String ALL = "this gateway has";

    private final HandOver gate;
    private final Receipts receipts;
    private final Semaphore places;
    private final Shares shares;
    private final Scheduler threads;

    Chats(HandOver gate, Receipts receipts, LlmSettings settings) {
        this.gate = gate;
        this.receipts = receipts;
        this.places = new Semaphore(settings.concurrent());
        this.shares = new Shares(settings.concurrentOfOne());
        this.threads = Schedulers.newBoundedElastic(
                settings.concurrent(), settings.concurrent(), "llm-gateway", IDLE_SECONDS, true);
    }

    Mono<Void> answer(GateCall call) {
        return call.request().stream() ? streamed(call) : whole(call);
    }

    private Mono<Void> streamed(GateCall call) {
        return Mono.fromCallable(() -> new StreamedChat(call, gate, receipts).ask())
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(Function.identity());
    }

    private Mono<Void> whole(GateCall call) {
        return Mono.<Mono<Void>>create(sink -> {
                    if (!shares.take(call.account(), 1)) {
                        sink.error(busy("you have"));
                        return;
                    }
                    if (!places.tryAcquire()) {
                        shares.giveBack(call.account(), 1);
                        sink.error(busy(ALL));
                        return;
                    }
                    WholeChat chat = new WholeChat(call, gate, receipts, sink.contextView());
                    sink.onCancel(chat::leave);
                    try {
                        threads.schedule(() -> ask(call.account(), chat, sink));
                    } catch (RejectedExecutionException closing) {
                        places.release();
                        shares.giveBack(call.account(), 1);
                        sink.error(busy(ALL));
                    }
                })
                .flatMap(Function.identity());
    }

    /** The place is free when the thread is, not when the client has left. */
    private void ask(long account, WholeChat chat, MonoSink<Mono<Void>> sink) {
        Mono<Void> answer;
        try {
            answer = chat.ask();
        } catch (RuntimeException bug) {
            answer = Mono.error(bug);
        } finally {
            places.release();
            shares.giveBack(account, 1);
        }
        sink.success(answer);
    }

    private static Problem busy(String who) {
        return new Problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "busy",
                "As many chats in one piece as " + who + " room for are being answered at this moment. Try again a"
                        + " little later, or ask for a stream.");
    }

    @Override
    public void destroy() {
        threads.dispose();
    }
}
