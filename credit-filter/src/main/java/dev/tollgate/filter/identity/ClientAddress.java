package dev.tollgate.filter.identity;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a request comes from, as far as it can be known; see {@link TrustedProxies}. */
public record ClientAddress(InetAddress address) {

    private static final int NETWORK_BYTES = 8;
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern V4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    // Whatever has a colon and only these characters is never looked up as a name.
    private static final Pattern V6 = Pattern.compile("(?=.*:)[0-9A-Fa-f:.]{2,45}");

    /** Of a client that has no address, such as one in a test: all of those are one. */
    public static final ClientAddress UNKNOWN = new ClientAddress(InetAddress.getLoopbackAddress());

    /** An address as it is written, without brackets, port or zone; empty for anything else. No name is ever looked up. */
    public static Optional<ClientAddress> parse(String text) {
        if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ClientAddress(InetAddress.getByName(text)));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Null: it is not known, which no range of addresses contains. */
    public @Nullable InetAddress known() {
        return this == UNKNOWN ? null : address;
    }

    /** What its limits go by: the address, of IPv6 the network of 64 bits, which is what one subscriber has. */
    public String network() {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address
                ? address.getHostAddress()
                : HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES) + "/64";
    }

    @Override
    public String toString() {
        return address.getHostAddress();
    }
}
