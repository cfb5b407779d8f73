package dev.tollgate.admin;

import dev.tollgate.admin.TestApi.Customer;
import dev.tollgate.ledger.testing.LedgerInvariants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The module on a port of its own, whose books are checked at the end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ApiTest {

    TestApi api;

    @BeforeAll
    void startApi() {
        api = TestApi.start();
    }

    @AfterAll
    void stopApi() {
        checkBooks();
        api.close();
    }

    void checkBooks() {
        LedgerInvariants.check(api.database);
    }

    String available(Customer customer) {
        return api.get("/api/credits/balance", customer.key()).field("available");
    }
}
