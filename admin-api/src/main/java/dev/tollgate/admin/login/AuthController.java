package dev.tollgate.admin.login;

import dev.tollgate.admin.account.NewAccount;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.reward.Invitations;
import dev.tollgate.ledger.account.EmailTaken;
import dev.tollgate.ledger.login.Person;
import java.time.ZoneId;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /api/auth/register, /login, /exchange, /refresh} and {@code /logout}. */
@RestController
class AuthController {

    private static final int LONGEST_TOKEN = 200;
    private static final String BY_PASSWORD = "password";

    private final Newcomers newcomers;
    private final Passwords passwords;
    private final PasswordRules rules;
    private final PasswordCheck check;
    private final Codes codes;
    private final Sessions sessions;
    private final Attempts attempts;
    private final Invitations invitations;

    AuthController(
            Newcomers newcomers,
            Passwords passwords,
            PasswordRules rules,
            PasswordCheck check,
            Codes codes,
            Sessions sessions,
            Attempts attempts,
            Invitations invitations) {
        this.newcomers = newcomers;
        this.passwords = passwords;
        this.rules = rules;
        this.check = check;
        this.codes = codes;
        this.sessions = sessions;
        this.attempts = attempts;
        this.invitations = invitations;
    }

    @PostMapping("/api/auth/register")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<TokenPair> register(ServerHttpRequest request) {
        return Fields.from(request, "email", "password", "timeZone", "referral").flatMap(fields -> {
            String email = NewAccount.email(fields);
            String password = rules.chosen(fields, email);
            ZoneId zone = NewAccount.zone(fields);
            return attempts.registering(request)
                    .then(Mono.defer(() -> passwords.hash(password)))
                    .delayUntil(hash -> invitations.note(email, fields))
                    .flatMap(hash -> newcomers.register(email, hash, zone, request))
                    .onErrorMap(EmailTaken.class, taken -> NewAccount.taken(email))
                    .flatMap(account -> sessions.open(new Person(account, false), BY_PASSWORD));
        });
    }

    @PostMapping("/api/auth/login")
    Mono<TokenPair> login(ServerHttpRequest request) {
        return Fields.from(request, "email", "password")
                .flatMap(fields -> check.person(NewAccount.email(fields), PasswordRules.shown(fields), request)
                        .flatMap(person -> sessions.open(person, BY_PASSWORD)));
    }

    @PostMapping("/api/auth/exchange")
    Mono<TokenPair> exchange(ServerHttpRequest request) {
        return Fields.from(request, "code", "verifier").flatMap(codes::exchange);
    }

    @PostMapping("/api/auth/refresh")
    Mono<TokenPair> refresh(ServerHttpRequest request) {
        return Fields.from(request, "refreshToken").flatMap(fields -> sessions.refresh(token(fields)));
    }

    @PostMapping("/api/auth/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> logout(ServerHttpRequest request) {
        return Fields.from(request, "refreshToken").flatMap(fields -> sessions.end(token(fields)));
    }

    private static String token(Fields fields) {
        return fields.text("refreshToken", LONGEST_TOKEN).orElse("");
    }
}
