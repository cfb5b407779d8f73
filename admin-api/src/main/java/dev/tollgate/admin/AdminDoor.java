package dev.tollgate.admin;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Where administrators are let in.
 *
 * @param port of the gateway's own, {@code tollgate.admin.port}; empty: any at which it listens
 */
public record AdminDoor(OptionalInt port) {

    /** @throws IllegalArgumentException if there is no such port */
    public AdminDoor {
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65_535)) {
            throw new IllegalArgumentException(
                    "tollgate.admin.port is " + port.getAsInt() + "; write a port from 1 to 65535.");
        }
    }

    /** Whether a request came in there. What a header says of the port does not count. */
    public boolean admits(ServerHttpRequest request) {
        return port.isEmpty()
                || local(request).filter(at -> at == port.getAsInt()).isPresent();
    }

    /** Of the connection: a server that believes forwarded headers has their port for its own. */
    private static Optional<Integer> local(ServerHttpRequest request) {
        Object server = ServerHttpRequestDecorator.getNativeRequest(request);
        SocketAddress address =
                server instanceof HttpServerRequest netty ? netty.connectionHostAddress() : request.getLocalAddress();
        return address instanceof InetSocketAddress local ? Optional.of(local.getPort()) : Optional.empty();
    }
}
