package dev.tollgate.admin.login;

import dev.tollgate.admin.login.token.LoginSettings;
import dev.tollgate.admin.throttle.Clients;
import dev.tollgate.admin.throttle.Throttle;
import dev.tollgate.ledger.attempt.AttemptCounts;
import dev.tollgate.ledger.attempt.Pace;
import java.time.Duration;
import java.util.Locale;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * How often passwords may be tried and accounts be made, on all nodes together. An address waits a minute at most, so that nobody can lock others
 * out of their accounts for longer; that still leaves whoever guesses 1,440 tries a day, against argon2 and the list of the
 * commonest passwords. A client that guesses for many addresses waits longer.
 */
@Component
class Attempts {

    private static final Duration CLIENT_LONGEST = Duration.ofMinutes(15);

    private final Throttle byAddress;
    private final Throttle byClient;
    private final Throttle registrations;
    private final Clients clients;

    Attempts(LoginSettings settings, Clients clients, AttemptCounts counts) {
        this.clients = clients;
        this.byAddress =
                new Throttle("login-address", new Pace(5, Duration.ofSeconds(1), Duration.ofMinutes(1)), counts);
        this.byClient = new Throttle(
                "login-client", new Pace(settings.freeGuesses(), Duration.ofSeconds(1), CLIENT_LONGEST), counts);
        this.registrations = new Throttle(
                "registration", new Pace(settings.freeRegistrations(), Duration.ofSeconds(2), CLIENT_LONGEST), counts);
    }

    /** Fails with a 429 problem if an account was made from there too recently. */
    Mono<Void> registering(ServerHttpRequest request) {
        return registrations.begin(clients.name(request));
    }

    /** Before a password is compared, whether the address has an account or not. Fails with a 429 problem. */
    Mono<Void> guessing(String email, ServerHttpRequest request) {
        return byClient.begin(clients.name(request)).then(byAddress.begin(name(email)));
    }

    /** It was the right one. */
    Mono<Void> guessed(String email, ServerHttpRequest request) {
        return byClient.giveBack(clients.name(request)).then(byAddress.forget(name(email)));
    }

    private static String name(String email) {
        return email.toLowerCase(Locale.ROOT);
    }
}
