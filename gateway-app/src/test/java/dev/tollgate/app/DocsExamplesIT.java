package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the pages about people, keys, limits, plans and rewards show can be typed: each request is answered as the page says, by the
 * same fields of the same kinds. What stands for something else ({@code acc_…}) is what an example before was answered.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DocsExamplesIT {

    private static final String PRICES = TestGateway.Prices.TEST.replaceFirst(
            "plans:\n(.*)\n",
            """
            plans:
              free: { grant: { credits: 10, every: once }, limits: { requests: 60/min }, tokens: 1M/month }
              pro: { price: { pay: 20 }, limits: { requests: 300/min }, models: ["gpt-4o*"] }
              tight: { limits: { requests: 1/min, tokens: 100K/min } }
              enterprise: { contact: sales@example.com, limits: { concurrent: 100 } }
            promo_codes:
              gift: { code: GIFT10, credits: 10, total: 10 }
            rewards:
              referral: { inviter: 5, invited: 5, after: first_call, at_most: 20, total: 1000 }
            """);

    private static final Pattern REFUSAL = Pattern.compile(" {4}HTTP/1.1 429\n((?: {4}\\S.*\n)+)\n((?: {4}.*\n)+)");
    private static final Pattern LEFT = Pattern.compile("`(x-ratelimit-[a-z-]+): ");

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CALL =
            "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String PERSON = "{\"email\":\"ann@example.com\",\"password\":\"a river of glass\"}";

    private final TestGateway gateway = TestGateway.start(PRICES);
    private final Map<String, String> known = new HashMap<>();

    @BeforeAll
    void somebody_whom_administrators_look_for() {
        account("{\"email\":\"ann@home.example\"}");
    }

    /** Its key. */
    private String account(String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url() + "/api/accounts"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        admin(request);
        HttpResponse<String> answer = gateway.send(request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body()).path("key").asString();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({"login.md, 8", "keys.md, 3", "plans.md, 8", "rewards.md, 2", "fit-to-balance.md, 2", "llm-gateway.md, 2"
    })
    void each_example_is_answered_as_shown(String page, int least) throws IOException {
        List<DocsExample> examples = DocsExample.of(page);
        assertThat(examples).hasSizeGreaterThanOrEqualTo(least);
        for (DocsExample example : examples) {
            HttpResponse<String> answer = run(example);
            assertThat(answer.statusCode())
                    .as(example + " " + example.words() + "\n" + answer.body())
                    .isBetween(200, 299);
            if (!example.answer().isEmpty()) {
                JsonNode shown = JSON.readTree(example.answer().replaceAll(",\\s*…|…\\s*,", ""));
                JsonNode told = JSON.readTree(answer.body());
                alike(example + " " + told, shown, told);
                learn(shown, told);
            }
        }
    }

    @Test
    void what_is_left_and_a_refusal_are_told_as_the_page_on_limits_says() throws IOException {
        String page = DocsExample.page("limits.md");
        String key = account("{\"email\":\"tight@home.example\",\"plan\":\"tight\"}");
        HttpResponse<String> told = gateway.post("/v1/chat/completions", key, CALL);
        for (Matcher header = LEFT.matcher(page); header.find(); ) {
            assertThat(told.headers().firstValue(header.group(1)))
                    .as(header.group(1))
                    .isPresent();
        }
        for (int calls = 0; calls < 10 && told.statusCode() != 429; calls++) {
            told = gateway.post("/v1/chat/completions", key, CALL);
        }
        Matcher refusal = REFUSAL.matcher(page);
        assertThat(refusal.find()).isTrue();
        assertThat(told.statusCode()).isEqualTo(429);
        for (String header : refusal.group(1).strip().split("\n")) {
            String name = header.strip().split(":")[0];
            assertThat(told.headers().firstValue(name)).as(name).isPresent();
        }
        alike(told.body(), JSON.readTree(refusal.group(2)), JSON.readTree(told.body()));
    }

    private HttpResponse<String> run(DocsExample example) {
        HttpRequest.Builder request = HttpRequest.newBuilder();
        Set<String> headers = new HashSet<>();
        String method = "";
        String body = "";
        Iterator<String> words = example.words().iterator();
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "curl" -> {}
                case "GET" -> admin(request);
                case "-X" -> method = words.next();
                case "-o" -> words.next();
                case "-d" -> body = body(words.next());
                case "-H" -> {
                    String[] header = filled(words.next()).split(": ", 2);
                    headers.add(header[0]);
                    request.header(header[0], header[1]);
                }
                default -> request.uri(URI.create(gateway.url() + filled(word).replace(gateway.url(), "")));
            }
        }
        if (!body.isEmpty() && !headers.contains("content-type")) {
            request.header("content-type", "application/x-www-form-urlencoded"); // as curl does
        }
        String asked = !method.isEmpty() ? method : body.isEmpty() ? "GET" : "POST";
        return gateway.send(request.method(asked, HttpRequest.BodyPublishers.ofString(body)));
    }

    private void admin(HttpRequest.Builder request) {
        request.header("x-admin-key", gateway.adminKey());
    }

    private String body(String shown) {
        return shown.equals("…") ? CALL : filled(shown);
    }

    /** With what the words of the page stand for here. */
    private String filled(String shown) {
        String text = shown.replace("$TOLLGATE_URL", gateway.url())
                .replace("$TOLLGATE_KEY", gateway.key())
                .replace("$TOLLGATE_ADMIN_KEY", gateway.adminKey());
        if (text.contains("acc_…")) {
            text = text.replace(
                    "acc_…",
                    gateway.get("/api/me", gateway.key()).path("account").asString());
        }
        if (text.contains("$ACCESS_TOKEN")) {
            text = text.replace("$ACCESS_TOKEN", loggedIn("accessToken"));
        }
        if (text.contains("tg_refresh_…")) {
            text = text.replace("tg_refresh_…", loggedIn("refreshToken"));
        }
        for (Map.Entry<String, String> word : known.entrySet()) {
            text = text.replace(word.getKey(), word.getValue());
        }
        return text;
    }

    private String loggedIn(String token) {
        HttpResponse<String> answer = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/api/auth/login"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(PERSON)));
        return JSON.readTree(answer.body()).path(token).asString();
    }

    /** Ids and codes of the page that later examples may name. */
    private void learn(JsonNode shown, JsonNode told) {
        for (String name : List.of("id", "code")) {
            String word = shown.path(name).asString("");
            if (!word.isEmpty() && !word.contains("…")) {
                known.put(word, told.path(name).asString());
            }
        }
    }

    /** The same fields, each of the same kind; a list's first items. Anything may stand where null is shown or told. */
    private static void alike(String place, JsonNode shown, JsonNode told) {
        if (shown.isNull() || told.isNull()) {
            return;
        }
        assertThat(told.getNodeType()).as(place).isEqualTo(shown.getNodeType());
        if (shown.isObject()) {
            assertThat(told.propertyNames()).as(place).containsExactlyInAnyOrderElementsOf(shown.propertyNames());
            shown.propertyNames().forEach(name -> alike(place + "\n" + name, shown.path(name), told.path(name)));
        } else if (shown.isArray() && !shown.isEmpty() && !told.isEmpty()) {
            alike(place, shown.get(0), told.get(0));
        }
    }
}
