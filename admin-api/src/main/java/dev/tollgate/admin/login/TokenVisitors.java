package dev.tollgate.admin.login;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.tollgate.admin.login.token.AccessTokens;
import dev.tollgate.admin.login.token.ForeignTokens;
import dev.tollgate.admin.login.token.IssuerAway;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.Visitor;
import dev.tollgate.admin.problem.Visitors;
import dev.tollgate.ledger.account.EmailTaken;
import dev.tollgate.ledger.login.People;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Whom our own access tokens speak for, and those of the issuers that are set. */
@Component
final class TokenVisitors implements Visitors {

    private final AccessTokens own;
    private final ForeignTokens foreign;
    private final People people;
    private final Newcomers newcomers;

    TokenVisitors(AccessTokens own, ForeignTokens foreign, People people, Newcomers newcomers) {
        this.own = own;
        this.foreign = foreign;
        this.people = people;
        this.newcomers = newcomers;
    }

    @Override
    public Mono<Visitor> visitor(String token) {
        Optional<AccessTokens.Content> content = own.read(token);
        Mono<Visitor> visitor = content.isPresent() ? ours(content.get()) : theirs(token);
        return visitor.switchIfEmpty(Mono.error(Problem::badToken))
                .onErrorMap(EmailTaken.class, TokenVisitors::taken)
                .onErrorMap(IssuerAway.class, TokenVisitors::away);
    }

    /** What the database says counts, not the token: the role is as of now, and a session that was ended is over. */
    private Mono<Visitor> ours(AccessTokens.Content content) {
        return people.inSession(content.account(), content.session())
                .map(person -> new Visitor(person.account(), person.admin(), content.openedAt()));
    }

    private Mono<Visitor> theirs(String token) {
        return foreign.read(token).flatMap(claims -> newcomers
                .of(claims)
                .map(person -> new Visitor(person.account(), person.admin(), provenAt(claims))));
    }

    private static @Nullable Instant provenAt(JWTClaimsSet claims) {
        return claims.getClaim("auth_time") instanceof Number seconds
                ? Instant.ofEpochSecond(seconds.longValue())
                : null;
    }

    private static Problem taken(EmailTaken taken) {
        return new Problem(
                HttpStatus.CONFLICT,
                "email_taken",
                "Your e-mail address has an account with another way to log in. Use that one.");
    }

    private static Problem away(IssuerAway away) {
        return new Problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "issuer_unavailable",
                "The issuer of your token does not answer at the moment. Send the same request again.");
    }
}
