package dev.tollgate.admin;

import static dev.tollgate.admin.SelfServiceIT.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A browser's way to a provider of OpenID Connect and back. */
final class ProviderLoginIT extends ProviderLoginTest {

    private final ServerSocket silent = listening();

    /** Takes connections, and says nothing. */
    private static ServerSocket listening() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    void addRegistrations(Map<String, Object> settings) {
        for (String name : List.of("corp", "linkedin", "slow", "tls")) {
            addProvider(settings, name);
        }
        settings.put(REGISTRATION + "tls.redirect-uri", "https://gateway.example/login/oauth2/code/tls");
        settings.put(PROVIDER + "slow.token-uri", "http://127.0.0.1:" + silent.getLocalPort() + "/token");
    }

    @AfterAll
    void stopListening() throws IOException {
        silent.close();
    }

    @Test
    void ends_at_the_address_of_the_settings_with_a_code_that_is_good_for_tokens_once() {
        String email = TestApi.email();
        says("corp", UUID.randomUUID().toString(), Map.of("email", email, "email_verified", true));
        String back = logIn("corp");

        assertThat(back).startsWith(RETURN_URL + "&code=tg_code_");
        Answer tokens = exchange(parameter(back, "code"), VERIFIER);
        assertThat(tokens.status()).as(tokens.text()).isEqualTo(200);
        assertThat(api.get("/api/me", tokens.field("accessToken")).field("email"))
                .isEqualTo(email);
        problem(exchange(parameter(back, "code"), VERIFIER), 401, "invalid_code");
    }

    @Test
    void counts_who_has_invited_a_newcomer() {
        String inviter = api.customer("free").key();
        String code = api.get("/api/me/referral", inviter).field("code");
        says("corp", UUID.randomUUID().toString(), Map.of("email", TestApi.email(), "email_verified", true));
        String back = logIn(start("corp", "&referral=" + code));

        assertThat(back).startsWith(RETURN_URL + "&").contains("code=tg_code_").doesNotContain("referral");
        String token = exchange(parameter(back, "code"), VERIFIER).field("accessToken");
        assertThat(api.get("/api/credits/balance", token).field("available")).isEqualTo("13");
        assertThat(api.get("/api/me/referral", inviter).json().path("accounts").asInt())
                .isEqualTo(1);
    }

    @Test
    void lets_people_in_whose_invitation_does_not_count_and_says_so() {
        String code = api.get("/api/me/referral", api.customer("free").key()).field("code");
        for (Map<String, Object> claims : List.of(
                Map.<String, Object>of("email", TestApi.email(), "email_verified", true),
                Map.<String, Object>of("email", TestApi.email()))) {
            says("corp", UUID.randomUUID().toString(), claims);
            boolean verified = claims.containsKey("email_verified");
            String back = logIn(start("corp", "&referral=" + (verified ? "%00%3Cb%3E" + "x".repeat(500) : code)));
            assertThat(parameter(back, "referral")).isEqualTo("unknown");
            String token = exchange(parameter(back, "code"), VERIFIER).field("accessToken");
            assertThat(api.get("/api/credits/balance", token).field("available"))
                    .isEqualTo("10");
        }
    }

    @Test
    void what_is_answered_runs_nothing_in_a_browser() {
        HttpResponse<String> answer = get(api.url() + "/api/me");
        assertThat(answer.headers().firstValue("content-security-policy"))
                .contains("default-src 'none'; frame-ancestors 'none'");
        assertThat(answer.headers().firstValue("x-frame-options")).contains("DENY");
        assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
    }

    @Test
    void gives_nothing_for_a_code_to_whoever_did_not_begin_the_log_in() {
        says("corp", UUID.randomUUID().toString(), Map.of());
        String code = parameter(logIn("corp"), "code");
        problem(exchange(code, VERIFIER.replace('a', 'b')), 401, "invalid_code");
        problem(exchange(code, VERIFIER), 401, "invalid_code");
    }

    @Test
    void ends_as_failed_when_the_provider_does_not_answer() {
        assertThat(logIn("slow")).isEqualTo(RETURN_URL + "&error=failed");
    }

