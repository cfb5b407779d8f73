package dev.tollgate.filter.gateway;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** From where a request comes: the one place that decides it. It is the peer of the connection; headers are not believed. */
final class ClientAddress {

    private ClientAddress() {}

    /** Null: the connection has none. */
    static @Nullable InetAddress of(ServerHttpRequest request) {
        InetSocketAddress peer = request.getRemoteAddress();
        return peer == null ? null : peer.getAddress();
    }
}
