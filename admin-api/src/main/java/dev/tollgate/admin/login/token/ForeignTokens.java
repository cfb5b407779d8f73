package dev.tollgate.admin.login.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/**
 * Access tokens of the issuers that are set. What a token says of itself only chooses among them: addresses, keys and
 * algorithms come from the settings and from the issuer.
 */
@Component
public final class ForeignTokens {

    /** Signatures only: with a shared secret, whoever can check a token can make one. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final int SKEW_SECONDS = 30;
    private static final int LONGEST_SUBJECT = 255;

    private record Trusted(LoginSettings.Issuer issuer, IssuerKeys keys) {}

    private final Map<String, Trusted> trusted;

    @Autowired
    ForeignTokens(LoginSettings settings) {
        this(settings, System::nanoTime);
    }

    ForeignTokens(LoginSettings settings, LongSupplier nanos) {
        // Follows no redirects, and takes at most 256 KiB.
        WebClient web = WebClient.create();
        this.trusted = settings.issuers().stream()
                .collect(Collectors.toUnmodifiableMap(
                        LoginSettings.Issuer::issuer,
                        issuer -> new Trusted(issuer, new IssuerKeys(issuer.issuer(), web, nanos))));
    }

    /** The claims of a token; empty unless one of the issuers signed it for us and it counts now. */
    public Mono<JWTClaimsSet> read(String text) {
        Optional<SignedJWT> token = parsed(text);
        Trusted by = token.map(ForeignTokens::issuer).map(trusted::get).orElse(null);
        if (token.isEmpty()
                || by == null
                || !ALGORITHMS.contains(token.get().getHeader().getAlgorithm())) {
            return Mono.empty();
        }
        String key = token.get().getHeader().getKeyID();
        return by.keys().with(key).flatMap(keys -> Mono.justOrEmpty(verified(token.get(), by.issuer(), keys)));
    }

    private static Optional<SignedJWT> parsed(String text) {
        try {
            return Optional.of(SignedJWT.parse(text));
        } catch (ParseException | IllegalArgumentException noToken) {
            return Optional.empty();
        }
    }

    /** As the token says; it is not believed yet. */
    private static String issuer(SignedJWT token) {
        try {
            return String.valueOf(token.getJWTClaimsSet().getIssuer());
        } catch (ParseException noClaims) {
            return "";
        }
    }

    private static Optional<JWTClaimsSet> verified(SignedJWT token, LoginSettings.Issuer issuer, JWKSet keys) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(keys)));
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                issuer.audience(),
                new JWTClaimsSet.Builder().issuer(issuer.issuer()).build(),
                Set.of("sub", "exp"));
        claims.setMaxClockSkew(SKEW_SECONDS);
        processor.setJWTClaimsSetVerifier(claims);
        try {
            return Optional.of(processor.process(token, null))
                    .filter(it -> !it.getSubject().isBlank() && it.getSubject().length() <= LONGEST_SUBJECT);
        } catch (BadJOSEException | JOSEException | IllegalArgumentException refused) {
            return Optional.empty();
        }
    }
}
