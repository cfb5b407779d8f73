package dev.tollgate.admin;

import static dev.tollgate.admin.SelfServiceIT.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.tollgate.admin.TestApi.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Access tokens of another issuer, which a real server of OpenID Connect signs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OtherIssuersIT {

    private final MockOAuth2Server server = new MockOAuth2Server();
    private TestApi api;
    private String issuer = "";

    @BeforeAll
    void start() {
        server.start();
        issuer = server.issuerUrl("corp").toString();
        api = TestApi.start(
                Map.of("tollgate.login.issuers[0].issuer", issuer, "tollgate.login.issuers[0].audience", "tollgate"));
    }

    @AfterAll
    void stop() {
        api.close();
        server.shutdown();
    }

    private String token(String subject, Map<String, Object> claims) {
        return server.issueToken("corp", subject, "tollgate", claims).serialize();
    }

    private Answer me(String token) {
        return api.get("/api/me", token);
    }

    private static Map<String, Object> email(String email, Object verified) {
        return Map.of("email", email, "email_verified", verified);
    }

    @Test
    void make_an_account_with_the_first_plans_credits_at_first_sight_and_find_it_again() {
        String subject = UUID.randomUUID().toString();
        String email = TestApi.email();
        Answer first = me(token(subject, email(email, true)));
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(first.field("email")).isEqualTo(email);
        assertThat(first.json().path("balance").path("available").asString()).isEqualTo("10");
        assertThat(me(token(subject, Map.of())).field("account")).isEqualTo(first.field("account"));
    }

    @Test
    void make_one_account_when_many_come_at_once() {
        String token = token(UUID.randomUUID().toString(), email(TestApi.email(), true));
        assertThat(IntStream.range(0, 8)
                        .parallel()
                        .mapToObj(i -> me(token).field("account"))
                        .collect(Collectors.toSet()))
                .hasSize(1)
                .allSatisfy(account -> assertThat(account).startsWith("acc_"));
    }

    @Test
    void bring_an_address_only_if_it_is_verified() {
        String email = TestApi.email();
        assertThat(me(token("unverified", email(email, false))).field("email")).endsWith("@no-address.invalid");
        assertThat(me(token("unsaid", Map.of("email", email))).field("email")).endsWith("@no-address.invalid");
        assertThat(me(token("verified", email(email, "true"))).field("email")).isEqualTo(email);
    }

    @Test
    void take_over_nobodys_account_but_one_that_an_administrator_opened_for_the_address() {
        String taken = TestApi.email();
        api.post("/api/auth/register", "{\"email\":\"" + taken + "\",\"password\":\"a river of glass\"}");
        problem(me(token("thief", email(taken, true))), 409, "email_taken");

        String opened = TestApi.email();
        String account =
                api.admin("/api/accounts", "{\"email\":\"" + opened + "\"}").field("account");
        assertThat(me(token("invited", email(opened, true))).field("account")).isEqualTo(account);
        problem(me(token("late", email(opened, true))), 409, "email_taken");
    }

    @Test
    void count_for_nothing_for_another_audience_or_from_another_issuer() {
        String elsewhere =
                server.issueToken("corp", "someone", "another-api", Map.of()).serialize();
        Answer refused = me(elsewhere);
        problem(refused, 401, "invalid_token");
        assertThat(challenge(elsewhere)).isEqualTo("Bearer error=\"invalid_token\"");
        problem(me(server.issueToken("evil", "someone", "tollgate", Map.of()).serialize()), 401, "invalid_token");
        problem(
                me(server.issueToken("evil", "someone", "tollgate", Map.of("iss", issuer))
                        .serialize()),
                401,
                "invalid_token");
        problem(
                me(server.issueToken("corp", "someone", "tollgate", Map.of(), -60)
                        .serialize()),
                401,
                "invalid_token");
    }

    @Test
    void count_for_nothing_before_their_time() {
        long now = System.currentTimeMillis() / 1000;
        String subject = UUID.randomUUID().toString();
        problem(me(token(subject, Map.of("nbf", now + 600))), 401, "invalid_token");
        assertThat(me(token(subject, Map.of("nbf", now - 600))).status()).isEqualTo(200);
    }

    private String challenge(String token) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(api.url() + "/api/me"))
                                    .header("authorization", "Bearer " + token)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .headers()
                    .firstValue("www-authenticate")
                    .orElse("");
        } catch (java.io.IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void count_for_nothing_without_a_signature_or_with_the_public_key_as_a_secret() throws Exception {
        SignedJWT good = SignedJWT.parse(token("victim", Map.of()));
        JWTClaimsSet claims = good.getJWTClaimsSet();
        problem(me(new PlainJWT(claims).serialize()), 401, "invalid_token");
        problem(me(secret(good, claims, publicKeys())), 401, "invalid_token");

        String[] parts = good.serialize().split("\\.");
        problem(me(parts[0] + "." + parts[1] + "."), 401, "invalid_token");
        JWTClaimsSet other =
                new JWTClaimsSet.Builder(claims).subject("somebody-else").build();
        problem(me(parts[0] + "." + base64(other) + "." + parts[2]), 401, "invalid_token");
    }

    private byte[] publicKeys() throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.jwksUrl("corp").uri()).build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    private static String secret(SignedJWT good, JWTClaimsSet claims, byte[] key) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID(good.getHeader().getKeyID())
                        .build(),
                claims);
        token.sign(new MACSigner(key));
        return token.serialize();
    }

    private static String base64(JWTClaimsSet claims) {
        return java.util.Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.toString().getBytes(StandardCharsets.UTF_8));
    }
}
