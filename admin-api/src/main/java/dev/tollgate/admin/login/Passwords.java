package dev.tollgate.admin.login;

import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.login.StoredPassword;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpStatus;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Hashes and compares passwords by argon2id, with the least that OWASP's Password Storage Cheat Sheet asks for: 19 MiB, two
 * rounds, one lane. It is slow and takes memory on purpose, so it has threads of its own, few of them, and a short queue:
 * who comes when that is full is told to come again, with a 503 problem.
 */
@Component
final class Passwords implements DisposableBean {

    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final int LANES = 1;
    private static final int KIB = 19 * 1024;
    private static final int ROUNDS = 2;

    private static final int THREADS = 2;
    private static final int QUEUED_FOR_EACH = 16;

    private final Argon2PasswordEncoder argon2 = new Argon2PasswordEncoder(SALT, HASH, LANES, KIB, ROUNDS);
    private final Scheduler threads = Schedulers.newBoundedElastic(THREADS, QUEUED_FOR_EACH, "argon2");

    /** What an unknown person's password is compared with: the same work, always in vain. */
    private final String nobodys = hashed("nobody's");

    /** Argon2id in PHC's notation, with a salt of its own. */
    Mono<String> hash(String password) {
        return work(() -> hashed(password));
    }

    private String hashed(String password) {
        String hash = argon2.encode(password);
        if (hash == null) {
            throw new IllegalStateException("argon2 gave no hash");
        }
        return hash;
    }

    /** Whether it is the right one; without a stored one it takes as long to say no. */
    Mono<Boolean> matches(String password, Optional<StoredPassword> stored) {
        String hash = stored.map(StoredPassword::hash).orElse(nobodys);
        return work(() -> argon2.matches(password, hash) && stored.isPresent());
    }

    private <A> Mono<A> work(Supplier<A> work) {
        return Mono.fromSupplier(work)
                .subscribeOn(threads)
                .onErrorMap(
                        RejectedExecutionException.class,
                        full -> new Problem(
                                HttpStatus.SERVICE_UNAVAILABLE,
                                "busy",
                                "Too many people log in at this moment. Send the same request again."));
    }

    @Override
    public void destroy() {
        threads.dispose();
    }
}
