package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.locks.LockSupport;
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
}
