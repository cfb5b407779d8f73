package dev.tollgate.admin.login;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.login.Logins;
import dev.tollgate.ledger.login.Person;
import java.util.Base64;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What a browser carries back from a log-in elsewhere, in an address that logs and histories keep: not tokens, but a code.
 * It is good once, for a minute, and only for the page that began the log-in: that one has told the SHA-256 of a text, its
 * challenge, and shows the text itself now (as RFC 7636 does it). So neither a code that is overheard nor one that an
 * attacker puts under somebody is of any use.
 */
@Component
public final class Codes {

    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");
    private static final int LONGEST = 200;

    private final Logins logins;
    private final Sessions sessions;

    Codes(Logins logins, Sessions sessions) {
        this.logins = logins;
        this.sessions = sessions;
    }

    /** Whether a text may be a challenge: 32 bytes in Base64 for URLs. */
    public static boolean isChallenge(String text) {
        return CHALLENGE.matcher(text).matches();
    }

    /** A new code for somebody who has just logged in elsewhere. */
    public Mono<String> give(Person person, String method, String challenge) {
        String code = Secrets.newCode();
        return logins.keepCode(
                        Secrets.hash(code),
                        person.account(),
                        method,
                        Base64.getUrlDecoder().decode(challenge))
                .thenReturn(code);
    }

    /** Begins a session with the fields {@code code} and {@code verifier}. */
    Mono<TokenPair> exchange(Fields fields) {
        String code = fields.text("code", LONGEST).orElse("");
        String verifier = fields.text("verifier", LONGEST).orElse("");
        Mono<Logins.Taken> taken =
                Secrets.isCode(code) && VERIFIER.matcher(verifier).matches()
                        ? logins.takeCode(Secrets.hash(code), Secrets.hash(verifier))
                        : Mono.empty();
        return taken.switchIfEmpty(Mono.error(() -> new Problem(
                        HttpStatus.UNAUTHORIZED,
                        "invalid_code",
                        "The code is not valid, or not any more, or was asked for by another page. Log in again.")))
                .flatMap(it -> sessions.open(it.person(), it.method()));
    }
}
