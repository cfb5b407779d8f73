package dev.tollgate.app;

import dev.tollgate.simulator.fault.TcpFaultProxy;
import dev.tollgate.simulator.provider.ProviderSimulator;
import dev.tollgate.simulator.provider.Script;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A gateway whose models have fallbacks at a second provider, and one that nobody reaches. */
final class TwoProviders implements AutoCloseable {

    static final String CHAT = "/v1/chat/completions";
    static final String SECOND_KEY = "sk-second-platform-key-1234567890";

    /** 1,000 tokens in and 1,000 out: $0.011 at main, $0.044 at spare; a credit is $0.10. */
    private static final String PRICES =
            """
            credit: { worth: 0.10 }
            providers:
              first: { url: UPSTREAM_URL, key_env: PROVIDER_KEY, timeouts: { first_byte: 700ms }, on_silence: fall_back }
              tiered: { url: UPSTREAM_URL, key_env: PROVIDER_KEY, service_tiers: { priority: 200% } }
              strict: { url: UPSTREAM_URL, key_env: PROVIDER_KEY, timeouts: { first_byte: 700ms } }
              patient: { url: UPSTREAM_URL, key_env: PROVIDER_KEY }
              second: { url: SECOND_URL, key_env: SECOND_KEY }
              mute: { url: SECOND_URL, key_env: SECOND_KEY, timeouts: { first_byte: 700ms }, on_silence: fall_back }
              gone: { url: GONE_URL, key_env: PROVIDER_KEY }
              brave: { url: TORN_URL, key_env: PROVIDER_KEY, timeouts: { first_byte: 30s }, on_silence: fall_back }
              careful: { url: TORN_URL, key_env: PROVIDER_KEY }
            models:
              main: { provider: first, aliases: [best], tokens: { input: 1, output: 10 }, fallbacks: [spare] }
              spare: { provider: second, aliases: [extra], tokens: { input: 4, output: 40 }, fallbacks: [cheap] }
              cheap: { provider: first, tokens: { input: 0.5, output: 5 } }
              chain: { provider: first, tokens: { input: 1, output: 10 }, fallbacks: [nobody, extra, cheap] }
              quiet: { provider: first, tokens: { input: 1, output: 10 }, fallbacks: [hushed, cheap] }
              hushed: { provider: mute, tokens: { input: 1, output: 10 } }
              hasty: { provider: strict, tokens: { input: 1, output: 10 }, fallbacks: [spare] }
              quick: { provider: tiered, tokens: { input: 1, output: 10 }, fallbacks: [spare] }
              slow: { provider: patient, tokens: { input: 1, output: 10 }, fallbacks: [spare] }
              nobody: { provider: gone, tokens: { input: 1, output: 10 }, fallbacks: [spare] }
              lonely: { provider: gone, tokens: { input: 1, output: 10 }, fallbacks: [nobody] }
              brave: { provider: brave, tokens: { input: 1, output: 10 }, fallbacks: [spare] }
              careful: { provider: careful, tokens: { input: 1, output: 10 }, fallbacks: [spare] }
              gift: { provider: first, free: true, fallbacks: [spare] }
              "family-*": { provider: first, tokens: { input: 1, output: 10 }, fallbacks: [family-2, spare] }
            plans:
              test: { grant: { credits: 1000, every: once } }
              lowering: { when_short: lower }
              small: { models: [main, cheap] }
            """;

    final ProviderSimulator second = ProviderSimulator.start(0);
    private final TcpFaultProxy gone = TcpFaultProxy.start("127.0.0.1", second.port());
    private final TcpFaultProxy torn = TcpFaultProxy.start("127.0.0.1", second.port());
    final TestGateway gateway;

    private final String prices;

    TwoProviders() {
        gone.refuse();
        torn.cutAfterBytes(1);
        prices = PRICES.replace("SECOND_URL", second.url())
                .replace("GONE_URL", "http://127.0.0.1:" + gone.port())
                .replace("TORN_URL", "http://127.0.0.1:" + torn.port());
        gateway = TestGateway.start(prices, Map.of("SECOND_KEY", SECOND_KEY));
    }

    /** What the gateway sells by. */
    String prices() {
        return prices.replace("UPSTREAM_URL", first().url());
    }

    ProviderSimulator first() {
        return gateway.provider;
    }

    /** Both tell the same usage, and neither fails. */
    void fine() {
        for (ProviderSimulator each : List.of(first(), second)) {
            each.clear();
            each.script(Script.DEFAULT.with("input=1000&output=1000"));
        }
    }

    void firstFails(String how) {
        first().script(Script.DEFAULT.with(how));
    }

    static String body(String model) {
        return "{\"model\":\"" + model
                + "\",\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    static String stream(String model) {
        return body(model).replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\"");
    }

    HttpResponse<String> call(String key, String body, String... headers) {
        return post(CHAT, key, body, headers);
    }

    HttpResponse<String> post(String path, String key, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return gateway.send(headers.length == 0 ? request : request.headers(headers));
    }

    String available(String key) {
        return gateway.get("/api/credits/balance", key).path("available").asString();
    }

    /** The request's own record, as its caller sees it. */
    JsonNode told(String key, HttpResponse<String> answer) {
        gateway.settled();
        return gateway.get("/v1/tollgate/requests/" + header(answer, "x-request-id"), key);
    }

    static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("none");
    }

    /** Provider, model, status and outcome of each attempt. */
    static List<String> attempts(JsonNode told) {
        return told.path("attempts")
                .valueStream()
                .map(each -> each.path("provider").asString() + " "
                        + (each.has("model") ? each.path("model").asString() : "-") + " "
                        + (each.path("status").isNumber() ? each.path("status").toString() : "-") + " "
                        + each.path("outcome").asString())
                .toList();
    }

    /** What the platform paid for each attempt of the last call, as it is kept. */
    List<String> costs() {
        gateway.settled();
        return gateway.database.query(
                "SELECT coalesce((a ->> 'costUsd')::numeric::float8::text, 'not known') FROM (SELECT detail::jsonb AS d"
                        + " FROM usage_record ORDER BY settled_at DESC LIMIT 1) last,"
                        + " jsonb_array_elements(d -> 'attempts') WITH ORDINALITY AS t (a, n) ORDER BY n");
    }

    @Override
    public void close() {
        gateway.settled();
        gateway.close();
        gone.close();
        torn.close();
        second.close();
    }
}