    @Test
    void ties_the_way_back_to_the_browser_that_went_there() {
        Started victim = start("corp");
        String callback = location(get(start("corp").provider()));
        assertThat(location(get(callback))).isEqualTo(RETURN_URL + "&error=failed");
        assertThat(location(get(callback, "cookie", victim.cookie()))).isEqualTo(RETURN_URL + "&error=failed");
        assertThat(victim.setCookie())
                .containsIgnoringCase("; HttpOnly")
                .contains("SameSite=Lax", "Path=/login/oauth2/", "Max-Age=600");
        String[] parts = victim.cookie().split("\\.");
        assertThat(location(get(callback, "cookie", parts[0] + "." + parts[1] + ".AAAA")))
                .isEqualTo(RETURN_URL + "&error=failed");
    }

    @Test
    void sends_the_cookie_of_a_log_in_over_https_over_nothing_else() {
        assertThat(start("tls").setCookie()).contains("; Secure");
        assertThat(start("corp").setCookie()).doesNotContain("; Secure");
    }

    @Test
    void sends_a_proof_key_and_a_nonce_but_not_to_linkedin_which_cannot_deal_with_them() {
        assertThat(start("corp").provider())
                .contains("&nonce=", "&code_challenge=", "&code_challenge_method=S256", "&state=");
        assertThat(start("linkedin").provider()).contains("&state=").doesNotContain("nonce=", "code_challenge");
        says("linkedin", UUID.randomUUID().toString(), Map.of("email_verified", "true", "email", TestApi.email()));
        assertThat(logIn("linkedin")).contains("&code=");
    }

    @Test
    void finds_the_same_account_again_and_takes_over_nobodys() {
        String subject = UUID.randomUUID().toString();
        says("corp", subject, Map.of());
        String first = exchange(parameter(logIn("corp"), "code"), VERIFIER).field("account");
        says("corp", subject, Map.of());
        assertThat(exchange(parameter(logIn("corp"), "code"), VERIFIER).field("account"))
                .isEqualTo(first)
                .startsWith("acc_");

        String taken = TestApi.email();
        api.post("/api/auth/register", "{\"email\":\"" + taken + "\",\"password\":\"a river of glass\"}");
        says("corp", UUID.randomUUID().toString(), Map.of("email", taken, "email_verified", true));
        assertThat(logIn("corp")).isEqualTo(RETURN_URL + "&error=email_taken");
    }

    @Test
    void goes_nowhere_else_whatever_the_request_says() {
        for (String more : List.of("&redirect_uri=https://evil.example", "&return_url=https://evil.example")) {
            String provider = location(get(api.url() + "/oauth2/authorization/corp?challenge=" + challenge() + more));
            assertThat(parameter(provider, "redirect_uri")).isEqualTo(api.url() + "/login/oauth2/code/corp");
        }
        assertThat(location(get(api.url() + "/login/oauth2/code/corp?code=x&state=y&redirect=https://evil.example")))
                .isEqualTo(RETURN_URL + "&error=failed");
        assertThat(location(get(api.url() + "/login/oauth2/code/corp"))).isEqualTo(RETURN_URL + "&error=failed");
    }

    @Test
    void wants_a_challenge_and_a_provider_that_is_set() {
        assertThat(get(api.url() + "/oauth2/authorization/corp").statusCode()).isEqualTo(400);
        assertThat(get(api.url() + "/oauth2/authorization/corp?challenge=short").body())
                .contains("challenge");
        assertThat(get(api.url() + "/oauth2/authorization/nobody?challenge=" + challenge())
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void leaves_no_session_here() {
        assertThat(start("corp").setCookie()).doesNotContain("SESSION");
        assertThat(get(api.url() + "/oauth2/authorization/corp?challenge=" + challenge())
                        .headers()
                        .allValues("set-cookie")
                        .stream()
                        .map(cookie -> cookie.split("=")[0])
                        .collect(Collectors.toList()))
                .containsExactly("tollgate_login");
    }
}
