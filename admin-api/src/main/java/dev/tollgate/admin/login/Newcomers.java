package dev.tollgate.admin.login;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.tollgate.admin.account.FirstCredits;
import dev.tollgate.admin.account.NewAccount;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.EmailTaken;
import dev.tollgate.ledger.login.People;
import dev.tollgate.ledger.login.Person;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Makes accounts for people who come by themselves: on the first plan, with its credits. */
@Component
public final class Newcomers {

    private final People people;
    private final FirstCredits credits;
    private final Supplier<PriceBook> books;

    Newcomers(People people, FirstCredits credits, Supplier<PriceBook> books) {
        this.people = people;
        this.credits = credits;
        this.books = books;
    }

    /** Fails with {@link EmailTaken}. A client that leaves in between must not leave an account without credits. */
    Mono<Account> register(String email, String hash, ZoneId zone) {
        Plan plan = books.get().firstPlan();
        Mono<Account> made = people.register(email, plan.name(), hash)
                .flatMap(account -> credits.give(account, plan, zone).thenReturn(account));
        return Mono.fromFuture(made::toFuture, true);
    }

    /** The account of another issuer's person, made at first sight. Fails with {@link EmailTaken}. */
    public Mono<Person> of(String issuer, String subject, Map<String, Object> claims) {
        return people.identified(issuer, subject)
                .switchIfEmpty(Mono.defer(() -> admit(issuer, subject, verifiedEmail(claims))));
    }

    private Mono<Person> admit(String issuer, String subject, @Nullable String email) {
        Plan plan = books.get().firstPlan();
        Mono<Account> made = people.admit(issuer, subject, email, plan.name())
                .flatMap(admitted -> admitted.created()
                        ? credits.give(admitted.account(), plan, ZoneId.of("UTC"))
                                .thenReturn(admitted.account())
                        : Mono.just(admitted.account()));
        return Mono.fromFuture(made::toFuture, true).then(people.identified(issuer, subject));
    }

    /** Only what the issuer says that it has verified; some say so by a text. */
    static @Nullable String verifiedEmail(Map<String, Object> claims) {
        boolean verified = "true".equals(String.valueOf(claims.get("email_verified")));
        return verified && claims.get("email") instanceof String email && NewAccount.isAddress(email) ? email : null;
    }

    /** The same, of a token. */
    Mono<Person> of(JWTClaimsSet claims) {
        return of(claims.getIssuer(), claims.getSubject(), claims.getClaims());
    }
}
