package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import dev.tollgate.ledger.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two nodes count what is guessed together. No node alone sees as much as makes somebody wait, so who has to wait does so for
 * what the database has counted; a wait is made longer there, so that it does not end before it is asked for.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SharedThrottlesIT {

    private static final String PASSWORD = "a river of glass";
    private static final Map<String, Object> SIX_ACCOUNTS = Map.of("tollgate.login.free-registrations", "6");

    private final TestDatabase database = TestDatabase.fresh();
    private final List<TestApi> nodes = List.of(TestApi.start(database, Map.of()), TestApi.start(database, Map.of()));

    @BeforeEach
    void nothing_was_tried() {
        database.execute("DELETE FROM attempt");
    }

    @AfterAll
    void stop() {
        nodes.forEach(TestApi::close);
        database.close();
    }

    private static String body(String email, String password) {
        return "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}";
    }

    private static Answer register(TestApi node, String email) {
        return node.post("/api/auth/register", body(email, PASSWORD));
    }

    private static int logIn(TestApi node, String email, String password) {
        return node.post("/api/auth/login", body(email, password)).status();
    }

    private static Answer redeem(TestApi node, Customer customer, String code) {
        return node.post("/api/credits/redeem", customer.key(), "{\"code\":\"" + code + "\"}");
    }

    private static Answer change(TestApi node, Customer customer) {
        return node.post("/api/me/plan", customer.key(), "{\"plan\":\"free\"}");
    }

    /** Who has tried so often has to wait by now, and does so for long enough to be seen. */
    private void waitsOn(String name, int attempts) {
        assertThat(database.query("UPDATE attempt SET until = clock_timestamp() + interval '55 seconds'"
                        + " WHERE name = sha256('" + name + "') RETURNING attempts"))
                .containsExactly(String.valueOf(attempts));
    }

    private static void mustWait(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(429);
        assertThat(answer.field("code")).isEqualTo("too_many_attempts");
        assertThat(Integer.parseInt(answer.header("retry-after"))).isPositive();
    }

    @Test
    void a_client_makes_no_more_accounts_by_going_to_another_node() {
        String accounts = "SELECT count(*) FROM account";
        int before = Integer.parseInt(database.query(accounts).get(0));
        try (TestApi one = TestApi.start(database, SIX_ACCOUNTS);
                TestApi another = TestApi.start(database, SIX_ACCOUNTS)) {
            for (int i = 0; i < 6; i++) {
                TestApi node = i % 2 == 0 ? one : another;
                assertThat(register(node, TestApi.email()).status()).isEqualTo(201);
            }
            for (TestApi node : List.of(one, another)) {
                waitsOn("registration 127.0.0.1", 6);
                mustWait(register(node, TestApi.email()));
            }
        }
        try (TestApi restarted = TestApi.start(database, SIX_ACCOUNTS)) {
            waitsOn("registration 127.0.0.1", 6);
            mustWait(register(restarted, TestApi.email()));
        }
        assertThat(database.query(accounts)).containsExactly(String.valueOf(before + 6));
    }

    @Test
    void an_address_is_guessed_for_no_oftener_on_two_nodes() {
        String email = TestApi.email();
        assertThat(register(nodes.get(0), email).status()).isEqualTo(201);
        for (int i = 0; i < 5; i++) {
            assertThat(logIn(nodes.get(i % 2), email, "a wrong password")).isEqualTo(401);
        }
        for (TestApi node : nodes) {
            waitsOn("login-address " + email, 5);
            mustWait(node.post("/api/auth/login", body(email, PASSWORD)));
        }
    }

    @Test
    void who_logs_in_has_all_tries_again_on_every_node() {
        String email = TestApi.email();
        assertThat(register(nodes.get(0), email).status()).isEqualTo(201);
        for (TestApi node : nodes) {
            for (int i = 0; i < 4; i++) {
                assertThat(logIn(node, email, "a wrong password")).isEqualTo(401);
            }
            assertThat(logIn(node, email, PASSWORD)).isEqualTo(200);
        }
    }

    @Test
    void promo_codes_are_guessed_no_oftener_on_two_nodes() {
        Customer customer = nodes.get(0).customer("empty");
        for (int i = 0; i < 10; i++) {
            assertThat(redeem(nodes.get(i % 2), customer, "GUESS" + i).status()).isEqualTo(404);
        }
        for (TestApi node : nodes) {
            waitsOn("code-account " + customer.account(), 10);
            mustWait(redeem(node, customer, "GIFT10"));
        }
        assertThat(redeem(nodes.get(0), nodes.get(0).customer("empty"), "GIFT10")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void plans_are_changed_no_oftener_on_two_nodes() {
        Customer customer = nodes.get(0).customer("free");
        for (int i = 0; i < 10; i++) {
            assertThat(change(nodes.get(i % 2), customer).status()).isEqualTo(200);
        }
        for (TestApi node : nodes) {
            waitsOn("plan " + customer.account(), 10);
            mustWait(change(node, customer));
        }
    }

    @Test
    void what_is_counted_has_no_address_in_it() {
        String email = TestApi.email();
        assertThat(register(nodes.get(0), email).status()).isEqualTo(201);
        assertThat(logIn(nodes.get(1), email, "a wrong password")).isEqualTo(401);
        assertThat(database.query("SELECT octet_length(name) FROM attempt"))
                .hasSize(3)
                .containsOnly("32");
        assertThat(database.query("SELECT encode(name, 'escape') || a::text FROM attempt a"))
                .noneMatch(row -> row.contains(email) || row.contains("127.0.0.1") || row.contains("example.com"));
    }
}
