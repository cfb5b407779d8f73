package dev.tollgate.admin.problem;

import java.net.InetAddress;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Lets keys in from where they may be used only, on all paths of this API. */
@Component
@Order(KeyAddresses.BEHIND_PLAIN_PATHS)
final class KeyAddresses implements WebFilter {

    static final int BEHIND_PLAIN_PATHS = Integer.MIN_VALUE + 100;

    private final ShownKeys keys;
    private final ClientAddress clients;

    KeyAddresses(ShownKeys keys, ClientAddress clients) {
        this.keys = keys;
        this.clients = clients;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!PlainPaths.isOurs(exchange.getRequest().getURI().getRawPath())) {
            return chain.filter(exchange);
        }
        InetAddress address = clients.of(exchange.getRequest());
        return keys.of(exchange.getRequest())
                .all(holder -> holder.scope().allowsAddress(address))
                .flatMap(allowed -> allowed ? chain.filter(exchange) : Mono.error(KeyAddresses::refused));
    }

    private static Problem refused() {
        return new Problem(
                HttpStatus.FORBIDDEN,
                "address_not_allowed",
                "This API key may not be used from your address. Use it from where it is allowed.");
    }
}
