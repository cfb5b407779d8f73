package dev.tollgate.admin.login;

import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.login.People;
import dev.tollgate.ledger.login.Person;
import dev.tollgate.ledger.login.StoredPassword;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Whether a password is somebody's. An address without an account, an account without a password and a wrong password are
 * answered alike, after the same work.
 */
@Component
class PasswordCheck {

    private final People people;
    private final Passwords passwords;
    private final Attempts attempts;

    PasswordCheck(People people, Passwords passwords, Attempts attempts) {
        this.people = people;
        this.passwords = passwords;
        this.attempts = attempts;
    }

    /** Whose address and password it is; a 401 problem if it is nobody's. */
    Mono<Person> person(String email, String password, ServerHttpRequest request) {
        return attempts.guessing(email, request)
                .then(Mono.defer(() -> compared(people.passwordOf(email), password)))
                .flatMap(person -> attempts.guessed(email, request).thenReturn(person));
    }

    /** The same for an account that is known already. */
    Mono<Person> owner(Account account, String password, ServerHttpRequest request) {
        return attempts.guessing(account.email(), request)
                .then(Mono.defer(() -> compared(people.passwordOf(account), password)))
                .flatMap(person -> attempts.guessed(account.email(), request).thenReturn(person));
    }

    private Mono<Person> compared(Mono<StoredPassword> stored, String password) {
        return stored.map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(it -> passwords
                        .matches(password, it)
                        .filter(right -> right)
                        .flatMap(right -> Mono.justOrEmpty(it.map(StoredPassword::person))))
                .switchIfEmpty(Mono.error(() -> new Problem(
                        HttpStatus.UNAUTHORIZED, "wrong_login", "The e-mail address or the password is wrong.")));
    }
}
