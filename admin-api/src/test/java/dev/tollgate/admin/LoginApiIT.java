package dev.tollgate.admin;

import static dev.tollgate.admin.SelfServiceIT.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registering, logging in, and what becomes of sessions. */
final class LoginApiIT extends ApiTest {

    static final String PASSWORD = "a river of glass";

    private static String body(String email, String password) {
        return "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}";
    }

    private static String token(String refreshToken) {
        return "{\"refreshToken\":\"" + refreshToken + "\"}";
    }

    private Answer register(String email) {
        Answer answer = api.post("/api/auth/register", body(email, PASSWORD));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer;
    }

    private Answer refresh(String refreshToken) {
        return api.post("/api/auth/refresh", token(refreshToken));
    }

    private List<Answer> atOnce(int times, Callable<Answer> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(times);
        try {
            List<Answer> answers = new java.util.ArrayList<>();
            for (Future<Answer> answer :
                    threads.invokeAll(Stream.generate(() -> call).limit(times).toList())) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void registers_with_the_first_plans_credits_and_tokens_that_open_the_api() {
        Answer registered = register(TestApi.email());
        assertThat(registered.field("account")).startsWith("acc_");
        assertThat(registered.field("tokenType")).isEqualTo("Bearer");
        assertThat(registered.json().path("expiresIn").asInt()).isEqualTo(900);
        assertThat(api.get("/api/credits/balance", registered.field("accessToken"))
                        .field("available"))
                .isEqualTo("10");
        assertThat(api.get("/v1/tollgate/me", registered.field("accessToken")).field("account"))
                .isEqualTo(registered.field("account"));
    }

    @Test
    void refuses_a_second_account_of_an_address_whatever_its_case() {
        String email = TestApi.email();
        register(email);
        problem(api.post("/api/auth/register", body(email.toUpperCase(Locale.ROOT), PASSWORD)), 409, "email_taken");
    }

    @Test
    void makes_one_account_when_an_address_is_registered_many_times_at_once() throws Exception {
        String email = TestApi.email();
        List<Answer> answers = atOnce(8, () -> api.post("/api/auth/register", body(email, PASSWORD)));
        assertThat(answers.stream().map(Answer::status).sorted())
                .containsExactly(201, 409, 409, 409, 409, 409, 409, 409);
        assertThat(api.database.query("SELECT count(*) FROM account WHERE email = '" + email + "'"))
                .containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "password1", "12345678", "aaaaaaaaaaaa", "QWERTZUIOP"})
    void refuses_passwords_that_are_guessed_first(String password) {
        Answer refused = api.post("/api/auth/register", body(TestApi.email(), password));
        problem(refused, 400, "invalid_field");
        assertThat(refused.field("field")).isEqualTo("password");
    }

    @Test
    void refuses_the_address_as_password_and_one_that_is_too_long() {
        String email = TestApi.email();
        problem(api.post("/api/auth/register", body(email, email.toUpperCase(Locale.ROOT))), 400, "invalid_field");
        problem(api.post("/api/auth/register", body(email, "é1".repeat(65))), 400, "invalid_field");
        assertThat(api.post("/api/auth/register", body(email, "é1".repeat(64))).status())
                .isEqualTo(201);
    }

    @Test
    void takes_a_password_however_a_keyboard_composes_it() {
        String email = TestApi.email();
        assertThat(api.post("/api/auth/register", body(email, "caf\u00e9 au lait"))
                        .status())
                .isEqualTo(201);
        assertThat(api.post("/api/auth/login", body(email, "cafe\u0301 au lait"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void answers_an_unknown_address_and_a_wrong_password_alike() {
        String email = TestApi.email();
        register(email);
        String wrong = withoutId(api.post("/api/auth/login", body(email, "not this one")));
        String unknown = withoutId(api.post("/api/auth/login", body(TestApi.email(), "not this one")));
        String noPassword = TestApi.email();
        api.admin("/api/accounts", "{\"email\":\"" + noPassword + "\"}");
        assertThat(wrong).isEqualTo(unknown).contains("wrong_login");
        assertThat(withoutId(api.post("/api/auth/login", body(noPassword, "not this one"))))
                .isEqualTo(wrong);
    }

    private static String withoutId(Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        return answer.text().replaceAll("\"requestId\":\"[^\"]*\"", "");
    }

    @Test
    void a_refresh_token_is_good_once_and_its_second_use_ends_the_session() {
        Answer first = register(TestApi.email());
        Answer second = refresh(first.field("refreshToken"));
        assertThat(second.status()).isEqualTo(200);
        Answer third = refresh(second.field("refreshToken"));
        assertThat(third.status()).isEqualTo(200);
        assertThat(Stream.of(first, second, third)
                        .map(it -> it.field("refreshToken"))
                        .distinct())
                .hasSize(3);
        // As if more than the grace had passed.
        api.database.execute("UPDATE refresh_token SET used_at = used_at - interval '1 minute'");

        problem(refresh(first.field("refreshToken")), 401, "invalid_refresh_token");
        problem(refresh(third.field("refreshToken")), 401, "invalid_refresh_token");
        problem(api.get("/api/credits/balance", third.field("accessToken")), 401, "invalid_token");
    }

    @Test
    void two_tabs_that_refresh_at_once_get_the_same_next_token() throws Exception {
        Answer first = register(TestApi.email());
        List<Answer> answers = atOnce(8, () -> refresh(first.field("refreshToken")));
        assertThat(answers).allSatisfy(it -> assertThat(it.status()).isEqualTo(200));
        assertThat(answers.stream().map(it -> it.field("refreshToken")).collect(Collectors.toSet()))
                .hasSize(1);
        assertThat(refresh(answers.get(0).field("refreshToken")).status()).isEqualTo(200);
        // Its next token is used already: no other one is given, and nobody is thrown out.
        problem(refresh(first.field("refreshToken")), 401, "invalid_refresh_token");
        assertThat(api.get("/api/credits/balance", answers.get(0).field("accessToken"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_session_that_was_not_used_for_thirty_days_is_over() {
        Answer first = register(TestApi.email());
        assertThat(api.database.query(
                        "SELECT round(extract(epoch FROM expires_at - opened_at) / 86400) FROM login_session"
                                + " WHERE account_id = (SELECT id FROM account WHERE public_id = '"
                                + first.field("account") + "')"))
                .containsExactly("30");
        api.database.execute("UPDATE login_session SET expires_at = now() - interval '1 second' WHERE account_id ="
                + " (SELECT id FROM account WHERE public_id = '" + first.field("account") + "')");
        problem(refresh(first.field("refreshToken")), 401, "invalid_refresh_token");
    }

    @Test
    void a_logout_ends_the_session_at_once_and_no_other_one() {
        String email = TestApi.email();
        Answer one = register(email);
        Answer other = api.post("/api/auth/login", body(email, PASSWORD));
        assertThat(api.post("/api/auth/logout", token(one.field("refreshToken")))
                        .status())
                .isEqualTo(204);
        problem(refresh(one.field("refreshToken")), 401, "invalid_refresh_token");
        problem(api.get("/api/credits/balance", one.field("accessToken")), 401, "invalid_token");
        assertThat(refresh(other.field("refreshToken")).status()).isEqualTo(200);
        assertThat(api.post("/api/auth/logout", token("tg_refresh_nonsense")).status())
                .isEqualTo(204);
    }

    @Test
    void an_administrators_token_does_what_the_admin_key_does_until_the_role_is_taken() {
        Answer person = register(TestApi.email());
        Answer other = register(TestApi.email());
        String role = "/api/accounts/" + person.field("account") + "/role";
        String freeze = "/api/accounts/" + other.field("account") + "/freeze";
        String token = person.field("accessToken");
        problem(asPerson(freeze, token), 403, "admin_only");

        problem(put(role, "{\"role\":\"admin\"}"), 400, "invalid_field");
        problem(put(role, "{\"role\":\"root\",\"reason\":\"why not\"}"), 400, "invalid_field");
        assertThat(put(role, "{\"role\":\"admin\",\"reason\":\"runs the place\"}")
                        .field("role"))
                .isEqualTo("admin");
        assertThat(asPerson(freeze, token).status()).isEqualTo(200);

        put(role, "{\"role\":\"user\",\"reason\":\"left\"}");
        problem(asPerson(freeze, token), 403, "admin_only");
        assertThat(api.database.query("SELECT was || became || ' by ' || actor || ': ' || reason FROM audit"
                        + " WHERE action = 'account.role' ORDER BY seq"))
                .containsExactly(
                        "{\"role\":\"user\"}{\"role\":\"admin\"} by admin key: runs the place",
                        "{\"role\":\"admin\"}{\"role\":\"user\"} by admin key: left");
        assertThat(api.database.query(
                        "SELECT action FROM audit WHERE actor = '" + person.field("account") + "' ORDER BY seq"))
                .containsExactly("account.create", "account.freeze");
        problem(put("/api/accounts/acc_nobody/role", "{\"role\":\"user\",\"reason\":\"x\"}"), 404, "not_found");
    }

    private Answer asPerson(String path, String token) {
        return api.send(api.request(path)
                .header("authorization", "Bearer " + token)
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"reason\":\"test\"}")));
    }

    private Answer put(String path, String body) {
        return api.send(api.request(path)
                .header("x-admin-key", TestApi.ADMIN_KEY)
                .PUT(java.net.http.HttpRequest.BodyPublishers.ofString(body)));
    }
}
