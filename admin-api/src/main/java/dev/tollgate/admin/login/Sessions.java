package dev.tollgate.admin.login;

import dev.tollgate.admin.login.token.AccessTokens;
import dev.tollgate.admin.login.token.TokenKeys;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.login.Logins;
import dev.tollgate.ledger.login.Person;
import dev.tollgate.ledger.login.Refreshed;
import dev.tollgate.ledger.login.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Begins, renews and ends sessions. */
@Component
class Sessions {

    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    private final Logins logins;
    private final AccessTokens tokens;
    private final TokenKeys keys;

    Sessions(Logins logins, AccessTokens tokens, TokenKeys keys) {
        this.logins = logins;
        this.tokens = tokens;
        this.keys = keys;
    }

    /** @param method how the person proved who it is: {@code password}, or the issuer */
    Mono<TokenPair> open(Person person, String method) {
        String refresh = Secrets.newRefreshToken();
        return logins.open(person, method, Secrets.hash(refresh))
                .map(session -> pair(session, refresh))
                .switchIfEmpty(Mono.error(Sessions::refused));
    }

    Mono<TokenPair> refresh(String token) {
        if (!Secrets.isRefreshToken(token)) {
            return Mono.error(refused());
        }
        String next = Secrets.next(token, keys);
        return logins.refresh(Secrets.hash(token), Secrets.hash(next)).map(answer -> {
            if (answer.status() == Refreshed.Status.REUSED) {
                log.warn("A refresh token was used twice; its session is ended");
            }
            return answer.session().map(session -> pair(session, next)).orElseThrow(Sessions::refused);
        });
    }

    /** Also for a token that is no good: whoever wants to be out is out. */
    Mono<Void> end(String token) {
        return Secrets.isRefreshToken(token) ? logins.end(Secrets.hash(token)) : Mono.empty();
    }

    private TokenPair pair(Session session, String refresh) {
        return new TokenPair(
                session.person().account().publicId(),
                "Bearer",
                tokens.issue(session),
                AccessTokens.LASTS.toSeconds(),
                refresh);
    }

    private static Problem refused() {
        return new Problem(
                HttpStatus.UNAUTHORIZED,
                "invalid_refresh_token",
                "The refresh token is not valid, or not any more. Log in again.");
    }
}
