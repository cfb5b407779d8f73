package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.springframework.web.util.UriComponentsBuilder;

/** The module beside a provider of OpenID Connect, and a browser that goes there and back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProviderLoginTest {

    static final String RETURN_URL = "https://console.example/back?from=login";
    static final String VERIFIER = "a-text-that-the-page-keeps-until-it-has-its-tokens";
    static final String CLIENT_SECRET = "client-secret-of-the-console";

    static final String REGISTRATION = "spring.security.oauth2.client.registration.";
    static final String PROVIDER = "spring.security.oauth2.client.provider.";

    final MockOAuth2Server server = new MockOAuth2Server();
    private final HttpClient browser = HttpClient.newHttpClient();
    TestApi api;

    @BeforeAll
    void start() {
        server.start();
        Map<String, Object> all = new HashMap<>(Map.of("tollgate.login.return-url", RETURN_URL));
        addRegistrations(all);
        api = TestApi.start(all);
    }

    @AfterAll
    void stop() throws IOException {
        api.close();
        server.shutdown();
    }

    abstract void addRegistrations(Map<String, Object> settings);

    static void addClient(Map<String, Object> settings, String name) {
        String registration = REGISTRATION + name;
        settings.put(registration + ".client-id", "tollgate-console");
        settings.put(registration + ".client-secret", CLIENT_SECRET);
        settings.put(registration + ".client-authentication-method", "client_secret_post");
        settings.put(registration + ".authorization-grant-type", "authorization_code");
        settings.put(registration + ".redirect-uri", "{baseUrl}/login/oauth2/code/{registrationId}");
        settings.put(registration + ".scope", "openid,profile,email");
    }

    /** With the addresses of its provider one by one. */
    void addProvider(Map<String, Object> settings, String name) {
        addClient(settings, name);
        settings.put(
                PROVIDER + name + ".authorization-uri",
                server.authorizationEndpointUrl(name).toString());
        settings.put(
                PROVIDER + name + ".token-uri", server.tokenEndpointUrl(name).toString());
        settings.put(PROVIDER + name + ".jwk-set-uri", server.jwksUrl(name).toString());
    }

    HttpResponse<String> get(String address, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(address, failure);
        }
    }

    static String challenge() {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        return answer.headers().firstValue("location").orElseThrow();
    }

    static String parameter(String address, String name) {
        return String.valueOf(UriComponentsBuilder.fromUriString(address)
                .build()
                .getQueryParams()
                .getFirst(name));
    }

    /** The gateway has sent the browser to the provider: where to, and with which cookie. */
    record Started(String provider, String cookie, String setCookie) {}

    Started start(String registration) {
        return start(registration, "");
    }

    Started start(String registration, String more) {
        HttpResponse<String> start =
                get(api.url() + "/oauth2/authorization/" + registration + "?challenge=" + challenge() + more);
        String setCookie = start.headers().firstValue("set-cookie").orElseThrow();
        HttpCookie cookie = HttpCookie.parse(setCookie).get(0);
        return new Started(location(start), cookie.getName() + "=" + cookie.getValue(), setCookie);
    }

    void says(String issuer, String subject, Map<String, Object> claims) {
        server.enqueueCallback(
                new DefaultOAuth2TokenCallback(issuer, subject, "JWT", List.of("tollgate-console"), claims));
    }

    Answer exchange(String code, String verifier) {
        return api.post("/api/auth/exchange", "{\"code\":\"" + code + "\",\"verifier\":\"" + verifier + "\"}");
    }

    String logIn(String registration) {
        return logIn(start(registration));
    }

    String logIn(Started started) {
        String callback = location(get(started.provider()));
        return location(get(callback, "cookie", started.cookie()));
    }
}
