package dev.tollgate.filter.limit;

import reactor.core.publisher.Mono;

/** Where the limits of all subjects are counted: in the memory of this process, or in a store that nodes share. */
public interface RateLimits {

    /**
     * Takes all that is demanded, or nothing.
     *
     * @return never an error: who cannot ask the store decides by itself
     */
    Mono<Taken> take(Demand demand);

    StoreState state();
}
