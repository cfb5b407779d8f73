package dev.tollgate.app.pricing;

import java.net.URI;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.RouteToRequestUrlFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/**
 * Sends calls to {@code http://provider-simulator} to where the simulator of this demo listens. The address is another one at
 * each start and on each node, so it is not part of the prices, which would be other prices each time.
 */
public final class SimulatorAddress implements GlobalFilter, Ordered {

    private static final String NAME = "provider-simulator";

    private final URI simulator;

    public SimulatorAddress(String simulator) {
        this.simulator = URI.create(simulator);
    }

    /** Behind the filter that puts the provider's address in the place of the route's. */
    @Override
    public int getOrder() {
        return RouteToRequestUrlFilter.ROUTE_TO_URL_FILTER_ORDER + 2;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        URI url = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR);
        if (url != null && NAME.equals(url.getHost())) {
            exchange.getAttributes()
                    .put(
                            ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR,
                            UriComponentsBuilder.fromUri(url)
                                    .host(simulator.getHost())
                                    .port(simulator.getPort())
                                    .build(true)
                                    .toUri());
        }
        return chain.filter(exchange);
    }
}
