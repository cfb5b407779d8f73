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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is charged for calls that run when their gateway dies: what is known that their clients got. */
final class GatewayDiesIT {

    private final TestDatabase database = TestDatabase.fresh();
    private final ProviderSimulator provider = ProviderSimulator.start(0);
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void stop() {
        provider.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"charge", "free"})
    void a_stream_is_charged_by_the_providers_policy_and_a_call_without_an_answer_is_free(String policy)
            throws IOException {
        String prices = TestGateway.Prices.TEST
                .replace("key_env: PROVIDER_KEY }", "key_env: PROVIDER_KEY, on_crash: " + policy + " }")
                .replace("UPSTREAM_URL", provider.url());
        Path pricing = Files.writeString(folder.resolve("pricing.yaml"), prices);
        provider.script(Script.DEFAULT.with("delay=100ms&chunks=2000&input=1000&output=2000"));
        try (GatewayProcess gateway = GatewayProcess.start(folder, database.r2dbcUrl(), pricing)) {
            provider.enqueue(Script.DEFAULT.with("blackHole=true"));
            CompletableFuture<HttpResponse<String>> answer = call(gateway, false);
            TestGateway.until("the provider has it", () -> provider.receivedCount() == 1);
            CompletableFuture<HttpResponse<String>> stream = call(gateway, true);
            TestGateway.until("both are known to run", () -> database.query(
                            "SELECT stage || (watermark > 0)::text FROM hold WHERE stage > 0 ORDER BY stage")
                    .equals(List.of("1false", "2true")));
            gateway.kill();
            assertThat(stream.handle((got, broken) -> broken).join()).isNotNull();
            assertThat(answer.handle((got, broken) -> broken).join()).isNotNull();
        }
        List<String> known = database.query("SELECT so_far FROM hold WHERE stage = 2");

        try (LedgerDatabase other = database.open()) {
            TestGateway.until("the holds are given back", () -> database.openHolds() == 0);
            assertThat(database.query("SELECT held FROM wallet")).isEqualTo(known);
            LedgerInvariants.check(database);
            String dearer = prices.replace("markup: 20%", "markup: 900%");
            other.prices()
                    .change(PriceChange.byApi(
                            PricingFile.read("dearer.yaml", dearer).version(), dearer, null, "ann", "after the crash"))
                    .block();
            // As if the time had passed for which a lost call is waited for.
            database.execute("UPDATE hold SET expires_at = expires_at - interval '1 day'");
            TestGateway.until("they are settled", () -> database.query("SELECT id FROM hold")
                    .isEmpty());
            assertThat(other.ledger()).isNotNull();
        }
        boolean charged = policy.equals("charge");
        assertThat(known).hasSize(1);
        assertThat(known.equals(List.of("0"))).isNotEqualTo(charged);
        assertThat(database.query("SELECT state || ' ' || charged FROM usage_record WHERE basis = 'partial'"))
                .containsExactly((charged ? "captured " : "released ") + known.get(0));
        assertThat(database.query("SELECT charged FROM usage_record WHERE state = 'released' AND basis = 'none'"))
                .containsExactly("0");
        assertThat(database.query("SELECT DISTINCT price_version FROM usage_record"))
                .as("the prices that the calls were quoted by")
                .containsExactly(PricingFile.read("pricing.yaml", prices).version());
        LedgerInvariants.check(database);
    }

    private CompletableFuture<HttpResponse<String>> call(GatewayProcess gateway, boolean stream) {
        String body = "{\"model\":\"gpt-4o\",\"stream\":" + stream
                + ",\"max_tokens\":2000,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/chat/completions"))
                        .header("authorization", "Bearer " + gateway.key())
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
