package dev.tollgate.filter.dialect.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.pricing.Service;
import dev.tollgate.pricing.yaml.PricingFile;
import org.junit.jupiter.api.Test;

/** What a request can count, and what is written into it. */
final class ServiceRequestTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";

    private static Service service(String keys) {
        return PricingFile.read(
                        "test.yaml",
                        "version: 1\nproviders:\n  p: { url: https://p.example, auth: none }\nmodels: { \"*\": { deny: true } }\n"
                                + "services:\n  s: { provider: p, path: /v1/s, " + keys + " }\n")
                .service("s")
                .orElseThrow();
    }

    private static ServiceRequest request(String keys, String type, String body) {
        Service service = service(keys);
        return new ServiceRequest(service, service.route().orElseThrow(), type, body.getBytes(UTF_8));
    }

    private static String upstream(ServiceRequest request) {
        return new String(request.upstream("https://g/callbacks/x"), UTF_8);
    }

    @Test
    void holds_what_the_request_says() {
        assertThat(request("unit: 1", "", "").most()).isEqualTo(1);
        assertThat(request("unit: 1, usage: { request: $.n }", JSON, "{\"n\":2.5}")
                        .most())
                .isEqualTo(3);
        assertThat(request("unit: 1, usage: $.n, hold: 10", JSON, "{}").most()).isEqualTo(10);
        assertThat(request("minute: 1, usage: $.n, hold: 2 minutes", JSON, "{}").most())
                .isEqualTo(120);
        assertThat(request("characters: 100, usage: $.n, hold: { characters: $.t }", JSON, "{\"t\":\"a😀\"}")
                        .most())
                .isEqualTo(2);
        assertThat(request("unit: 1, usage: $.n, hold: { segments: $.Body }", FORM, "Body=" + "a".repeat(161))
                        .most())
                .isEqualTo(2);
        assertThat(request("second: 1, usage: $.n, hold: { bytes: 1000 }", "audio/wav", "a".repeat(2_001))
                        .most())
                .isEqualTo(3);
    }

    @Test
    void writes_the_largest_that_is_let_through_where_a_request_names_none() {
        String keys = "minute: 1, usage: $.n, hold: { request: $.TimeLimit, at_most: 10 minutes }";
        ServiceRequest none = request(keys, FORM, "To=a+b%26c");
        assertThat(none.most()).isEqualTo(600);
        assertThat(upstream(none)).isEqualTo("To=a+b%26c&TimeLimit=600");
        ServiceRequest less = request(keys, JSON, "{ \"TimeLimit\": 60 }");
        assertThat(less.most()).isEqualTo(60);
        assertThat(upstream(less)).isEqualTo("{ \"TimeLimit\": 60 }");
        assertThat(upstream(request(keys, JSON, " {\"a\":\"é\"}"))).isEqualTo("{\"TimeLimit\":600,\"a\":\"é\"}");
        assertThat(upstream(request(keys, JSON, "{ }"))).isEqualTo("{\"TimeLimit\":600 }");
        for (String wrong : new String[] {"601", "0", "-1", "1e2", "many"}) {
            assertThatThrownBy(() -> request(keys, FORM, "TimeLimit=" + wrong).most())
                    .as(wrong)
                    .isInstanceOf(MalformedRequest.class)
                    .hasMessageContaining("$.TimeLimit");
        }
    }

    @Test
    void limits_hold_although_the_quantity_is_known() {
        String counted = "unit: 1, hold: { request: $.n, at_most: 10 }";
        assertThat(request(counted, JSON, "{\"n\":7}").most()).isEqualTo(7);
        assertRefused(counted, JSON, "{\"n\":11}", "at most 10");
        String told = "unit: 1, usage: { request: $.n }, hold: { request: $.n, at_most: 10 }";
        assertThat(request(told, JSON, "{\"n\":2.5}").most()).isEqualTo(3);
        assertRefused(told, JSON, "{\"n\":11}", "at most 10");
        assertRefused(told, JSON, "{}", "must tell its quantity");
    }

    @Test
    void a_number_that_counts_is_read_in_one_way_only() {
        String limited = "minute: 1, usage: $.n, hold: { request: $.TimeLimit, at_most: 10 minutes }";
        for (String other :
                new String[] {"null", "[]", "[60]", "{}", "{\"a\":60}", "true", "0.5", "60.0", "\" 60\"", "\"060\""}) {
            assertRefused(limited, JSON, "{\"TimeLimit\":" + other + "}", "$.TimeLimit must be a whole number");
        }
        for (String other : new String[] {"%201", "1%20", "0.5", "01", "", "%2B1"}) {
            assertRefused(limited, FORM, "TimeLimit=" + other, "$.TimeLimit must be a whole number");
        }
        assertRefused(limited, FORM, "timelimit=60", "'timelimit' is written 'TimeLimit' here");
        assertRefused(limited, JSON, "{\"TimeLimit\":60,\"TIMELIMIT\":9999}", "is written 'TimeLimit' here");
        String nested = "minute: 1, usage: $.n, hold: { request: $.call.limit, at_most: 10 minutes }";
        assertRefused(nested, JSON, "{\"call\":{\"limit\":null}}", "$.call.limit must be a whole number");
        assertRefused(nested, JSON, "{\"call\":{\"limit\":1},\"Call\":{\"limit\":9999}}", "is written 'call' here");
    }

    @Test
    void nobody_asks_for_nothing() {
        String told = "unit: 1, usage: { request: $.n }";
        for (String nothing : new String[] {"0", "0.0", "\"0\"", "null", "[]", "-1"}) {
            assertRefused(told, JSON, "{\"n\":" + nothing + "}", "$.n must be a number above 0");
        }
        assertThat(upstream(request(told, JSON, "{\"n\":2.5}"))).isEqualTo("{\"n\":2.5}");
    }

    @Test
    void fields_hold_what_the_book_lets_them_hold() {
        String home = "unit: 1, values: { To: \"+1*, +44*\" }";
        assertThat(upstream(request(home, FORM, "To=%2B15005550001&From=2"))).isEqualTo("To=%2B15005550001&From=2");
        assertThat(request(home, JSON, "{\"To\":\"+445\"}").most()).isEqualTo(1);
        assertThat(request(home, FORM, "From=2").most()).isEqualTo(1);
        for (String other : new String[] {"%2B8821000", "0044", "", "%20%2B1500"}) {
            assertRefused(home, FORM, "To=" + other, "'To' is not taken here. It must be like +1* or +44*");
        }
        assertRefused(home, FORM, "to=%2B8821000", "'to' is written 'To' here");
        assertRefused(home, JSON, "{\"To\":[\"+8821000\"]}", "$.To must be a text");
        assertRefused(home, JSON, "{\"To\":null}", "$.To must be a text");
        assertRefused(home, "text/plain", "To=+8821000", "must be a form");
    }

    @Test
    void takes_no_text_that_is_longer_than_any_message() {
        String message = "unit: 1, usage: $.n, hold: { segments: $.Body }";
        assertThat(request(message, FORM, "Body=" + "a".repeat(255 * 153)).most())
                .isEqualTo(255);
        assertRefused(message, FORM, "Body=" + "a".repeat(255 * 153 + 1), "255 segments");
    }

    @Test
    void takes_one_media_type_that_the_book_names() {
        String sound = "second: 1, usage: $.n, hold: { bytes: 1000 }, types: [\"audio/*\"]";
        assertThat(request(sound, "audio/wav; rate=8000", "a").most()).isEqualTo(1);
        for (String other : new String[] {"audio/wav, application/json", "audio/", "audio/a/b", "audio", ""}) {
            assertThatThrownBy(() -> request(sound, other, "a"))
                    .as(other)
                    .isInstanceOf(MalformedRequest.class)
                    .hasMessageContaining("is not taken here");
        }
    }

    @Test
    void takes_no_field_that_the_book_does_not_name_or_that_is_written_here() {
        String keys = "unit: 1, fields: [To], set: { Url: \"https://x.example/a b\" }";
        assertThat(upstream(request(keys, FORM, "To=1"))).isEqualTo("To=1&Url=https%3A%2F%2Fx.example%2Fa+b");
        assertRefused(keys, FORM, "To=1&From=2", "'From' is not taken");
        assertRefused(keys, FORM, "To=1&%55rl=2", "'Url' is written by this gateway");
        assertRefused(keys, FORM, "To=1&url=2", "'url' is written by this gateway");
        assertRefused(keys, JSON, "{\"To\":1,\"Other\":{\"a\":[]}}", "'Other' is not taken");
        assertRefused(keys, JSON, "{\"To\":1,\"Empty\":[]}", "'Empty' is not taken");
        assertRefused(keys, JSON, "[1]", "JSON object");
        assertRefused(keys, "text/plain", "To=1", "must be a form");
        assertRefused(keys, FORM + "; charset=utf-7", "To=1", "UTF-8");
        assertRefused(keys, FORM, "To=%zz", "%");
    }

    private static void assertRefused(String keys, String type, String body, String why) {
        assertThatThrownBy(() -> {
                    ServiceRequest request = request(keys, type, body);
                    request.most();
                    upstream(request);
                })
                .as(body)
                .isInstanceOf(MalformedRequest.class)
                .hasMessageContaining(why);
    }
}
