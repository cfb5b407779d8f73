package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** Two accounts of one gateway, whose calls come to the provider with the same key. */
final class OwnerAndStranger implements AutoCloseable {

    static final String RESPONSES = "/v1/responses";
    static final String CHAT = "/v1/chat/completions";
    static final String MESSAGES = "/v1/messages";
    static final String GENERATE = "/v1beta/models/gemini-2.5-flash:generateContent";

    private static final String HI = "'messages':[{'role':'user','content':'Hi'}]";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    final TestGateway gateway = TestGateway.start(
            TestGateway.Prices.TEST
                    .replace("request: { web_search: 0.01 }", "request: { web_search: 0.01, code_session: 0.03 }")
                    .replace(
                            "models:\n",
                            """
                  google: { url: UPSTREAM_URL, dialect: gemini, key_env: PROVIDER_KEY }
                models:
                  "gemini-*": { provider: google, tokens: { input: 1.00, output: 10.00 } }
                """));
    final String owner = gateway.accountWith("50");
    final String stranger = gateway.accountWith("50");

    @Override
    public void close() {
        gateway.close();
    }

    static String body(String path, String fields) {
        String named = fields.isEmpty() ? "" : "," + fields;
        return (switch (path) {
                    case RESPONSES -> "{'model':'gpt-4o','max_output_tokens':50" + named
                            + (fields.contains("'input':") ? "}" : ",'input':'Hi'}");
                    case CHAT -> "{'model':'gpt-4o','max_tokens':50" + named
                            + (fields.contains("'messages':") ? "}" : "," + HI + "}");
                    case MESSAGES -> "{'model':'claude-sonnet-4-5','max_tokens':50" + named
                            + (fields.contains("'messages':") ? "}" : "," + HI + "}");
                    default -> "{'generationConfig':{'maxOutputTokens':50}" + named
                            + (fields.contains("'contents':") ? "}" : ",'contents':[{'parts':[{'text':'Hi'}]}]}");
                })
                .replace('\'', '"');
    }

    HttpResponse<String> ask(String key, String path, String fields, String... headers) {
        return send(key, path, body(path, fields), headers);
    }

    /** Without a body. */
    HttpResponse<String> kept(String method, String key, String path) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("authorization", "Bearer " + key)
                .method(method, HttpRequest.BodyPublishers.noBody()));
    }

    /** A response of the owner's, by its id. */
    String made(String fields) {
        return madeWith(owner, fields);
    }

    /** A response of a key's, by its id. */
    String madeWith(String key, String fields) {
        HttpResponse<String> answer = ask(key, RESPONSES, fields);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("id").asString();
    }

    static String naming(String response) {
        return "'previous_response_id':'" + response + "'";
    }

    static String code(HttpResponse<String> answer) {
        return answer.statusCode() + " "
                + JSON.readTree(answer.body()).path("error").path("code").asString();
    }

    String available(String key) {
        return gateway.get("/api/credits/balance", key).path("available").asString();
    }

    String calls() {
        return gateway.database.query("SELECT count(*) FROM usage_record").get(0);
    }

    void assertRefused(String key, String path, String fields) {
        gateway.settled();
        long sent = gateway.provider.receivedCount();
        String before = available(key) + " " + calls();
        HttpResponse<String> refused = ask(key, path, fields);
        assertThat(refused.statusCode()).as(fields + " " + refused.body()).isEqualTo(400);
        assertThat(refused.body().toLowerCase(Locale.ROOT))
                .containsAnyOf("object_not_found", "previous_response_not_found");
        assertThat(refused.headers().firstValue("x-should-retry")).contains("false");
        assertThat(gateway.provider.receivedCount()).as(fields).isEqualTo(sent);
        assertThat(gateway.database.openHolds()).isZero();
        assertThat(available(key) + " " + calls()).isEqualTo(before);
    }

    void assertPassed(String key, String path, String fields, String... headers) {
        long sent = gateway.provider.receivedCount();
        HttpResponse<String> answer = ask(key, path, fields, headers);
        assertThat(answer.statusCode()).as(fields + " " + answer.body()).isEqualTo(200);
        assertThat(gateway.provider.receivedCount()).as(fields).isEqualTo(sent + 1);
    }

    static String message(String body) {
        return JSON.readTree(body).path("error").path("message").asString();
    }

    void answers(String type, String text) {
        gateway.provider.replay(200, type, List.of(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    HttpResponse<String> send(String key, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return gateway.send(headers.length == 0 ? request : request.headers(headers));
    }
}
