package dev.tollgate.admin.login;

import dev.tollgate.admin.login.token.LoginSettings;
import dev.tollgate.admin.throttle.Clients;
import dev.tollgate.admin.throttle.Throttle;
import java.time.Duration;
import java.util.Locale;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * How often passwords may be tried and accounts be made. An address waits a minute at most, so that nobody can lock others
 * out of their accounts for longer; that still leaves whoever guesses 1,440 tries a day, against argon2 and the list of the
 * commonest passwords. A client that guesses for many addresses waits longer.
 */
@Component
class Attempts {

    private final Throttle byAddress = new Throttle(5, Duration.ofSeconds(1), Duration.ofMinutes(1));
    private final Throttle byClient;
    private final Throttle registrations;
    private final Clients clients;

    Attempts(LoginSettings settings, Clients clients) {
        this.clients = clients;
        this.byClient = new Throttle(settings.freeGuesses(), Duration.ofSeconds(1), Duration.ofMinutes(15));
        this.registrations = new Throttle(settings.freeRegistrations(), Duration.ofSeconds(2), Duration.ofMinutes(15));
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
