package dev.tollgate.admin.problem;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Decides where requests come from. An application that stands behind proxies gives a bean of its own. */
@FunctionalInterface
public interface ClientAddress {

    /** The other end of the connection, whatever headers say. */
    ClientAddress OF_PEER = request -> {
        InetSocketAddress peer = request.getRemoteAddress();
        return peer == null ? null : peer.getAddress();
    };

    /** Null: it is not known. */
    @Nullable
    InetAddress of(ServerHttpRequest request);
}
