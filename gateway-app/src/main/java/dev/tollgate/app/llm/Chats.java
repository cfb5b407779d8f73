package dev.tollgate.app.llm;

import dev.tollgate.admin.problem.Problem;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * Has chats answered. Those in one piece have a thread each for as long as they last, and there are so many, of which one account has
 * a share; nobody waits for one, because the wait would be as long as somebody else's answer. Streams need none.
 */
@Component
final class Chats implements DisposableBean {

    private static final int IDLE_SECONDS = 60;

    private final HandOver gate;
    private final Receipts receipts;
    private final Shares shares;
    private final ThreadPoolExecutor threads;

    Chats(HandOver gate, Receipts receipts, LlmSettings settings) {
        this.gate = gate;
        this.receipts = receipts;
        this.shares = new Shares(settings.concurrentOfOne());
        AtomicInteger number = new AtomicInteger();
        // Nothing is queued: a thread is there at once, or the chat is refused.
        this.threads = new ThreadPoolExecutor(
                0, settings.concurrent(), IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "llm-gateway-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
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
                    WholeChat chat = new WholeChat(call, gate, receipts, sink.contextView());
                    sink.onCancel(chat::leave);
                    try {
                        threads.execute(() -> ask(call.account(), chat, sink));
                    } catch (RejectedExecutionException
                            | OutOfMemoryError full) { // Or there is room for no more threads.
                        shares.giveBack(call.account(), 1);
                        sink.error(busy("this gateway has"));
                    }
                })
                .flatMap(Function.identity());
    }

    /** The account has its place again before it hears its answer: it may ask the next thing at once. */
    private void ask(long account, WholeChat chat, MonoSink<Mono<Void>> sink) {
        Runnable told;
        try {
            Mono<Void> answer = chat.ask();
            told = () -> sink.success(answer);
        } catch (Throwable failure) { // An Error too: the caller would wait for ever.
            told = () -> sink.error(failure);
        } finally {
            shares.giveBack(account, 1);
        }
        told.run();
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
        threads.shutdownNow();
    }
}
