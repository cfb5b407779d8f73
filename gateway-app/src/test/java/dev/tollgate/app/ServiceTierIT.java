package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.provider.Script;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What calls cost that a provider answers in another tier of service than the standard one. */
final class ServiceTierIT {

    private static final String PRICES =
            """
            version: 1
            credit: { worth: 0.10 }
            markup: 20%
            providers:
              tiered: { url: UPSTREAM_URL, key_env: PROVIDER_KEY, service_tiers: { flex: 50%, priority: 200% } }
              plain: { url: UPSTREAM_URL, key_env: PROVIDER_KEY }
            models:
              tiered: { provider: tiered, tokens: { input: 2.50, output: 10 } }
              plain: { provider: plain, tokens: { input: 2.50, output: 10 } }
            plans:
              test: { grant: { credits: 1000 } }
            """;

    private final TestGateway gateway = TestGateway.start(PRICES);

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void call(String model, String asked, String answered, boolean stream) {
        gateway.provider.script(Script.DEFAULT.with("input=1000&output=100").with("serviceTier=" + answered));
        int status = gateway.post(
                        "/v1/chat/completions",
                        gateway.key(),
                        "{\"model\":\"" + model + "\",\"service_tier\":\"" + asked + "\",\"stream\":" + stream
                                + ",\"max_tokens\":500,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                .statusCode();
        assertThat(status).isEqualTo(200);
        gateway.settled();
    }

    private List<String> charges(String what) {
        return gateway.database.query("SELECT " + what + " FROM usage_record ORDER BY settled_at");
    }

    /** 1,000 tokens in and 100 out are 0.0035 dollars, 0.0042 with the markup: 0.042 credits. */
    @ParameterizedTest
    @CsvSource({
        "default, default, 42000000",
        "default, flex, 21000000",
        "flex, flex, 21000000",
        "flex, default, 42000000",
        "priority, priority, 84000000",
        "priority, default, 42000000",
        "auto, priority, 84000000",
    })
    void are_charged_by_the_tier_that_answered(String asked, String answered, String charged) {
        call("tiered", asked, answered, false);
        call("tiered", asked, answered, true);
        assertThat(charges("charged")).containsExactly(charged, charged);
    }

    private static double unpriced() {
        return Metrics.globalRegistry.find("tollgate.pricing.unpriced_usage").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void are_charged_their_hold_where_the_tier_is_dearer_by_nobody_knows_how_much() {
        double before = unpriced();
        call("plain", "default", "priority", false);
        call("plain", "default", "priority", true);
        assertThat(unpriced() - before).isEqualTo(2);
        assertThat(charges("charged = hold AND charged > 42000000")).containsExactly("t", "t");
    }
}
