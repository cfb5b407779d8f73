package dev.tollgate.admin;

import java.net.InetSocketAddress;
import java.util.OptionalInt;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Where administrators are let in.
 *
 * @param port of the gateway's own, {@code tollgate.admin.port}; empty: any at which it listens
 */
public record AdminDoor(OptionalInt port) {

    /** Whether a request came in there. What a proxy says of the port does not count. */
    public boolean admits(ServerHttpRequest request) {
        InetSocketAddress local = request.getLocalAddress();
        return port.isEmpty() || local != null && local.getPort() == port.getAsInt();
    }
}
