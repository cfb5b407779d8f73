package dev.tollgate.admin.login;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Where a request comes from, for counting: the address of the other end of the connection, whatever its headers say; of an
 * IPv6 address the network, because its owner has all of it. The one place of this package that decides it.
 */
final class ClientIp {

    private static final int NETWORK_BYTES = 8;

    private ClientIp() {}

    static String of(ServerHttpRequest request) {
        InetSocketAddress remote = request.getRemoteAddress();
        InetAddress address = remote == null ? null : remote.getAddress();
        if (address == null) {
            return "unknown";
        }
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
                : address.getHostAddress();
    }
}
