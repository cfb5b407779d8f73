package dev.tollgate.filter.gateway;

import dev.tollgate.filter.denial.Denial;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * A request on its way through the gate, and all that it meets there.
 *
 * @param chain leads to the provider
 * @param denials writes refusals in the request's dialect
 */
record Passage(
        ServerWebExchange exchange, GatewayFilterChain chain, DenialWriter denials, Client client, Making making) {

    Mono<Void> deny(Denial denial) {
        return Mono.defer(() -> denials.write(exchange, denial));
    }

    Passage of(Making attempt) {
        return new Passage(exchange, chain, denials, client, attempt);
    }
}
