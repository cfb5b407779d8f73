package dev.tollgate.admin.throttle;

import dev.tollgate.admin.problem.ClientAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/** What clients are counted by: their address; of an IPv6 address the network, because its owner has all of it. */
@Component
public final class Clients {

    private static final int NETWORK_BYTES = 8;

    private final ClientAddress addresses;

    Clients(ClientAddress addresses) {
        this.addresses = addresses;
    }

    public String name(ServerHttpRequest request) {
        InetAddress address = addresses.of(request);
        if (address == null) {
            return "unknown";
        }
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
                : address.getHostAddress();
    }
}
