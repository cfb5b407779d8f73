package dev.tollgate.admin.login.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;

/** An issuer's keys, from a server that counts how often it is asked. */
final class IssuerKeysTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicLong now = new AtomicLong(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final TokenKeys keys = TokenKeys.generate();
    private volatile TokenKeys shown = keys;
    private HttpServer server = server();
    private String issuer = "";
    private volatile String told = "";

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @BeforeEach
    void start() {
        issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        told = "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + issuer + "/keys\"}";
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, told));
        server.createContext("/keys", exchange -> {
            asked.incrementAndGet();
            answer(exchange, new JWKSet(shown.signing().toPublicJWK()).toString());
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private IssuerKeys of(String name) {
        return new IssuerKeys(name, WebClient.create(), System::nanoTime);
    }

    @Test
    void asks_once_however_many_want_to_know_and_however_many_keys_are_made_up() {
        IssuerKeys known = of(issuer);
        Flux.range(0, 64).flatMap(i -> known.with(keys.signing().getKeyID())).blockLast(PATIENCE);
        Flux.range(0, 1000).flatMap(i -> known.with("made-up-" + i)).blockLast(PATIENCE);
        assertThat(asked.get()).isEqualTo(1);
        assertThat(Objects.requireNonNull(known.with("made-up").block(PATIENCE))
                        .getKeyByKeyId(keys.signing().getKeyID()))
                .isNotNull();
    }

    @Test
    void takes_a_new_key_half_a_minute_after_it_has_asked_and_then_no_more_the_one_before() {
        IssuerKeys known = new IssuerKeys(issuer, WebClient.create(), now::get);
        String before = keys.signing().getKeyID();
        assertThat(names(known, before)).containsExactly(before);
        shown = TokenKeys.generate();
        String after = shown.signing().getKeyID();
        now.addAndGet(Duration.ofSeconds(29).toNanos());
        assertThat(names(known, after)).containsExactly(before);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(names(known, after)).containsExactly(after);
        assertThat(names(known, before)).containsExactly(after);
        assertThat(asked.get()).isEqualTo(2);
    }

    @Test
    void tokens_of_a_key_that_was_taken_away_count_no_more_once_its_successor_is_known() throws JOSEException {
        LoginSettings settings =
                new LoginSettings("us", List.of(new LoginSettings.Issuer(issuer, "tollgate")), null, Set.of(), 1, 1);
        ForeignTokens tokens = new ForeignTokens(settings, now::get);
        String before = token(keys);
        assertThat(tokens.read(before).blockOptional(PATIENCE)).isPresent();

        shown = TokenKeys.generate();
        String after = token(shown);
        now.addAndGet(Duration.ofSeconds(29).toNanos());
        assertThat(tokens.read(after).blockOptional(PATIENCE)).isEmpty();
        assertThat(tokens.read(before).blockOptional(PATIENCE)).isPresent();
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(tokens.read(after).blockOptional(PATIENCE)).isPresent();
        assertThat(tokens.read(before).blockOptional(PATIENCE)).isEmpty();
    }

    private String token(TokenKeys by) throws JOSEException {
        ECKey key = by.signing();
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build();
        SignedJWT token = new SignedJWT(
                header,
                new JWTClaimsSet.Builder()
                        .issuer(issuer)
                        .audience("tollgate")
                        .subject("somebody")
                        .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))))
                        .build());
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    @Test
    void forgets_a_key_that_was_taken_away_although_nobody_shows_the_new_one() {
        IssuerKeys known = new IssuerKeys(issuer, WebClient.create(), now::get);
        String before = keys.signing().getKeyID();
        known.with(before).block(PATIENCE);
        shown = TokenKeys.generate();
        now.addAndGet(Duration.ofMinutes(15).toNanos());
        assertThat(names(known, before)).containsExactly(before);
        now.addAndGet(1);
        assertThat(names(known, before)).containsExactly(shown.signing().getKeyID());
    }

    private static List<String> names(IssuerKeys known, String name) {
        return Objects.requireNonNull(known.with(name).block(PATIENCE)).getKeys().stream()
                .map(JWK::getKeyID)
                .toList();
    }

    @Test
    void goes_on_with_what_it_knows_while_the_issuer_is_away() {
        IssuerKeys known = of(issuer);
        known.with(null).block(PATIENCE);
        server.stop(0);
        assertThat(known.with(keys.signing().getKeyID()).block(PATIENCE)).isNotNull();
    }

    @Test
    void says_that_the_issuer_is_away_when_nothing_is_known() {
        server.stop(0);
        IssuerKeys unknown = of(issuer);
        assertThatThrownBy(() -> unknown.with("any").block(PATIENCE)).isInstanceOf(IssuerAway.class);
        assertThatThrownBy(() -> unknown.with("any").block(PATIENCE)).isInstanceOf(IssuerAway.class);
    }

    @Test
    void says_that_the_issuer_is_away_when_it_cannot_be_asked_for_a_key_that_is_new() {
        IssuerKeys known = new IssuerKeys(issuer, WebClient.create(), now::get);
        known.with(null).block(PATIENCE);
        server.stop(0);
        assertThat(known.with("not asked again yet").block(PATIENCE)).isNotNull();
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThatThrownBy(() -> known.with("new").block(PATIENCE)).isInstanceOf(IssuerAway.class);
        assertThatThrownBy(() -> known.with("new").block(PATIENCE)).isInstanceOf(IssuerAway.class);
        assertThat(known.with(keys.signing().getKeyID()).block(PATIENCE)).isNotNull();
    }

    @Test
    void says_that_the_issuer_is_away_when_what_was_known_is_too_old() {
        IssuerKeys known = new IssuerKeys(issuer, WebClient.create(), now::get);
        known.with(null).block(PATIENCE);
        server.stop(0);
        now.addAndGet(Duration.ofHours(25).toNanos());
        String name = keys.signing().getKeyID();
        assertThatThrownBy(() -> known.with(name).block(PATIENCE)).isInstanceOf(IssuerAway.class);
        assertThatThrownBy(() -> known.with(name).block(PATIENCE)).isInstanceOf(IssuerAway.class);
    }

    @Test
    void believes_no_configuration_of_another_issuer_and_no_keys_over_an_open_line() {
        told = told.replace("\"issuer\":\"" + issuer, "\"issuer\":\"https://another.example");
        assertThatThrownBy(() -> of(issuer).with("any").block(PATIENCE)).isInstanceOf(IssuerAway.class);
        told = "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"http://169.254.169.254/keys\"}";
        assertThatThrownBy(() -> of(issuer).with("any").block(PATIENCE)).isInstanceOf(IssuerAway.class);
        assertThat(asked.get()).isZero();
    }
}
