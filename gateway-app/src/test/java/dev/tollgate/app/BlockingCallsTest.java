package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** All tests of this module run under BlockHound: a blocking call on an event loop fails its call. */
final class BlockingCallsTest {

    @Test
    void are_found() {
        Mono<Boolean> blocking = Mono.fromCallable(() -> {
                    LockSupport.parkNanos(1);
                    return true;
                })
                .subscribeOn(Schedulers.parallel());
        assertThatThrownBy(blocking::block).hasCauseInstanceOf(BlockingOperationError.class);
    }

    @Test
    void are_not_those_that_meet_at_a_lock() {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        CompletableFuture<Boolean> meeting = Mono.fromCallable(() -> {
                    lock.lock();
                    lock.unlock();
                    return true;
                })
                .subscribeOn(Schedulers.parallel())
                .toFuture();
        TestGateway.until("somebody waits for the lock", lock::hasQueuedThreads);
        lock.unlock();
        assertThat(meeting.join()).isTrue();
    }
}
