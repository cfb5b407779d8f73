package dev.tollgate.admin.login.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Claims that this gateway has signed for one purpose, as JSON Web Tokens. Each purpose has a type of its own, so that none
 * is taken for another. One algorithm only, which the token has no say in: ES256.
 */
public final class SignedClaims {

    private static final Duration SKEW = Duration.ofSeconds(30);

    private final TokenKeys keys;
    private final JOSEObjectType type;
    private final String issuer;
    private final String audience;
    private final Duration lasts;
    private final InstantSource clock;

    /** Claims that last for a time, by a clock. */
    public SignedClaims(TokenKeys keys, Purpose purpose, InstantSource clock) {
        this.keys = keys;
        this.type = new JOSEObjectType(purpose.type());
        this.issuer = purpose.issuer();
        this.audience = purpose.audience();
        this.lasts = purpose.lasts();
        this.clock = clock;
    }

    /**
     * What claims are for.
     *
     * @param type the token's header {@code typ}
     * @param lasts from issue to expiry
     */
    public record Purpose(String type, String issuer, String audience, Duration lasts) {}

    /** Adds issuer, audience, times and id, and signs. */
    public String sign(JWTClaimsSet.Builder claims) {
        Instant now = clock.instant();
        JWTClaimsSet all = claims.issuer(issuer)
                .audience(audience)
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lasts)))
                .jwtID(UUID.randomUUID().toString())
                .build();
        ECKey key = keys.signing();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID(key.getKeyID())
                        .type(type)
                        .build(),
                all);
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException("the key was tried at the start", impossible);
        }
        return token.serialize();
    }

    /** The claims of a token; empty unless it is one of this purpose that counts now. */
    public Optional<JWTClaimsSet> read(String text) {
        try {
            SignedJWT token = SignedJWT.parse(text);
            JWSHeader header = token.getHeader();
            Optional<ECKey> key = header.getKeyID() == null ? Optional.empty() : keys.believed(header.getKeyID());
            if (key.isEmpty()
                    || !JWSAlgorithm.ES256.equals(header.getAlgorithm())
                    || !type.equals(header.getType())
                    || !token.verify(new ECDSAVerifier(key.get()))) {
                return Optional.empty();
            }
            return Optional.of(token.getJWTClaimsSet()).filter(this::counts);
        } catch (ParseException | JOSEException | IllegalArgumentException noToken) {
            return Optional.empty();
        }
    }

    private boolean counts(JWTClaimsSet claims) {
        Instant now = clock.instant();
        return issuer.equals(claims.getIssuer())
                && List.of(audience).equals(claims.getAudience())
                && claims.getJWTID() != null
                && claims.getNotBeforeTime() != null
                && !claims.getNotBeforeTime().toInstant().isAfter(now.plus(SKEW))
                && claims.getExpirationTime() != null
                && claims.getExpirationTime().toInstant().plus(SKEW).isAfter(now);
    }
}
