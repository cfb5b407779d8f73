package dev.tollgate.admin.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may have signed a body. */
final class SignaturesTest {

    private static final long NOW = 1_800_000_000;
    private static final byte[] BODY = "{\"id\":\"evt_1\"}".getBytes(StandardCharsets.UTF_8);

    private final Signatures signatures = new Signatures(List.of("one", "two"));

    private static String signed(String secret) {
        return "v1=" + Signatures.hmac(secret.getBytes(StandardCharsets.UTF_8), Long.toString(NOW), BODY);
    }

    private boolean good(String... parts) {
        return signatures.good(BODY, "t=" + NOW + "," + String.join(",", parts), NOW);
    }

    @Test
    void any_signature_by_any_secret_will_do() {
        assertThat(good(signed("one"))).isTrue();
        assertThat(good("v0=x", "v1=", "v1=forged", signed("two"))).isTrue();
        assertThat(good(signed("one"), "v1=forged")).isTrue();
    }

    @Test
    void others_will_not() {
        assertThat(good(signed("three"))).isFalse();
        assertThat(good("v1=")).isFalse();
        assertThat(good(signed("one").replace("v1=", "v0="))).isFalse();
        assertThat(good("v1=x,".repeat(400))).isFalse();
    }
}
