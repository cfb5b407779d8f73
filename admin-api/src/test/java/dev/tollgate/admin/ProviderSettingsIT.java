package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.tollgate.admin.TestApi.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.mockwebserver.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Registrations as docs/login.md has them; and what of a log-in's secrets is left anywhere: nothing. */
final class ProviderSettingsIT extends ProviderLoginTest {

    @Override
    void addRegistrations(Map<String, Object> settings) {
        addProvider(settings, "linkedin");
        settings.put(
                PROVIDER + "linkedin.user-info-uri",
                server.userInfoUrl("linkedin").toString());
        settings.put(PROVIDER + "linkedin.user-name-attribute", "sub");
        addClient(settings, "found");
        settings.put(PROVIDER + "found.issuer-uri", server.issuerUrl("found").toString());
    }

    private Map<String, Object> verified(String email) {
        return Map.of("email", email, "email_verified", true);
    }

    private Answer tokens(String back) {
        Answer tokens = exchange(parameter(back, "code"), VERIFIER);
        assertThat(tokens.status()).as(tokens.text()).isEqualTo(200);
        return tokens;
    }

    @Test
    void linkedin_is_asked_who_it_is_for_as_documented() {
        String email = TestApi.email();
        says("linkedin", UUID.randomUUID().toString(), verified(email));
        heard();
        Answer tokens = tokens(logIn("linkedin"));
        assertThat(api.get("/api/me", tokens.field("accessToken")).field("email"))
                .isEqualTo(email);
        assertThat(heard()).anySatisfy(asked -> {
            assertThat(asked.getPath()).isEqualTo("/linkedin/userinfo");
            assertThat(asked.getHeader("authorization")).startsWith("Bearer ");
        });
    }

    @Test
    void a_provider_is_found_by_its_issuer_alone() {
        String email = TestApi.email();
        String subject = UUID.randomUUID().toString();
        says("found", subject, verified(email));
        Started started = start("found");
        assertThat(started.provider())
                .startsWith(server.authorizationEndpointUrl("found").toString())
                .contains("&nonce=");
        Answer tokens = tokens(logIn(started));
        assertThat(api.get("/api/me", tokens.field("accessToken")).field("email"))
                .isEqualTo(email);
        assertThat(api.database.query("SELECT issuer FROM identity WHERE subject = '" + subject + "'"))
                .containsExactly(server.issuerUrl("found").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"linkedin", "found"})
    void no_log_or_table_shows_the_secrets_of_a_log_in(String registration) {
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        List<Logger> loud = Stream.of("org.springframework.security", "dev.tollgate")
                .map(name -> (Logger) LoggerFactory.getLogger(name))
                .toList();
        root.addAppender(said);
        loud.forEach(logger -> logger.setLevel(Level.TRACE));
        try {
            List<String> secrets = forms(journey(registration));
            assertThat(said.list).isNotEmpty().allSatisfy(event -> assertThat(told(event))
                    .doesNotContain(secrets));
            assertThat(api.database.rows()).isNotEmpty().allSatisfy(row -> assertThat(row)
                    .doesNotContain(secrets));
        } finally {
            loud.forEach(logger -> logger.setLevel(null));
            root.detachAppender(said);
        }
    }

    /** Logs in, and tries what was good once again; what must be found nowhere. */
    private List<String> journey(String registration) {
        says(registration, UUID.randomUUID().toString(), verified(TestApi.email()));
        heard();
        Started started = start(registration);
        String callback = location(get(started.provider()));
        String back = location(get(callback, "cookie", started.cookie()));
        Answer tokens = tokens(back);
        get(callback, "cookie", started.cookie() + "x");
        exchange(parameter(back, "code"), VERIFIER);

        List<String> secrets = new ArrayList<>(List.of(
                VERIFIER,
                CLIENT_SECRET,
                started.cookie().substring(started.cookie().indexOf('=') + 1),
                parameter(callback, "code"),
                parameter(back, "code"),
                tokens.field("accessToken"),
                tokens.field("refreshToken")));
        secrets.addAll(ofTheProvider());
        assertThat(secrets).allSatisfy(secret -> assertThat(secret).hasSizeGreaterThan(10));
        return secrets;
    }

    /** The proof key that it was shown, where it was shown one, and the token that it gave for its own use. */
    private List<String> ofTheProvider() {
        List<String> secrets = new ArrayList<>();
        for (RecordedRequest asked : heard()) {
            String form = asked.getBody().readUtf8();
            if (form.contains("code_verifier=")) {
                secrets.add(parameter("?" + form, "code_verifier"));
            }
            if (String.valueOf(asked.getPath()).endsWith("/userinfo")) {
                secrets.add(String.valueOf(asked.getHeader("authorization")).substring("Bearer ".length()));
            }
        }
        assertThat(secrets).as("what the provider was shown").isNotEmpty();
        return secrets;
    }

    /** A secret as a log would have it, and as a table of bytes would. */
    private static List<String> forms(List<String> secrets) {
        return secrets.stream()
                .flatMap(secret -> Stream.of(secret, HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8))))
                .toList();
    }

    private static String told(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return event.getFormattedMessage() + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown));
    }

    /** What the provider was asked since this was called last. */
    private List<RecordedRequest> heard() {
        List<RecordedRequest> all = new ArrayList<>();
        try {
            while (true) {
                all.add(server.takeRequest(0, TimeUnit.MILLISECONDS));
            }
        } catch (RuntimeException noMore) { // So the library says that there is none.
            return all;
        }
    }
}
