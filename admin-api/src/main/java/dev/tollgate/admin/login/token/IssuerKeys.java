package dev.tollgate.admin.login.token;

import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The public keys of an issuer, found by OpenID Connect Discovery and remembered. They are fetched anew when they are old,
 * and when a token names a key that is not among them; however many tokens do, at most once in half a minute. While the
 * issuer cannot be reached the known ones count on, for a day.
 */
final class IssuerKeys {

    private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration FRESH = Duration.ofMinutes(15);
    private static final Duration BETWEEN = Duration.ofSeconds(30);
    private static final Duration BETWEEN_FAILURES = Duration.ofSeconds(3);
    private static final Duration USABLE = Duration.ofDays(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String issuer;
    private final WebClient web;
    private final LongSupplier nanos;

    /** What is known, and when it was asked for last. Guarded by this. */
    private @Nullable JWKSet known;

    private long fetchedAt;
    private long askedAt;

    /** Why nothing came when it was asked for last; null if something did. */
    private @Nullable Throwable failed;

    private @Nullable Mono<JWKSet> asking;

    IssuerKeys(String issuer, WebClient web, LongSupplier nanos) {
        this.issuer = issuer;
        this.web = web;
        this.nanos = nanos;
    }

    /**
     * The keys, with one of this name if the issuer has one. Fails with {@link IssuerAway} if none are known, or not this
     * one, and the issuer cannot be asked.
     */
    Mono<JWKSet> with(@Nullable String name) {
        return Mono.defer(() -> {
            Mono<JWKSet> next = nextIfNeeded(name);
            Mono<JWKSet> asked = next == null ? Mono.empty() : next.onErrorResume(failure -> Mono.empty());
            return asked.switchIfEmpty(Mono.fromSupplier(() -> known(name)));
        });
    }

    private synchronized JWKSet known(@Nullable String name) {
        JWKSet keys = current();
        if (keys == null || failed != null && name != null && keys.getKeyByKeyId(name) == null) {
            throw new IssuerAway(issuer, failed);
        }
        return keys;
    }

    private synchronized @Nullable JWKSet current() {
        return since(fetchedAt).compareTo(USABLE) < 0 ? known : null;
    }

    private Duration since(long moment) {
        return Duration.ofNanos(nanos.getAsLong() - moment);
    }

    /** The answer that is waited for, of all who want one at this moment; null if what is known must do. */
    private synchronized @Nullable Mono<JWKSet> nextIfNeeded(@Nullable String name) {
        JWKSet keys = known;
        boolean old = since(fetchedAt).compareTo(FRESH) > 0;
        if (keys != null && !old && (name == null || keys.getKeyByKeyId(name) != null)) {
            return null;
        }
        if (asking != null) {
            return asking;
        }
        boolean asked = askedAt != 0 && since(askedAt).compareTo(failed != null ? BETWEEN_FAILURES : BETWEEN) < 0;
        if (asked) {
            return null;
        }
        askedAt = nanos.getAsLong();
        asking = fetch().doOnSuccess(this::learned).doOnError(this::missed).cache();
        return asking;
    }

    private synchronized void learned(JWKSet keys) {
        known = keys;
        fetchedAt = nanos.getAsLong();
        failed = null;
        asking = null;
    }

    private synchronized void missed(Throwable failure) {
        log.warn("The keys of the issuer {} could not be read: {}", issuer, failure.toString());
        failed = failure;
        asking = null;
    }

    private Mono<JWKSet> fetch() {
        String discovery = issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration";
        return Mono.fromFuture(
                get(discovery)
                        .flatMap(text -> get(keysAddress(text)))
                        .map(IssuerKeys::parsed)
                        .timeout(PATIENCE)
                        .toFuture(),
                true);
    }

    private Mono<String> get(String address) {
        return web.get()
                .uri(URI.create(address))
                .accept(MediaType.APPLICATION_JSON)
                .retrieve()
                .bodyToMono(String.class)
                .switchIfEmpty(Mono.error(() -> new IllegalStateException(address + " answered nothing")));
    }

    private String keysAddress(String configuration) {
        try {
            JsonNode read = JSON.readTree(configuration);
            String keys = read.path("jwks_uri").asString("");
            if (!issuer.equals(read.path("issuer").asString(""))) {
                throw new IllegalStateException("its configuration is that of another issuer");
            }
            LoginSettings.requireSafe("jwks_uri", URI.create(keys));
            return keys;
        } catch (JacksonException unreadable) {
            throw new IllegalStateException("its configuration is no JSON", unreadable);
        }
    }

    private static JWKSet parsed(String text) {
        try {
            return JWKSet.parse(text).toPublicJWKSet();
        } catch (ParseException unreadable) {
            throw new IllegalStateException("its keys are no JSON Web Key Set", unreadable);
        }
    }
}
