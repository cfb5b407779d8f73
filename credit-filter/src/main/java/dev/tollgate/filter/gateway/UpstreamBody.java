package dev.tollgate.filter.gateway;

import dev.tollgate.pricing.ProviderConnection;
import dev.tollgate.pricing.ProviderConnection.Timeouts;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;

/**
 * A provider's answer on its way to one client, metered as it passes and outliving the client: when the client leaves,
 * the rest is still read (and thrown away), because the provider bills it and tells the usage at the end.
 *
 * <p>Every buffer goes once through the meter, on the provider's thread, whether or not somebody still listens. The
 * provider's subscription is never cancelled, since nothing could be known of a cancelled answer any more and the meter
 * might still be in use: where reading on has to stop, {@link #stop()} closes the connection, and the end arrives as an
 * ordinary signal.
 */
final class UpstreamBody extends Flux<Portion> implements CoreSubscriber<DataBuffer>, Subscription {

    private final Flux<DataBuffer> source;
    private final Function<byte[], Portion> meter;
    private final Runnable disconnect;
    private final Runnable hangUp;
    private final StreamWatch watch;
    private final ProviderConnection connection;
    private final long beganNanos = System.nanoTime();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private final Sinks.Empty<Void> ended = Sinks.empty();

    private volatile @Nullable CoreSubscriber<? super Portion> client;
    private volatile @Nullable Subscription upstream;
    private volatile boolean clientLeft;
    private volatile boolean finished;
    private volatile boolean stopped;
    private volatile @Nullable Throwable tooDear;
    private volatile @Nullable Throwable failure;
    private volatile long quietSinceNanos = System.nanoTime();
    private volatile long clientLeftNanos;

    /**
     * @param meter sees every buffer's bytes, in order, and gives what may go on to the client
     */
    UpstreamBody(Upstream upstream, Function<byte[], Portion> meter) {
        this.source = upstream.body();
        this.meter = meter;
        this.disconnect = upstream.disconnect();
        this.hangUp = upstream.hangUp();
        this.watch = upstream.watch();
        this.connection = upstream.connection();
    }

    @Override
    public void subscribe(CoreSubscriber<? super Portion> actual) {
        if (subscribed.compareAndSet(false, true)) {
            client = actual;
            watch.begin(this);
            source.subscribe(this);
        } else {
            Operators.error(actual, new IllegalStateException("an answer can be read only once"));
        }
    }

    /**
     * Completes when the provider's answer has ended, one way or the other; never fails. To be asked for when the client
     * takes nothing any more: what nobody has read by then is read without it. (Whoever writes to a client that has gone
     * fails without cancelling what it was to write.)
     */
    Mono<Void> ended() {
        return Mono.defer(() -> {
            if (subscribed.compareAndSet(false, true)) {
                leave();
                watch.begin(this);
                source.subscribe(this);
                if (!connection.drains()) {
                    stop();
                }
            } else if (!finished && !clientLeft) {
                cancel();
            }
            return ended.asMono();
        });
    }

    boolean clientLeft() {
        return clientLeft;
    }

    /** Whether all that the provider had to say was read. */
    boolean whole() {
        return finished && failure == null && !stopped;
    }

    /** Why the answer broke off; null if it did not. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Closes the connection to the provider: it is silent, or reading on takes too long. */
    void stop() {
        stopped = true;
        disconnect.run();
        request(Long.MAX_VALUE); // The end is told to those only who ask for more.
    }

    /**
     * Has the answer end with this, as soon as there is more of it: then, on the thread that brings it, the connection is surely
     * this answer's still.
     */
    void endWith(Throwable why) {
        tooDear = why;
    }

    /** Closes the connection to the client, which takes nothing: from here on it counts as gone. */
    void dropClient() {
        hangUp.run();
        cancel();
    }

    /** Whether it is the client that is waited for, and not the provider. */
    boolean waitsForClient() {
        return demand.get() == 0 && !clientLeft;
    }

    /** Since when nothing has come that was asked for, or nothing was asked for. */
    long quietSinceNanos() {
        return quietSinceNanos;
    }

    /** How long this provider may take; what is absent is the watch's to say. */
    Timeouts timeouts() {
        return connection.timeouts();
    }

    long beganNanos() {
        return beganNanos;
    }

    long clientLeftNanos() {
        return clientLeftNanos;
    }

    private void leave() {
        clientLeftNanos = System.nanoTime();
        clientLeft = true;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        upstream = subscription;
        CoreSubscriber<? super Portion> listener = client;
        if (listener != null) {
            listener.onSubscribe(this);
        }
        if (clientLeft) {
            // It left before there was anything to ask: see cancel().
            request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(DataBuffer buffer) {
        quietSinceNanos = System.nanoTime();
        demand.getAndUpdate(left -> left == Long.MAX_VALUE ? left : left - 1);
        boolean due = tooDear != null;
        Portion portion = meter.apply(RequestBodies.bytes(buffer));
        CoreSubscriber<? super Portion> listener = client;
        if (listener != null && !clientLeft) {
            listener.onNext(portion);
        }
        if (due && !stopped && portion.report() == null) {
            stop();
        }
    }

    @Override
    public void onError(Throwable told) {
        Throwable cause = stopped ? Objects.requireNonNullElse(tooDear, told) : told;
        failure = cause;
        finished = true;
        watch.end(this);
        CoreSubscriber<? super Portion> listener = client;
        if (listener != null && !clientLeft) {
            listener.onError(cause);
        }
        ended.tryEmitEmpty();
    }

    @Override
    public void onComplete() {
        if (stopped && !clientLeft) {
            onError(new TimeoutException("the provider fell silent in the middle of its answer, or took too long"));
            return;
        }
        failure = stopped ? tooDear : null;
        finished = true;
        watch.end(this);
        CoreSubscriber<? super Portion> listener = client;
        if (listener != null && !clientLeft) {
            listener.onComplete();
        }
        ended.tryEmitEmpty();
    }

    @Override
    public void request(long count) {
        Subscription subscription = upstream;
        if (subscription != null) {
            if (demand.getAndUpdate(left -> Operators.addCap(left, count)) == 0) {
                quietSinceNanos = System.nanoTime();
            }
            subscription.request(count);
        }
    }

    /** The client has left: from here on nobody limits the speed, and the watch limits the time. */
    @Override
    public void cancel() {
        leave();
        if (!finished && (!connection.drains() || !watch.mayDrain())) {
            stop();
        }
        request(Long.MAX_VALUE);
    }
}
