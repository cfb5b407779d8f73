package dev.tollgate.admin.login.token;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.tollgate.ledger.login.Session;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Our access tokens, of 15 minutes. They count as long as their session does. */
@Component
public final class AccessTokens {

    public static final Duration LASTS = Duration.ofMinutes(15);

    private static final String SESSION = "sid";
    private static final String OPENED_AT = "auth_time";

    private final SignedClaims claims;
    private final String issuer;

    AccessTokens(TokenKeys keys, LoginSettings settings, InstantSource clock) {
        this.issuer = settings.issuer();
        this.claims = new SignedClaims(keys, new SignedClaims.Purpose("at+jwt", issuer, "tollgate-api", LASTS), clock);
    }

    /**
     * What one of them says.
     *
     * @param account its public id
     * @param openedAt when its person last proved who it is
     */
    public record Content(String account, UUID session, Instant openedAt) {}

    /** Which issuer our own tokens name. */
    public String issuer() {
        return issuer;
    }

    public String issue(Session session) {
        return claims.sign(new JWTClaimsSet.Builder()
                .subject(session.person().account().publicId())
                .claim(SESSION, session.id().toString())
                .claim(OPENED_AT, session.openedAt().getEpochSecond())
                .claim("role", session.person().admin() ? "admin" : "user"));
    }

    /** Empty unless it is one of ours that counts now. Its session is not looked up. */
    public Optional<Content> read(String token) {
        return claims.read(token).flatMap(AccessTokens::content);
    }

    private static Optional<Content> content(JWTClaimsSet claims) {
        try {
            Date opened = claims.getDateClaim(OPENED_AT);
            return Optional.of(new Content(
                    claims.getSubject(), UUID.fromString(claims.getStringClaim(SESSION)), opened.toInstant()));
        } catch (ParseException | IllegalArgumentException | NullPointerException incomplete) {
            return Optional.empty();
        }
    }
}
