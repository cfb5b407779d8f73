package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who guesses passwords, or makes one account after the other, has to wait, and learns nothing by it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LoginThrottleIT {

    private static final int FREE_REGISTRATIONS = 6;
    private static final String PASSWORD = "a river of glass";

    private final String known = TestApi.email();
    private final String other = TestApi.email();
    private TestApi api;

    @BeforeAll
    void start() {
        api = TestApi.start(Map.of(
                "tollgate.login.free-registrations",
                String.valueOf(FREE_REGISTRATIONS),
                "tollgate.login.free-guesses",
                "30"));
        assertThat(register(known).status()).isEqualTo(201);
        assertThat(register(other).status()).isEqualTo(201);
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private Answer register(String email) {
        return api.post("/api/auth/register", body(email, PASSWORD));
    }

    private Answer logIn(String email, String password) {
        return api.post("/api/auth/login", body(email, password));
    }

    private static String body(String email, String password) {
        return "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}";
    }

    private static void mustWait(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(429);
        assertThat(answer.field("code")).isEqualTo("too_many_attempts");
        assertThat(Integer.parseInt(answer.header("retry-after"))).isPositive();
    }

    /** Statuses of wrong passwords until one is not let in; a thousand at most. */
    private List<Integer> guesses(String email) {
        List<Integer> statuses = new ArrayList<>();
        Answer answer;
        do {
            answer = logIn(email, "a wrong password");
            statuses.add(answer.status());
        } while (answer.status() == 401 && statuses.size() < 1000);
        mustWait(answer);
        return statuses;
    }

    @Test
    void guesses_have_to_wait_for_known_and_unknown_addresses_alike() {
        assertThat(Set.copyOf(guesses(TestApi.email()))).isEqualTo(Set.copyOf(guesses(known)));
        assertThat(logIn(other, PASSWORD).status())
                .as("another address is not held up")
                .isEqualTo(200);
    }

    @Test
    void one_client_makes_so_many_accounts() {
        Answer answer = register(TestApi.email());
        for (int made = 0; answer.status() == 201 && made <= FREE_REGISTRATIONS; made++) {
            answer = register(TestApi.email());
        }
        mustWait(answer);
    }

    @Test
    void of_a_password_a_hash_is_kept_that_is_slow_to_guess() {
        assertThat(api.database.query("SELECT hash FROM password"))
                .allSatisfy(hash -> assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
    }
}
