package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.pricing.PriceChange;
import dev.tollgate.ledger.testing.LedgerInvariants;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.yaml.PricingFile;
import dev.tollgate.simulator.provider.ProviderSimulator;
import dev.tollgate.simulator.provider.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Prices that change under two gateways on one database, seen by those who call them. */
final class PriceChangesIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final TestDatabase database = TestDatabase.fresh();
    private final ProviderSimulator provider = ProviderSimulator.start(0);
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");
    private Gateway one;
    private Gateway two;

    @BeforeEach
    void start() throws IOException {
        provider.script(Script.DEFAULT.with("input=1000&output=1000"));
        file = Files.writeString(folder.resolve("pricing.yaml"), prices(1));
        one = gateway("one");
        two = gateway("two");
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
        LedgerInvariants.check(database);
        provider.close();
        database.close();
    }

    /** A thousand tokens in and out at n thousand dollars a million, with a credit for a dollar: 2n credits. */
    private String prices(int n) {
        return """
               providers: { acme: { url: "%s", dialect: openai, key_env: PROVIDER_KEY } }
               models: { gpt-4o: { provider: acme, tokens: { input: %d, output: %d }, confirmed: true } }
               plans: { test: { grant: { credits: 1000, every: once } } }
               """
                .formatted(provider.url(), n * 1000, n * 1000);
    }

    private Gateway gateway(String name) {
        return Gateway.start(
                new Settings(
                        true,
                        "127.0.0.1",
                        0,
                        folder.resolve(name),
                        Optional.of(database.r2dbcUrl()),
                        Optional.empty(),
                        Optional.of(file),
                        Optional.empty()),
                Map.of("PROVIDER_KEY", TestGateway.PLATFORM_KEY, "TOLLGATE_ADMIN_KEY", "tg_admin_test"));
    }

    private CompletableFuture<HttpResponse<String>> asks(Gateway gateway, boolean stream) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/chat/completions"))
                        .header("authorization", "Bearer " + gateway.userKey())
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"model\":\"gpt-4o\",\"max_tokens\":1000,\"stream\":" + stream
                                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** What a call costs, and by which version; both as the log has them. */
    private String cost(Gateway gateway) {
        HttpResponse<String> answer = asks(gateway, false).join();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return charged(gateway, answer);
    }

    private String charged(Gateway gateway, HttpResponse<String> answer) {
        JsonNode charge = JSON.readTree(send(
                                gateway,
                                "GET",
                                "/v1/tollgate/requests/"
                                        + answer.headers()
                                                .firstValue("x-request-id")
                                                .orElseThrow(),
                                "")
                        .body())
                .path("charge");
        assertThat(answer.headers().firstValue("tollgate-price-version"))
                .contains(charge.path("priceVersion").asString());
        return charge.path("credits").asString();
    }

    private HttpResponse<String> send(Gateway gateway, String method, String path, String body) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(gateway.url() + path))
                            .header("x-admin-key", "tg_admin_test")
                            .header("x-admin-actor", "ann")
                            .header("x-api-key", gateway.userKey())
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private JsonNode admin(String method, String path, String body) {
        HttpResponse<String> answer = send(one, method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private void untilBothSell(String version) {
        for (Gateway gateway : new Gateway[] {one, two}) {
            TestGateway.until("both nodes sell by " + version, () -> JSON.readTree(
                            send(gateway, "GET", "/admin/pricing", "").body())
                    .path("node")
                    .path("version")
                    .asString()
                    .equals(version));
        }
    }

    private String inForce() {
        return admin("GET", "/admin/pricing", "").path("version").asString();
    }

    @Test
    void what_is_edited_applied_and_rolled_back_is_charged_on_both_nodes() throws IOException {
        String first = inForce();
        assertThat(cost(one)).isEqualTo("2");

        Files.writeString(file, prices(2));
        TestGateway.until("somebody has read the file", () -> !inForce().equals(first));
        String second = inForce();
        untilBothSell(second);
        assertThat(cost(one)).isEqualTo("4");
        assertThat(cost(two)).isEqualTo("4");

        JsonNode applied = admin("POST", "/admin/pricing/apply?reason=sale", prices(3));
        assertThat(applied.path("status").asString()).isEqualTo("applied");
        assertThat(cost(one)).as("at once on the node that was asked").isEqualTo("6");
        untilBothSell(applied.path("version").asString());
        assertThat(cost(two)).isEqualTo("6");

        // Both, because gateways in one process share Netty's event loops, which end with the first that closes.
        one.close();
        two.close();
        one = gateway("one");
        two = gateway("two");
        assertThat(cost(two)).as("a restart does not bring the file back").isEqualTo("6");

        admin("POST", "/admin/pricing/rollback", "{\"version\":\"" + first + "\",\"reason\":\"too dear\"}");
        assertThat(cost(one)).isEqualTo("2");
        untilBothSell(first);
        assertThat(admin("GET", "/admin/pricing/history", "").path("activations"))
                .extracting(row ->
                        row.path("source").asString() + " " + row.path("by").asString())
                .containsExactly("rollback ann", "api ann", "file pricing.yaml", "file pricing.yaml");
    }

    @Test
    void a_file_with_a_mistake_leaves_the_prices_and_shows_in_health() throws IOException {
        Files.writeString(file, prices(2).replace("models:", "modles:"));
        TestGateway.until(
                "health tells",
                () -> send(one, "GET", "/actuator/health", "").body().contains("\"pending\":\"invalid\""));
        JsonNode health = JSON.readTree(send(one, "GET", "/actuator/health", "").body());
        assertThat(health.path("status").asString()).isEqualTo("UP");
        assertThat(health.path("components")
                        .path("pricing")
                        .path("details")
                        .path("problem")
                        .asString())
                .startsWith("pricing.yaml:");
        assertThat(cost(one)).isEqualTo("2");
        HttpResponse<String> reload = send(one, "POST", "/admin/pricing/reload", "");
        assertThat(reload.statusCode()).isEqualTo(422);
        assertThat(reload.body()).contains("'modles'", "\"line\":2");
    }

    @Test
    void a_call_that_runs_while_prices_change_is_charged_by_those_it_began_with() {
        String first = inForce();
        provider.script(Script.DEFAULT.with("input=1000&output=1000&chunks=60&delay=150ms"));
        long received = provider.receivedCount();
        CompletableFuture<HttpResponse<String>> stream = asks(one, true);
        TestGateway.until("the provider has the call", () -> provider.receivedCount() > received);

        JsonNode applied = admin("POST", "/admin/pricing/apply", prices(5));
        provider.script(Script.DEFAULT.with("input=1000&output=1000"));
        assertThat(cost(one)).isEqualTo("10");
        HttpResponse<String> answer = stream.join();

        assertThat(answer.body()).contains("data: [DONE]");
        assertThat(charged(one, answer)).isEqualTo("2");
        assertThat(answer.headers().firstValue("tollgate-price-version")).contains(first);
        assertThat(database.query("SELECT price_version FROM usage_record ORDER BY settled_at"))
                .as("the stream ended last")
                .containsExactly(applied.path("version").asString(), first);
    }

    @Test
    void prices_that_need_a_key_this_node_does_not_have_are_neither_valid_nor_applied() {
        String first = inForce();
        String foreign = prices(2).replace("PROVIDER_KEY", "NOWHERE_KEY");
        JsonNode validated = admin("POST", "/admin/pricing/validate", foreign);
        assertThat(validated.path("valid").booleanValue()).isFalse();
        JsonNode problem = validated.path("problems").path(0);
        assertThat(problem.path("what").asString()).contains("NOWHERE_KEY", "'acme'");
        String before = foreign.substring(0, foreign.indexOf("NOWHERE_KEY"));
        assertThat(problem.path("line").intValue())
                .isEqualTo((int) before.lines().count());
        assertThat(problem.path("column").intValue()).isEqualTo(before.length() - before.lastIndexOf('\n'));

        HttpResponse<String> applied = send(one, "POST", "/admin/pricing/apply", foreign);
        assertThat(applied.statusCode()).as(applied.body()).isEqualTo(422);
        assertThat(applied.body()).contains("NOWHERE_KEY", "'acme'").doesNotContain(TestGateway.PLATFORM_KEY);
        assertThat(inForce()).isEqualTo(first);

        String ofService =
                prices(2).replace("acme: {", "telco: { url: \"http://127.0.0.1:9\", key_env: TELCO_KEY }, acme: {")
                        + "services: { copies: { provider: telco, path: /copies, unit: 0.01, usage: { request: $.count } } }\n";
        HttpResponse<String> service = send(one, "POST", "/admin/pricing/apply", ofService);
        assertThat(service.statusCode()).as(service.body()).isEqualTo(422);
        assertThat(service.body()).contains("TELCO_KEY", "'telco'");
        assertThat(database.query("SELECT count(*) FROM price_version")).containsExactly("1");

        JsonNode code = admin(
                "POST",
                "/admin/pricing/validate",
                prices(2) + "promo_codes: { spring: { code_env: SPRING_CODE, credits: 5 } }\n");
        assertThat(code.path("valid").booleanValue()).isTrue();
        assertThat(code.path("warnings"))
                .extracting(warning -> warning.path("what").asString())
                .anyMatch(what -> what.contains("SPRING_CODE"));
    }

    @Test
    void what_an_earlier_version_took_is_sold_by_but_for_what_nobody_can_be_charged() {
        String first = inForce();
        String earlier = prices(4) + "packages: { odd: { pay: 10.005 }, whole: { pay: 10 } }\n";
        HttpResponse<String> refused = send(one, "POST", "/admin/pricing/apply", earlier);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
        assertThat(refused.body()).contains("no whole number of cents");

        String version = PricingFile.stored("earlier", earlier).book().version();
        try (LedgerDatabase ledger = database.open()) {
            ledger.prices()
                    .change(PriceChange.byApi(version, earlier, null, "bob", ""))
                    .block();
        }
        untilBothSell(version);
        assertThat(cost(one)).isEqualTo("8");
        one.close();
        two.close();
        one = gateway("one");
        two = gateway("two");
        assertThat(cost(two)).isEqualTo("8");
        assertThat(JSON.readTree(send(one, "GET", "/api/credits/packages", "").body())
                        .path("packages"))
                .extracting(pack -> pack.path("name").asString())
                .containsExactly("whole");

        admin("POST", "/admin/pricing/rollback", "{\"version\":\"" + first + "\"}");
        assertThat(cost(one)).isEqualTo("2");
        JsonNode back = admin("POST", "/admin/pricing/rollback", "{\"version\":\"" + version + "\"}");
        assertThat(back.path("warnings"))
                .extracting(warning -> warning.path("what").asString())
                .anyMatch(what -> what.contains("10.005"));
        assertThat(cost(one)).isEqualTo("8");
    }
}
