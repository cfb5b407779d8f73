package dev.tollgate.admin.login;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.tollgate.admin.account.NewAccount;
import dev.tollgate.admin.audit.Notes;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.EmailTaken;
import dev.tollgate.ledger.login.Identity;
import dev.tollgate.ledger.login.People;
import dev.tollgate.ledger.login.Person;
import dev.tollgate.ledger.plan.FirstPlan;
import dev.tollgate.ledger.plan.PlanTerms;
import dev.tollgate.pricing.PriceBook;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Makes accounts for people who come by themselves: on the first plan, with its credits. */
@Component
public final class Newcomers {

    private static final String ACTION = "account.create";

    private final People people;
    private final Supplier<PriceBook> books;

    Newcomers(People people, Supplier<PriceBook> books) {
        this.people = people;
        this.books = books;
    }

    /** Fails with {@link EmailTaken}. */
    Mono<Account> register(String email, String hash, ZoneId zone, ServerHttpRequest request) {
        return people.register(email, plan(zone), hash, account -> Notes.of(account.publicId(), request)
                .note(ACTION, account.publicId(), "", Map.of("plan", account.plan())));
    }

    /** The account of another issuer's person, made at first sight. Fails with {@link EmailTaken}. */
    public Mono<Person> of(String issuer, String subject, Map<String, Object> claims) {
        Identity identity = new Identity(issuer, subject);
        return people.identified(identity).switchIfEmpty(Mono.defer(() -> admit(identity, verifiedEmail(claims))));
    }

    /** Whether that person has an account. */
    public Mono<Boolean> knows(String issuer, String subject) {
        return people.identified(new Identity(issuer, subject)).hasElement();
    }

    private Mono<Person> admit(Identity identity, @Nullable String email) {
        return people.admit(identity, email, plan(ZoneId.of("UTC")), account -> new Notes(account.publicId(), "")
                        .note(
                                ACTION,
                                account.publicId(),
                                "",
                                Map.of("plan", account.plan(), "issuer", identity.issuer())))
                .then(people.identified(identity));
    }

    private FirstPlan plan(ZoneId zone) {
        return new FirstPlan(PlanTerms.of(books.get().firstPlan()), zone);
    }

    /** Only what the issuer says that it has verified; some say so by a text. */
    public static @Nullable String verifiedEmail(Map<String, Object> claims) {
        boolean verified = "true".equals(String.valueOf(claims.get("email_verified")));
        return verified && claims.get("email") instanceof String email && NewAccount.isAddress(email) ? email : null;
    }

    /** The same, of a token. */
    Mono<Person> of(JWTClaimsSet claims) {
        return of(claims.getIssuer(), claims.getSubject(), claims.getClaims());
    }
}
