package dev.tollgate.filter.gateway;

import java.util.concurrent.atomic.AtomicBoolean;
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
    private final StreamWatch watch;
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private final Sinks.Empty<Void> ended = Sinks.empty();

    private volatile @Nullable CoreSubscriber<? super Portion> client;
    private volatile @Nullable Subscription upstream;
    private volatile boolean clientLeft;
    private volatile @Nullable Throwable failure;
    private volatile long lastReadNanos = System.nanoTime();
    private volatile long clientLeftNanos;

    /**
     * @param meter sees every buffer's bytes, in order, and gives what may go on to the client
     * @param disconnect closes the connection to the provider
     */
    UpstreamBody(Flux<DataBuffer> source, Function<byte[], Portion> meter, Runnable disconnect, StreamWatch watch) {
        this.source = source;
        this.meter = meter;
        this.disconnect = disconnect;
        this.watch = watch;
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
     * Completes when the provider's answer has ended, one way or the other; never fails. If nobody ever listened to the
     * answer, it is read now.
     */
    Mono<Void> ended() {
        return Mono.defer(() -> {
            if (subscribed.compareAndSet(false, true)) {
                leave();
                watch.begin(this);
                source.subscribe(this);
            }
            return ended.asMono();
        });
    }

    boolean clientLeft() {
        return clientLeft;
    }

    /** Why the answer broke off; null if it did not. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Closes the connection to the provider: reading on takes too long. */
    void stop() {
        disconnect.run();
    }

    long lastReadNanos() {
        return lastReadNanos;
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
        } else {
            subscription.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(DataBuffer buffer) {
        lastReadNanos = System.nanoTime();
        Portion portion = meter.apply(RequestBodies.bytes(buffer));
        CoreSubscriber<? super Portion> listener = client;
        if (listener != null && !clientLeft) {
            listener.onNext(portion);
        }
    }

    @Override
    public void onError(Throwable cause) {
        failure = cause;
        watch.end(this);
        CoreSubscriber<? super Portion> listener = client;
        if (listener != null && !clientLeft) {
            listener.onError(cause);
        }
        ended.tryEmitEmpty();
    }

    @Override
    public void onComplete() {
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
            subscription.request(count);
        }
    }

    /** The client has left: from here on nobody limits the speed, and the watch limits the time. */
    @Override
    public void cancel() {
        leave();
        if (!watch.mayDrain()) {
            stop();
        }
        request(Long.MAX_VALUE);
    }
}
