package dev.tollgate.filter.gateway;

import dev.tollgate.pricing.ProviderConnection;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The body of a provider's answer and the means to end it.
 *
 * @param disconnect closes the connection that the body comes from
 * @param hangUp closes the connection to the client
 * @param clientGone completes when the client leaves
 * @param connection what the provider is given time for
 * @param making records what its client gets
 */
record Upstream(
        Flux<DataBuffer> body,
        Runnable disconnect,
        Runnable hangUp,
        Mono<Void> clientGone,
        StreamWatch watch,
        ProviderConnection connection,
        Making making) {}
