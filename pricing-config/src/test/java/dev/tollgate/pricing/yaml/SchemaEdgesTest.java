package dev.tollgate.pricing.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.yaml.shape.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
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
                "{ url: 'http://[2001:db8::1:0.0.0.1]:80/v1' }",
                "{ url: 'http://[1:2:3:4:5:6:7::]' }",
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
                "{ url: 'http://[:::]' }",
                "{ url: 'http://[1::2::3]' }",
                "{ url: 'http://[1:2:3:4:5:6:7:8::]' }",
                "{ url: 'http://[::12345]' }",
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

    /** As {@link java.net.URI} has it, over pieces of addresses in all orders. */
    @Test
    void an_address_of_ipv6_is_one_for_both() {
        List<String> pieces = List.of(":", "::", "1", "ffff:", "0:0:0:", "1.2.3.4", "256.", "12345");
        Set<String> hosts = new TreeSet<>(List.of(""));
        for (int length = 0; length < 5; length++) {
            List<String> longer = hosts.stream()
                    .flatMap(host -> pieces.stream().map(piece -> host + piece))
                    .toList();
            hosts.addAll(longer);
        }
        List<String> taken = new ArrayList<>();
        for (String host : hosts) {
            String url = "http://[" + host + "]";
            assertThat(Form.URL.fits(url)).as(url).isEqualTo(isAddress(url));
            if (isAddress(url)) {
                taken.add(host);
            }
        }
        assertThat(taken).hasSizeGreaterThan(100).hasSizeLessThan(hosts.size() / 2);
    }

    private static boolean isAddress(String url) {
        try {
            Notation.anyUrl(url);
            return true;
        } catch (IllegalArgumentException none) {
            return false;
        }
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
