package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.proof.Check;
import dev.tollgate.ledger.proof.LedgerProof;
import dev.tollgate.ledger.proof.Witness;
import dev.tollgate.ledger.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** In the demo, from the click to the credits, with nothing but what the browser and Stripe send. */
final class BuyingIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void credits_are_bought_in_the_demo(@TempDir Path folder) throws Exception {
        TestDatabase database = TestDatabase.fresh();
        try (Gateway gateway = demo(folder, database)) {
            assertThat(purchased(gateway)).isEqualTo("0");
            JsonNode checkout = JSON.readTree(send(request(gateway, "/api/credits/checkout")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"package\":\"plus\"}"))));
            String page = checkout.path("url").asString();
            assertThat(send(HttpRequest.newBuilder(URI.create(page)))).contains("package plus", "25.00");
            pay(page);
            TestGateway.until("270 credits", () -> purchased(gateway).equals("270"));
            JsonNode held = JSON.readTree(send(request(gateway, "/api/me/export")));
            JsonNode order = held.path("orders").get(0);
            assertThat(order.path("item").asString()).isEqualTo("package plus");
            assertThat(order.path("amount").asString()).isEqualTo("25");
            assertThat(order.path("state").asString()).isEqualTo("paid");
            assertThat(held.path("payments").get(0).path("credits").asString()).isEqualTo("270");
            assertThat(held.path("stripeCustomer").size()).isEqualTo(1);
            assertThat(LedgerProof.of(DatabaseUrl.parse(database.r2dbcUrl()), Witness.NONE))
                    .filteredOn(check -> !check.holds())
                    .flatExtracting(Check::examples)
                    .isEmpty();
        }
        database.close();
    }

    /** $10, $25 and two on top, $50 and five, $100 and fifteen, at ten credits a dollar. */
    @Test
    void each_package_of_the_demo_gives_what_is_paid_and_its_bonus(@TempDir Path folder) {
        TestDatabase database = TestDatabase.fresh();
        try (Gateway gateway = demo(folder, database)) {
            int all = 0;
            for (String[] pack : new String[][] {
                {"starter", "10.00", "100"},
                {"plus", "25.00", "270"},
                {"big", "50.00", "550"},
                {"huge", "100.00", "1150"}
            }) {
                JsonNode checkout = JSON.readTree(send(request(gateway, "/api/credits/checkout")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"package\":\"" + pack[0] + "\"}"))));
                assertThat(checkout.path("usd").asString()).isEqualTo(pack[1]);
                assertThat(checkout.path("credits").asString()).isEqualTo(pack[2]);
                pay(checkout.path("url").asString());
                all += Integer.parseInt(pack[2]);
                String together = Integer.toString(all);
                TestGateway.until(together, () -> purchased(gateway).equals(together));
            }
            assertThat(database.query("SELECT cents || ' ' || credits / 1000000000 FROM stripe_payment ORDER BY cents"))
                    .containsExactly("1000 100", "2500 270", "5000 550", "10000 1150");
        }
        database.close();
    }

    private static Gateway demo(Path folder, TestDatabase database) {
        return Gateway.start(
                new Settings(
                        true,
                        "127.0.0.1",
                        0,
                        folder.resolve("data"),
                        Optional.of(database.r2dbcUrl()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Map.of());
    }

    private void pay(String page) {
        send(HttpRequest.newBuilder(URI.create(page + "/card"))
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("card=accepted")));
    }

    private String purchased(Gateway gateway) {
        return JSON.readTree(send(request(gateway, "/api/credits/balance")))
                .path("lifetimePurchased")
                .asString();
    }

    private static HttpRequest.Builder request(Gateway gateway, String path) {
        return HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("x-api-key", gateway.userKey())
                .timeout(Duration.ofMinutes(1));
    }

    private String send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }
}
