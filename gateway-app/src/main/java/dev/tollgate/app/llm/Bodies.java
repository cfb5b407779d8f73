package dev.tollgate.app.llm;

import dev.tollgate.admin.problem.Problem;
import dev.tollgate.filter.autoconfigure.CreditFilterProperties;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Has the bodies of requests read, on threads that no connection waits for. What is read takes several times its bytes meanwhile, so
 * only so many bytes are read at once, and of one account only a share of them. Small bodies are as many as there are threads.
 */
@Component
final class Bodies {

    /** What most requests have. */
    private static final int SMALL = 64 * 1024;

    private static final long LARGEST_AT_ONCE = 8;
    private static final long LARGEST_OF_ONE = 2;

    private final Scheduler threads;
    private final Semaphore bytes;
    private final Shares shares;

    @Autowired
    Bodies(CreditFilterProperties properties) {
        this(Schedulers.boundedElastic(), properties.maxBodyBytes());
    }

    Bodies(Scheduler threads, int largest) {
        this.threads = threads;
        this.bytes = new Semaphore(bounded(LARGEST_AT_ONCE * largest));
        this.shares = new Shares(bounded(LARGEST_OF_ONE * largest));
    }

    private static int bounded(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    /** What the reader makes of a body; a {@link Problem} where too much is being read already. */
    <T> Mono<T> read(long account, byte[] body, Function<byte[], T> reader) {
        int weight = body.length <= SMALL ? 0 : body.length;
        return Mono.create(sink -> {
            if (!take(account, weight)) {
                sink.error(busy());
                return;
            }
            try {
                threads.schedule(() -> read(account, weight, sink, body, reader));
            } catch (RejectedExecutionException full) {
                giveBack(account, weight);
                sink.error(busy());
            }
        });
    }

    /** Of a client that has left too: what was taken is given back when nothing is read any more, not before. */
    private <T> void read(long account, int weight, MonoSink<T> sink, byte[] body, Function<byte[], T> reader) {
        Runnable told;
        try {
            T read = reader.apply(body);
            told = () -> sink.success(read);
        } catch (Throwable failure) { // Whatever it is, somebody waits to hear of it.
            told = () -> sink.error(failure);
        } finally {
            giveBack(account, weight);
        }
        told.run();
    }

    private boolean take(long account, int weight) {
        if (!shares.take(account, weight)) {
            return false;
        }
        if (bytes.tryAcquire(weight)) {
            return true;
        }
        shares.giveBack(account, weight);
        return false;
    }

    private void giveBack(long account, int weight) {
        bytes.release(weight);
        shares.giveBack(account, weight);
    }

    private static Problem busy() {
        return new Problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "busy",
                "This gateway reads as many large requests as it can at this moment. Try again a little later.");
    }
}
