package dev.tollgate.ledger.key;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * IP addresses that begin alike: {@code 203.0.113.0/24}, {@code 2001:db8::/32}, or a single address. A version 4 address that
 * comes in a version 6 one ({@code ::ffff:203.0.113.7}) is the version 4 address.
 *
 * @param network the first address
 * @param bits how many bits of an address must be those of the network
 */
public record AddressRange(InetAddress network, int bits) {

    /** Only what is an address in numbers: Java would ask a name server for anything else. */
    private static final int LONG = 16;

    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

    private static final String VERSION_4 = "(?:" + OCTET + "\\.){3}" + OCTET;
    private static final String VERSION_6 = "[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?:" + VERSION_4 + ")?";
    private static final Pattern FORM = Pattern.compile("(" + VERSION_4 + "|" + VERSION_6 + ")(?:/([0-9]{1,3}))?");

    /** @throws IllegalArgumentException with what is wrong with it */
    public static AddressRange parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a range of IP addresses; write 203.0.113.0/24 or 2001:db8::/32");
        }
        InetAddress network = address(matcher.group(1));
        int most = network.getAddress().length * Byte.SIZE;
        int bits = matcher.group(2) == null ? most : Integer.parseInt(matcher.group(2));
        if (bits > most) {
            throw new IllegalArgumentException(
                    "'" + text + "' has more than the " + most + " bits of an address of its kind");
        }
        AddressRange range = new AddressRange(network, bits);
        if (range.rest(network).signum() != 0) {
            throw new IllegalArgumentException("'" + text + "' has bits set behind the first " + bits
                    + ": give the first address of the range, or a longer prefix");
        }
        return range;
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException none) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address", none);
        }
    }

    public boolean contains(InetAddress address) {
        byte[] bytes = plain(address.getAddress());
        if (bytes.length != network.getAddress().length) {
            return false;
        }
        int rest = bytes.length * Byte.SIZE - bits;
        return new BigInteger(1, bytes).shiftRight(rest).equals(number(network).shiftRight(rest));
    }

    /** Some servers hand out version 4 addresses in version 6 ones. */
    private static byte[] plain(byte[] bytes) {
        return bytes.length == LONG && Arrays.equals(bytes, 0, MAPPED.length, MAPPED, 0, MAPPED.length)
                ? Arrays.copyOfRange(bytes, MAPPED.length, LONG)
                : bytes;
    }

    private BigInteger rest(InetAddress address) {
        int rest = network.getAddress().length * Byte.SIZE - bits;
        return number(address).mod(BigInteger.ONE.shiftLeft(rest));
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    /** As it is stored and shown; for a single address its bits, too. */
    @Override
    public String toString() {
        return network.getHostAddress() + "/" + bits;
    }
}
