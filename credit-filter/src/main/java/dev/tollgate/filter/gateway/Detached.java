package dev.tollgate.filter.gateway;

import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Work that outlives the request it was started for. */
final class Detached {

    private Detached() {}

    /**
     * Runs the work to its end whatever the subscriber does. A cancel is told to the work through {@link Client}, and
     * goes no further.
     */
    static Mono<Void> run(Function<Client, Mono<Void>> work) {
        return Mono.deferContextual(context -> {
            Client client = new Client();
            Mono<Void> started = work.apply(client)
                    // Nobody is there to be told.
                    .onErrorResume(failure -> client.left() ? Mono.empty() : Mono.error(failure))
                    .contextWrite(context);
            return Mono.fromFuture(started.toFuture(), true).doOnCancel(client::leave);
        });
    }
}
