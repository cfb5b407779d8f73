package dev.tollgate.filter.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.identity.TrustedProxies.Header;
import dev.tollgate.ledger.key.AddressRange;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TrustedProxiesTest {

    private static final List<AddressRange> OURS = Stream.of("10.0.0.0/8", "fd00::/8", "192.0.2.7")
            .map(AddressRange::parse)
            .toList();

    private static final TrustedProxies X = new TrustedProxies(OURS, Header.X_FORWARDED_FOR);
    private static final TrustedProxies FORWARDED = new TrustedProxies(OURS, Header.FORWARDED);

    private static ClientAddress address(String text) {
        return ClientAddress.parse(text).orElseThrow();
    }

    private static String client(TrustedProxies proxies, String peer, String... values) {
        return proxies.clientOf(address(peer).address(), name -> List.of(values))
                .toString();
    }

    @Test
    void a_peer_that_is_no_proxy_of_ours_is_the_client_whatever_it_writes() {
        assertThat(client(X, "203.0.113.9", "198.51.100.1")).isEqualTo("203.0.113.9");
        assertThat(client(TrustedProxies.NONE, "10.0.0.1", "198.51.100.1")).isEqualTo("10.0.0.1");
    }

    @Test
    void a_proxy_of_ours_is_believed_in_what_it_added_itself() {
        assertThat(client(X, "10.0.0.1", "198.51.100.1")).isEqualTo("198.51.100.1");
        assertThat(client(X, "10.0.0.1", "1.1.1.1, 2.2.2.2, 198.51.100.1")).isEqualTo("198.51.100.1");
        assertThat(client(X, "10.0.0.1", "1.1.1.1", "198.51.100.1, 10.9.9.9")).isEqualTo("198.51.100.1");
        assertThat(client(X, "192.0.2.7", "198.51.100.1:4711")).isEqualTo("198.51.100.1");
        assertThat(client(X, "fd00::1", "[2001:db8::5]:4711")).isEqualTo("2001:db8:0:0:0:0:0:5");
    }

    @Test
    void what_is_hidden_or_broken_ends_at_the_proxy() {
        assertThat(client(X, "10.0.0.1")).isEqualTo("10.0.0.1");
        assertThat(client(X, "10.0.0.1", "")).isEqualTo("10.0.0.1");
        assertThat(client(X, "10.0.0.1", "1.1.1.1, unknown")).isEqualTo("10.0.0.1");
        assertThat(client(X, "10.0.0.1", "localhost")).isEqualTo("10.0.0.1");
        assertThat(client(X, "10.0.0.1", "999.1.1.1")).isEqualTo("10.0.0.1");
        assertThat(client(X, "10.0.0.1", "1.2")).isEqualTo("10.0.0.1");
    }

    @Test
    void the_standard_header_is_read_where_it_is_chosen() {
        assertThat(client(FORWARDED, "10.0.0.1", "for=1.1.1.1, for=\"198.51.100.1:80\";proto=https;by=10.0.0.1"))
                .isEqualTo("198.51.100.1");
        assertThat(client(FORWARDED, "10.0.0.1", "by=10.0.0.1; For=\"[2001:db8::5]:80\""))
                .isEqualTo("2001:db8:0:0:0:0:0:5");
        assertThat(client(FORWARDED, "10.0.0.1", "for=\"1.1.1.1, for=198.51.100.1"))
                .isEqualTo("198.51.100.1");
        assertThat(client(FORWARDED, "10.0.0.1", "for=_hidden")).isEqualTo("10.0.0.1");
    }

    @Test
    void limits_go_by_the_address_and_by_networks_of_64_bits() {
        assertThat(address("203.0.113.9").network()).isEqualTo("203.0.113.9");
        assertThat(address("2001:db8::1").network())
                .isEqualTo(address("2001:db8::ffff:1:2:3").network());
        assertThat(address("2001:db8::1").network())
                .isNotEqualTo(address("2001:db8:0:1::1").network());
        assertThat(address("::ffff:203.0.113.9").network()).isEqualTo("203.0.113.9");
    }
}
