package dev.tollgate.ledger.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, 203.0.113.255, true",
        "203.0.113.0/24, 203.0.114.0, false",
        "203.0.113.7, 203.0.113.7, true",
        "203.0.113.7, 203.0.113.6, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 8.8.8.8, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false"
    })
    void contains_what_begins_alike(String range, String address, boolean contained) throws UnknownHostException {
        assertThat(AddressRange.parse(range).contains(InetAddress.getByName(address)))
                .isEqualTo(contained);
        assertThat(AddressRange.parse(AddressRange.parse(range).toString())).isEqualTo(AddressRange.parse(range));
    }

    @Test
    void knows_a_version_4_address_in_a_version_6_one() throws UnknownHostException {
        byte[] bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 203, 0, 113, 7};
        InetAddress mapped = Inet6Address.getByAddress(null, bytes, -1);
        assertThat(AddressRange.parse("203.0.113.0/24").contains(mapped)).isTrue();
        assertThat(AddressRange.parse("::/0").contains(mapped)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "10.0.0.1/8",
                "10.0.0.0/33",
                "10.0.0",
                "256.0.0.1",
                "1.2.3.4/",
                "::1/129",
                "2001:db8::1/32",
                ":::",
                "10.0.0.0/-1",
                "fe80::1%eth0",
                "0x7f.1",
                " 10.0.0.1"
            })
    void refuses_what_is_no_range(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.parse(text));
    }
}
