package dev.tollgate.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.SpendRequest;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.pricing.PriceChange;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.PricingFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own, on the database of a gateway. */
final class SimulateIT {

    private static final String PRICES =
            """
            credit: { worth: 0.10 }
            providers: { acme: { url: "http://127.0.0.1:9" } }
            models: { acme-1: { provider: acme, tokens: { input: 1, output: 2 } } }
            services: { sms: { unit: 0.05 } }
            plans: { free: {} }
            """;

    @Test
    void simulate_and_diff_price_what_the_database_recorded(@TempDir Path folder) throws IOException {
        PriceBook book = PricingFile.read("old.yaml", PRICES);
        Plan plan = book.firstPlan();
        try (TestDatabase database = TestDatabase.fresh()) {
            try (LedgerDatabase ledger = database.open()) {
                Account account = TestDatabase.account(ledger, "100");
                Charge charge = book.price(book.service("sms").orElseThrow(), plan, 4);
                ledger.ledger()
                        .spend(new SpendRequest(
                                new UUID(System.currentTimeMillis() << 16 | 0x7000, Long.MIN_VALUE),
                                account.id(),
                                "key",
                                new byte[] {1},
                                charge,
                                "sms",
                                Map.of(),
                                false))
                        .block(Duration.ofSeconds(30));
                ledger.prices()
                        .change(PriceChange.byApi(book.version(), PRICES, null, "ann", ""))
                        .block(Duration.ofSeconds(30));
            }
            Files.writeString(folder.resolve("new.yaml"), PRICES.replace("0.05", "0.075"));
            try (Program simulation = Program.start(
                    folder, Map.of(), "pricing", "simulate", "new.yaml", "--last=24h", "--db=" + database.r2dbcUrl())) {
                assertThat(simulation.exitCode()).as(simulation.err()).isZero();
                assertThat(simulation.out())
                        .contains("Calls of the last 24h")
                        .containsSubsequence("model sms", "$0.20", "$0.30", "+$0.10")
                        .contains("1 account pays more");
                assertThat(simulation.err()).isEmpty();
            }
            PricingRun diff = PricingRun.of("diff", folder.resolve("new.yaml"), "--db=" + database.r2dbcUrl());
            assertThat(diff.out())
                    .as(diff.err())
                    .contains("the last 7d: 1 call of 1 account on 1 plan, $0.20 → $0.30")
                    .contains("would not cost the same");
        }
    }
}
