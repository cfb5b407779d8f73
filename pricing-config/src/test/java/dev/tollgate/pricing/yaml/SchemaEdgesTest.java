package dev.tollgate.pricing.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values at the edge of what schema and reader take. */
final class SchemaEdgesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ url: 'http://a.b.' }",
                "{ url: 'http://x:000008080' }",
                "{ url: 'http://1.2.3.255:80/v1' }",
                "{ url: 'http://[::1]' }",
                "{ url: 'http://x', dialect: anthropic, key_env: KEY, auth_name: x-key }",
                "{ url: 'http://x', force_usage: 'TRUE' }",
                "{ url: 'http://x', headers: { x-title: a } }",
                "{ url: 'http://x', paths: { chat: '/a/{model}/b' } }"
            })
    void a_provider_is_taken_by_both(String provider) {
        assertThat(whoRefuses("providers: { p: " + provider + " }\nmodels: { m: { provider: p, free: 'True' } }\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ url: 'http://a..b' }",
                "{ url: 'http://x:' }",
                "{ url: 'http://x:65536' }",
                "{ url: 'http://x/\u00fc' }",
                "{ url: 'http://[fe80::1%25eth0]' }",
                "{ url: 'http://1.2.3.256' }",
                "{ url: 'http://[1]' }",
                "{ url: 'http://[:]' }",
                "{ url: 'http://x', key_env: KEY, auth_name: x-key }",
                "{ url: 'http://x', dialect: openai, key_env: KEY, auth_name: x-key }",
                "{ url: 'http://x', key_env: KEY, auth: header, auth_name: Authorization }",
                "{ url: 'http://x', headers: { Host: a } }",
                "{ url: 'http://x', headers: { X-Api-Key: a } }",
                "{ url: 'http://x', paths: { chat: '/a/*' } }",
                "{ url: 'http://x', paths: { chat: '/a/{x}' } }",
                "{ url: 'http://x', paths: { responses: '/a/{model}' } }"
            })
    void a_provider_is_refused_by_both(String provider) {
        assertThat(whoRefuses("providers: { p: " + provider + " }\nmodels: { m: { provider: p, free: true } }\n"))
                .containsExactly("schema", "reader");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "credits: 1, request: { each: 0.01 }",
                "credits: { each: 1 }, request: { each: 0.01 }",
                "credits: 1, markup: 20%",
                "credits: { per_1K: 1 }, markup: 20%"
            })
    void a_price_that_has_no_effect_is_refused_by_both(String price) {
        assertThat(whoRefuses("providers: { p: { url: 'http://x' } }\nmodels: { m: { provider: p, " + price + " } }\n"))
                .containsExactly("schema", "reader");
    }

    @ParameterizedTest
    @CsvSource({
        "2028-02-29T00:00:00Z, true",
        "2000-02-29T00:00:00Z, true",
        "2026-02-29T00:00:00Z, false",
        "2100-02-29T00:00:00Z, false"
    })
    void years_leap_for_both(String time, boolean taken) {
        assertThat(whoRefuses("effective: '" + time + "'\nproviders: { p: { url: 'http://x' } }\n"
                        + "models: { m: { provider: p, free: true } }\n"))
                .hasSize(taken ? 0 : 2);
    }

    private static List<String> whoRefuses(String yaml) {
        List<String> who = new ArrayList<>();
        if (!PricingSchemaTest.refusals(YamlValues.of(yaml)).isEmpty()) {
            who.add("schema");
        }
        if (PricingSchemaTest.isRefused(yaml)) {
            who.add("reader");
        }
        return who;
    }
}
