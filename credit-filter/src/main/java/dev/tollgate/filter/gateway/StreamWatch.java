package dev.tollgate.filter.gateway;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.DisposableBean;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * Puts an end to what takes too long: answers that have gone silent, clients that take nothing of their answer, and
 * answers that are read on although their client has left. One look at all running answers each second, instead of a timer for each.
 */
public final class StreamWatch implements DisposableBean {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Limits limits;
    private final Set<UpstreamBody> running = ConcurrentHashMap.newKeySet();
    private final Disposable looking;

    /**
     * @param silence the longest time without a byte from the provider, or without the client's taking one
     * @param drainTime how long an answer is read on after its client has left
     * @param drains how many answers without a client are read on at the same time
     */
    public record Limits(Duration silence, Duration drainTime, int drains) {}

    public StreamWatch(Limits limits) {
        this.limits = limits;
        this.looking = Flux.interval(LOOK_EVERY).onBackpressureDrop().subscribe(tick -> look());
    }

    void begin(UpstreamBody body) {
        running.add(body);
    }

    void end(UpstreamBody body) {
        running.remove(body);
    }

    /** Whether one more answer may be read on without its client. */
    boolean mayDrain() {
        return running.stream().filter(UpstreamBody::clientLeft).count() <= limits.drains();
    }

    private void look() {
        long now = System.nanoTime();
        for (UpstreamBody body : running) {
            Duration silence = body.timeouts().idle().orElse(limits.silence());
            boolean quiet = now - body.quietSinceNanos() > silence.toNanos();
            boolean tooLong = body.timeouts()
                    .total()
                    .filter(total -> now - body.beganNanos() > total.toNanos())
                    .isPresent();
            boolean drainedTooLong = body.clientLeft()
                    && now - body.clientLeftNanos() > limits.drainTime().toNanos();
            if (quiet && body.waitsForClient()) {
                body.dropClient();
            } else if (quiet || drainedTooLong || tooLong) {
                body.stop();
            }
        }
    }

    @Override
    public void destroy() {
        looking.dispose();
    }
}
