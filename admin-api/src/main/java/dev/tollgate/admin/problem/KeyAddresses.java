package dev.tollgate.admin.problem;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
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

    KeyAddresses(ShownKeys keys) {
        this.keys = keys;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!PlainPaths.isOurs(exchange.getRequest().getURI().getRawPath())) {
            return chain.filter(exchange);
        }
        InetAddress address = peer(exchange.getRequest());
        return keys.of(exchange.getRequest())
                .all(holder -> holder.scope().allowsAddress(address))
                .flatMap(allowed -> allowed ? chain.filter(exchange) : Mono.error(KeyAddresses::refused));
    }

    /** Of the connection; headers are not believed. */
    private static @Nullable InetAddress peer(ServerHttpRequest request) {
        InetSocketAddress peer = request.getRemoteAddress();
        return peer == null ? null : peer.getAddress();
    }

    private static Problem refused() {
        return new Problem(
                HttpStatus.FORBIDDEN,
                "address_not_allowed",
                "This API key may not be used from your address. Use it from where it is allowed.");
    }
}
