package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Admission;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/** The making of one call, as those will hear of it who ask for it again. */
interface Making {

    /** Of a call that nobody can ask for again. */
    Making UNNAMED = new Making() {};

    /** Whether somebody else may make the call by now; to be asked once its hold is placed. */
    default boolean isLate() {
        return false;
    }

    /** Before the call goes out; fails if it must not, because it could be made twice. */
    default Mono<Void> begin(Admission admission) {
        return Mono.empty();
    }

    /** Bytes of the answer, for the client or, where that is gone, for whoever asks again. */
    default void record(byte[] bytes) {}

    /** The answer was recorded whole, and its call is paid. Before its end goes out; never fails. */
    default Mono<Void> answered(int status, Supplier<HttpHeaders> headers) {
        return Mono.empty();
    }

    /** The call has ended; without an answer to be told again, if none was told. Never fails. */
    default Mono<Void> over(Admission admission) {
        return Mono.empty();
    }

    /** The call is refused and was not made: the next one may be. Never fails. */
    default Mono<Void> free() {
        return Mono.empty();
    }
}
