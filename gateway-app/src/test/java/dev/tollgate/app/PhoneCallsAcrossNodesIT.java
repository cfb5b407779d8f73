package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.testing.LedgerInvariants;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.simulator.paid.PaidSimulator;
import dev.tollgate.simulator.paid.PlacedCall;
import dev.tollgate.simulator.paid.TwilioSignature;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A phone call whose node is killed is settled by another one, by the prices that it was made at. */
final class PhoneCallsAcrossNodesIT {

    private static final String PUBLIC = "https://gateway.example.com";
    private static final List<String> SETTINGS = List.of("-Dtollgate.filter.public-url=" + PUBLIC);

    private final TestDatabase database = TestDatabase.fresh();
    private final PaidSimulator paid = PaidSimulator.start(0);
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void stop() {
        paid.close();
        database.close();
    }

    @Test
    void a_killed_nodes_call_is_settled_by_another_at_the_prices_it_was_made_at() throws Exception {
        String prices = PaidExample.prices(paid);
        Path pricing = Files.writeString(folder.resolve("pricing.yaml"), prices);
        try (GatewayProcess one =
                GatewayProcess.start(folder.resolve("one"), database.r2dbcUrl(), pricing, SETTINGS, List.of())) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(one.url() + "/2010-04-01/Accounts/ACmine/Calls.json"))
                            .header("authorization", "Bearer " + one.key())
                            .header("content-type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString("To=%2B1&From=2&TimeLimit=600"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            one.kill();
        }
        database.execute("UPDATE node SET seen_at = now() - interval '1 hour'");
        database.execute("UPDATE hold SET expires_at = now() - interval '1 hour'");

        Files.writeString(pricing, prices.replace("minute: 0.014", "minute: 0.9"));
        try (GatewayProcess two =
                GatewayProcess.start(folder.resolve("two"), database.r2dbcUrl(), pricing, SETTINGS, List.of())) {
            database.query("SELECT tg_sweep(interval '10 seconds', 200)");
            assertThat(database.query("SELECT state FROM hold")).containsExactly("0");
            PlacedCall call = paid.calls().get(0);
            Map<String, String> told = call.told("completed", 61);
            String signature = TwilioSignature.of(call.callback(), told, PaidSimulator.AUTH_TOKEN);
            String address = call.callback().replace(PUBLIC, two.url());
            assertThat(paid.tell(address, told, signature)).isEqualTo(204);
            assertThat(paid.tell(address, told, signature)).isEqualTo(204);
        }
        // 2 minutes at 0.014 dollars, 20 % on top, 100 credits a dollar
        assertThat(database.query("SELECT state || ' ' || basis || ' ' || charged FROM usage_record"))
                .containsExactly("captured reported 3360000000");
        LedgerInvariants.check(database);
    }
}
