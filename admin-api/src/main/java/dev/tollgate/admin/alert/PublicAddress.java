package dev.tollgate.admin.alert;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Which addresses are those of the public Internet, by the registries of special addresses of IANA. */
final class PublicAddress {

    private PublicAddress() {}

    static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? isPublic4(bytes) : isPublic6(bytes);
    }

    private static boolean isPublic4(byte[] bytes) {
        int first = bytes[0] & 0xFF;
        int second = bytes[1] & 0xFF;
        int third = bytes[2] & 0xFF;
        boolean reserved = first == 0
                || first == 10
                || first == 127
                || first >= 224
                || first == 100 && second >= 64 && second < 128
                || first == 169 && second == 254
                || first == 172 && second >= 16 && second < 32
                || first == 192 && second == 168
                || first == 192 && second == 0 && (third == 0 || third == 2)
                || first == 192 && second == 88 && third == 99
                || first == 198 && (second == 18 || second == 19)
                || first == 198 && second == 51 && third == 100
                || first == 203 && second == 0 && third == 113;
        return !reserved;
    }

    /** Of what is handed out (2000::/3) all but what is special there, or carries an address of version 4 inside. */
    private static boolean isPublic6(byte[] bytes) {
        int first = (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
        int second = (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF;
        boolean global = first >>> 13 == 1;
        boolean special = first == 0x2001 && (second < 0x200 || second == 0xDB8)
                || first == 0x2002
                || first == 0x3FFF && second < 0x1000;
        return global && !special;
    }
}
