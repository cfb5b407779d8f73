package dev.tollgate.filter.identity;

import dev.tollgate.ledger.key.AddressRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides where a request comes from. That is the peer of its connection; only if the peer is a proxy of ours, what the
 * proxy says is believed, and of that only what our own proxies have added: the hops are read from the last one on, and the
 * first that is no proxy of ours is the client. What stands before it was written by the client itself.
 *
 * <p>One header is read, not the one or the other: a proxy that sets the one hands the other through as the client wrote it.
 */
public final class TrustedProxies {

    /** Nobody but the peer is believed. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of(), Header.X_FORWARDED_FOR);

    // More hops than any chain of proxies has; the rest is not looked at.
    private static final int MOST_HOPS = 32;
    private static final Pattern FOR = Pattern.compile("(?i)(?:^|;)\\s*for\\s*=\\s*(\"[^\"]*\"|[^;\\s]*)");
    private static final Pattern BRACKETS = Pattern.compile("\\[([^]]*)](:\\d+)?");
    private static final Pattern WITH_PORT = Pattern.compile("([^:]*):\\d+");

    private final List<AddressRange> ranges;
    private final Header header;

    /** Where the proxies write whom they speak for. */
    public enum Header {
        X_FORWARDED_FOR("X-Forwarded-For"),
        /** RFC 7239. */
        FORWARDED("Forwarded");

        private final String field;

        Header(String field) {
            this.field = field;
        }
    }

    public TrustedProxies(List<AddressRange> ranges, Header header) {
        this.ranges = List.copyOf(ranges);
        this.header = header;
    }

    /** Gives all values of a header, in their order. */
    public interface Headers {
        List<String> values(String name);
    }

    public ClientAddress clientOf(InetAddress peer, Headers headers) {
        if (!isTrusted(peer)) {
            return new ClientAddress(peer);
        }
        ClientAddress client = new ClientAddress(peer);
        for (String hop : hops(headers.values(header.field))) {
            Optional<ClientAddress> before = ClientAddress.parse(bare(hop));
            if (before.isEmpty()) {
                return client; // Hidden or broken: the proxy is the last that is known.
            }
            client = before.get();
            if (!isTrusted(client.address())) {
                return client;
            }
        }
        return client;
    }

    private boolean isTrusted(InetAddress address) {
        for (AddressRange range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** The last one first. */
    private List<String> hops(List<String> values) {
        List<String> hops = new ArrayList<>();
        for (String value : values) {
            Collections.addAll(hops, value.split(",", -1));
        }
        Collections.reverse(hops);
        return hops.subList(0, Math.min(hops.size(), MOST_HOPS)).stream()
                .map(this::address)
                .toList();
    }

    private String address(String hop) {
        if (header == Header.X_FORWARDED_FOR) {
            return hop.strip();
        }
        Matcher of = FOR.matcher(hop);
        String value = of.find() ? of.group(1) : "";
        return value.startsWith("\"") && value.endsWith("\"") && value.length() > 1
                ? value.substring(1, value.length() - 1)
                : value;
    }

    /** Without brackets and port. */
    private static String bare(String hop) {
        Matcher brackets = BRACKETS.matcher(hop);
        if (brackets.matches()) {
            return brackets.group(1);
        }
        Matcher port = WITH_PORT.matcher(hop);
        return port.matches() ? port.group(1) : hop;
    }
}
