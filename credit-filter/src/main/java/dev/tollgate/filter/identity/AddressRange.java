package dev.tollgate.filter.identity;

import java.net.InetAddress;

/** A range of addresses in CIDR notation, {@code 10.0.0.0/8} or {@code fd00::/8}; an address alone is a range of one. */
public record AddressRange(ClientAddress first, int bits) {

    private static final int BYTE = 8;

    /** @throws IllegalArgumentException if it is not a range; the message says what one looks like */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String address = (slash < 0 ? text : text.substring(0, slash)).strip();
        ClientAddress first = ClientAddress.parse(address).orElseThrow(() -> wrong(text));
        int most = first.address().getAddress().length * BYTE;
        int bits = slash < 0 ? most : bits(text, slash);
        if (bits < 0 || bits > most) {
            throw wrong(text);
        }
        return new AddressRange(first, bits);
    }

    private static int bits(String text, int slash) {
        try {
            return Integer.parseInt(text.substring(slash + 1).strip());
        } catch (NumberFormatException notANumber) {
            throw wrong(text);
        }
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("'" + text
                + "' is not a range of addresses. Write an address and the length of its prefix, such as 10.0.0.0/8 or"
                + " fd00::/8, or an address alone.");
    }

    public boolean contains(InetAddress address) {
        byte[] mine = first.address().getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        int whole = bits / BYTE;
        for (int i = 0; i < whole; i++) {
            if (mine[i] != other[i]) {
                return false;
            }
        }
        int rest = bits % BYTE;
        int mask = (0xff << (BYTE - rest)) & 0xff;
        return rest == 0 || (mine[whole] & mask) == (other[whole] & mask);
    }
}
