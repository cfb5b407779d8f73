package dev.tollgate.admin.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.admin.AlertKey;
import dev.tollgate.ledger.alert.Alert;
import dev.tollgate.ledger.alert.Delivery;
import dev.tollgate.pricing.Credits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks go to the public Internet and to nothing else, however its address is written. */
final class PublicAddressTest {

    private static final String KEY = "an alert key for tests that is long enough";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "0.0.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "100.127.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "198.18.0.1",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::7f00:1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "ff02::1",
                "2002:7f00:1::",
                "2001::1",
                "2001:db8::1",
                "3fff::1"
            })
    void special_addresses_are_not_public(String address) throws UnknownHostException {
        assertThat(PublicAddress.is(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.0.1",
                "172.32.0.1",
                "192.169.0.1",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450:4001::200e"
            })
    void others_are(String address) throws UnknownHostException {
        assertThat(PublicAddress.is(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]"})
    void nothing_is_connected_to_that_is_not_public(String host) throws Exception {
        try (ServerSocket inner = new ServerSocket()) {
            inner.bind(new InetSocketAddress((InetAddress) null, 0));
            AlertSettings settings = new AlertSettings(
                    false, "a@b", Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
            Webhook webhook = new Webhook(new WebhookSecrets(new AlertKey(KEY)), settings);
            Delivery delivery = new Delivery(
                    1,
                    Delivery.WEBHOOK,
                    1,
                    new Alert("evt_1", Instant.EPOCH, Credits.ZERO, Credits.ZERO, List.of()),
                    "acc_1",
                    "a@b",
                    "http://" + host + ":" + inner.getLocalPort() + "/",
                    "nonce");

            assertThatThrownBy(() -> webhook.post(delivery, Optional.empty()).block(Duration.ofSeconds(30)))
                    .hasRootCauseInstanceOf(UnknownHostException.class);
            inner.setSoTimeout(1);
            assertThatThrownBy(inner::accept).isInstanceOf(SocketTimeoutException.class);
            webhook.destroy();
        }
    }

    @Test
    void a_signature_is_what_anybody_can_compute_with_the_secret() {
        // printf '1700000000.{}' | openssl dgst -sha256 -hmac whsec_x
        assertThat(WebhookSecrets.signature("whsec_x", 1_700_000_000L, "{}"))
                .isEqualTo("t=1700000000,v1=be8cb8325f2202445260a855532f967e30ad2a9394ce28da66ee02880ddcb661");
        WebhookSecrets secrets = new WebhookSecrets(new AlertKey(KEY));
        assertThat(secrets.secret("acc_1", "a")).startsWith("whsec_").isNotEqualTo(secrets.secret("acc_2", "a"));
        assertThat(secrets.secret("acc_1", "a")).isNotEqualTo(secrets.secret("acc_1", "b"));
    }
}
