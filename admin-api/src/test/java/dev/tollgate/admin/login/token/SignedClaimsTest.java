package dev.tollgate.admin.login.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;

/** What is taken for a token of ours, and what is not. */
final class SignedClaimsTest {

    private static final SignedClaims.Purpose PURPOSE =
            new SignedClaims.Purpose("at+jwt", "tollgate", "tollgate-api", Duration.ofMinutes(15));

    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final TokenKeys keys = TokenKeys.generate();
    private final SignedClaims claims = new SignedClaims(keys, PURPOSE, () -> now);

    private static JWTClaimsSet.Builder subject() {
        return new JWTClaimsSet.Builder().subject("acc_1");
    }

    /** Claims as ours, but for what is changed. */
    private JWTClaimsSet.Builder ours() {
        return subject()
                .issuer("tollgate")
                .audience("tollgate-api")
                .jwtID("1")
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)));
    }

    private JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(keys.signing().getKeyID());
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, ECKey key) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    @Test
    void takes_its_own_and_what_is_made_by_hand_like_them() throws JOSEException {
        assertThat(claims.read(claims.sign(subject())).orElseThrow().getSubject())
                .isEqualTo("acc_1");
        assertThat(claims.read(signed(header().build(), ours().build(), keys.signing())))
                .isPresent();
    }

    @Test
    void refuses_a_token_without_a_signature() {
        assertThat(claims.read(new PlainJWT(ours().build()).serialize())).isEmpty();
        String[] parts = claims.sign(subject()).split("\\.");
        assertThat(claims.read(parts[0] + "." + parts[1] + ".")).isEmpty();
        assertThat(claims.read("eyJhbGciOiJub25lIn0." + parts[1] + "." + parts[2]))
                .isEmpty();
    }

    @Test
    void refuses_the_public_key_as_a_shared_secret() throws JOSEException {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(keys.signing().getKeyID())
                .build();
        for (byte[] secret : new byte[][] {
            keys.signing().toECPublicKey().getEncoded(),
            keys.signing().toPublicJWK().toJSONString().getBytes(java.nio.charset.StandardCharsets.UTF_8)
        }) {
            SignedJWT token = new SignedJWT(header, ours().build());
            token.sign(new MACSigner(secret));
            assertThat(claims.read(token.serialize())).isEmpty();
        }
    }

    @Test
    void refuses_another_key_under_the_name_of_ours_or_under_a_path() throws JOSEException {
        ECKey other = TokenKeys.generate().signing();
        assertThat(claims.read(signed(header().build(), ours().build(), other))).isEmpty();
        for (String name : new String[] {"../../etc/passwd", "https://evil.example/keys", "' OR 1=1", ""}) {
            assertThat(claims.read(signed(header().keyID(name).build(), ours().build(), other)))
                    .as(name)
                    .isEmpty();
        }
        assertThat(claims.read(signed(header().jwk(other.toPublicJWK()).build(), ours().build(), other)))
                .isEmpty();
    }

    @Test
    void refuses_a_token_for_another_purpose() throws JOSEException {
        assertThat(claims.read(signed(header().type(JOSEObjectType.JWT).build(), ours().build(), keys.signing())))
                .isEmpty();
        SignedClaims cookies = new SignedClaims(
                keys,
                new SignedClaims.Purpose("login-state+jwt", "tollgate", "tollgate-api", Duration.ofHours(1)),
                () -> now);
        assertThat(claims.read(cookies.sign(subject()))).isEmpty();
        assertThat(claims.read(
                        signed(header().build(), ours().audience("another").build(), keys.signing())))
                .isEmpty();
        assertThat(claims.read(signed(header().build(), ours().issuer("another").build(), keys.signing())))
                .isEmpty();
    }

    @Test
    void refuses_one_that_is_over_or_has_not_begun_or_does_not_say() throws JOSEException {
        String token = claims.sign(subject());
        now = now.plus(Duration.ofMinutes(15)).plusSeconds(29);
        assertThat(claims.read(token)).isPresent();
        now = now.plusSeconds(1);
        assertThat(claims.read(token)).isEmpty();
        now = now.minus(Duration.ofMinutes(16)).minusSeconds(1);
        assertThat(claims.read(token)).isEmpty();

        for (JWTClaimsSet incomplete : new JWTClaimsSet[] {
            ours().expirationTime(null).build(),
            ours().notBeforeTime(null).build(),
            ours().jwtID(null).build()
        }) {
            assertThat(claims.read(signed(header().build(), incomplete, keys.signing())))
                    .isEmpty();
        }
    }

    @Test
    void refuses_what_is_no_token() {
        for (String text : new String[] {"", "eyJ.", "eyJhbGciOiJFUzI1NiJ9", "a.b.c", "eyJ.eyJ.eyJ", "🙂.🙂.🙂"}) {
            assertThat(claims.read(text)).as(text).isEmpty();
        }
    }

    @Test
    void believes_an_old_key_behind_a_new_one_and_signs_with_the_new_one() {
        TokenKeys changed = TokenKeys.of("{\"keys\":[" + inner(TokenKeys.generate()) + "," + inner(keys) + "]}");
        SignedClaims after = new SignedClaims(changed, PURPOSE, () -> now);
        assertThat(after.read(claims.sign(subject()))).isPresent();
        assertThat(claims.read(after.sign(subject()))).isEmpty();
        assertThat(changed.toString()).doesNotContain("\"d\"");
    }

    private static String inner(TokenKeys keys) {
        return keys.privateText().replaceFirst("^\\{\"keys\":\\[", "").replaceFirst("]}$", "");
    }

    @Test
    void reads_no_keys_that_are_none_and_does_not_repeat_them() {
        for (String text : new String[] {
            "",
            "secret",
            "{\"keys\":[]}",
            "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}",
            keys.privateText().replaceFirst("\"d\":\"[^\"]*\",?", "")
        }) {
            assertThatThrownBy(() -> TokenKeys.of(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("secret")
                    .hasMessageNotContaining("c2VjcmV0");
        }
    }
}
