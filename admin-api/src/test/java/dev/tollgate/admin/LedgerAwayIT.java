package dev.tollgate.admin;

import static dev.tollgate.admin.SelfServiceIT.problem;

import org.junit.jupiter.api.Test;

/** The API without its database. */
final class LedgerAwayIT {

    @Test
    void says_503_when_the_ledger_is_away() {
        try (TestApi api = TestApi.start()) {
            String key = api.customer("free").key();
            api.ledger.close();
            problem(api.get("/v1/tollgate/me", key), 503, "ledger_unavailable");
            problem(api.get("/api/credits/balance", key), 503, "ledger_unavailable");
            problem(api.admin("/api/accounts", "{\"email\":\"late@example.com\"}"), 503, "ledger_unavailable");
            problem(
                    api.admin(
                            "/api/credits/grant",
                            "{\"email\":\"late@example.com\",\"amount\":1,\"reason\":\"test\",\"idempotencyKey\":\"late\"}"),
                    503,
                    "ledger_unavailable");
        }
    }
}
