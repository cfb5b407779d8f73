package dev.tollgate.filter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.dialect.Dialect;
import dev.tollgate.filter.dialect.catalog.BuiltInDialects;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

/** What makes two requests with one Idempotency-Key the same, and what does not. */
final class RequestPrintTest {

    private static final Dialect OPENAI = BuiltInDialects.all().named("openai");
    private static final Dialect GEMINI = BuiltInDialects.all().named("gemini");

    private static String print(MockServerHttpRequest.BodyBuilder request, Dialect dialect, String body) {
        byte[] print = RequestPrint.of(request.build(), dialect, body.getBytes(StandardCharsets.UTF_8))
                .block();
        return HexFormat.of().formatHex(Objects.requireNonNull(print));
    }

    private static String print(HttpMethod method, String uri, String body) {
        return print(MockServerHttpRequest.method(method, uri), OPENAI, body);
    }

    private static String form(String boundary, String shownAs, String text) {
        String body = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\n" + text + "\r\n--"
                + boundary + "--\r\n";
        return print(
                MockServerHttpRequest.post("/v1/images/edits")
                        .header("content-type", "multipart/form-data; boundary=" + shownAs),
                OPENAI,
                body);
    }

    @Test
    void method_path_query_and_body_tell_requests_apart() {
        List<String> prints = List.of(
                print(HttpMethod.POST, "/a", "b"),
                print(HttpMethod.DELETE, "/a", "b"),
                print(HttpMethod.POST, "/ab", ""),
                print(HttpMethod.POST, "/a?b", ""),
                print(HttpMethod.POST, "/a?c", ""),
                print(HttpMethod.POST, "/a", ""));
        assertThat(prints).doesNotHaveDuplicates();
        assertThat(print(HttpMethod.POST, "/a", "b")).isEqualTo(prints.get(0));
    }

    @Test
    void headers_by_which_a_provider_reads_it_do_too_and_others_do_not() {
        String plain = print(MockServerHttpRequest.post("/v1/messages"), OPENAI, "{}");
        assertThat(print(MockServerHttpRequest.post("/v1/messages").header("user-agent", "x"), OPENAI, "{}"))
                .isEqualTo(plain);
        assertThat(print(MockServerHttpRequest.post("/v1/messages").header("anthropic-beta", "x"), OPENAI, "{}"))
                .isNotEqualTo(plain);
    }

    @Test
    void a_key_in_the_query_does_not_count_where_it_is_one() {
        String path = "/v1beta/models/gemini:streamGenerateContent?alt=sse";
        String one = print(MockServerHttpRequest.post(path + "&key=one"), GEMINI, "{}");
        assertThat(print(MockServerHttpRequest.post(path + "&key=two"), GEMINI, "{}"))
                .isEqualTo(one);
        assertThat(print(MockServerHttpRequest.post(path.replace("?alt=sse", "?key=one")), GEMINI, "{}"))
                .isNotEqualTo(one);
        assertThat(print(HttpMethod.POST, "/a?key=one", "")).isNotEqualTo(print(HttpMethod.POST, "/a?key=two", ""));
    }

    @Test
    void a_form_is_the_same_whatever_its_boundary() {
        String one = form("abc", "abc", "a cat");
        assertThat(form("another", "\"another\"", "a cat")).isEqualTo(one);
        assertThat(form("abc", "abc", "a dog")).isNotEqualTo(one);
        assertThat(form("abc", "abc", "a abc cat"))
                .as("only where it sets parts apart")
                .isNotEqualTo(one);
    }

    @Test
    void only_a_form_has_a_boundary() {
        MockServerHttpRequest.BodyBuilder json =
                MockServerHttpRequest.post("/a").header("content-type", "application/json; boundary=-mini");
        assertThat(print(json, OPENAI, "{\"model\":\"gpt-4o-mini\"}"))
                .isNotEqualTo(print(json, OPENAI, "{\"model\":\"gpt-4o\"}"));
    }

    @Test
    void a_large_body_has_the_same_print_as_a_small_one_would() {
        String large = "x".repeat(1024 * 1024);
        assertThat(print(HttpMethod.POST, "/a", large)).isEqualTo(print(HttpMethod.POST, "/a", large));
        assertThat(print(HttpMethod.POST, "/a", large)).isNotEqualTo(print(HttpMethod.POST, "/a", large + "y"));
    }
}
