package dev.tollgate.ledger.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.EmailTaken;
import dev.tollgate.ledger.audit.AuditNote;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.plan.FirstPlan;
import dev.tollgate.ledger.plan.PlanTerms;
import dev.tollgate.ledger.testing.LedgerInvariants;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sessions, codes and people as the database keeps them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LoginsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestDatabase database = TestDatabase.fresh();
    private final LedgerDatabase node = database.open();
    private final Logins logins = node.logins();
    private final People people = node.people();

    @AfterAll
    void close() {
        LedgerInvariants.check(database);
        node.close();
        database.close();
    }

    private static <A> A now(Mono<A> answer) {
        return Objects.requireNonNull(answer.block(PATIENCE));
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static final FirstPlan PLAN = new FirstPlan(
            new PlanTerms("free", Credits.of(BigDecimal.TEN), Credits.ZERO, false, Credits.ZERO, false),
            ZoneId.of("UTC"));

    private static AuditNote note(Account account) {
        return new AuditNote(account.publicId(), "account.create", account.publicId(), "", "", "{}", "");
    }

    private Mono<Account> register(String email, String password) {
        return people.register(email, PLAN, password, LoginsIT::note);
    }

    private Mono<Account> admit(String subject, String email) {
        return people.admit(new Identity("https://issuer.example", subject), email, PLAN, LoginsIT::note);
    }

    private Person person() {
        return new Person(now(register(UUID.randomUUID() + "@example.com", "$argon2id$v=19$test")), false);
    }

    private Session open(Person person, String token) {
        return now(logins.open(person, "password", hash(token)));
    }

    private Refreshed.Status refresh(String token, String next) {
        return now(logins.refresh(hash(token), hash(next))).status();
    }

    @Test
    void of_many_exchanges_of_a_token_at_once_one_rotates_and_the_others_repeat_it() {
        open(person(), "many");
        List<Refreshed.Status> answers = now(Flux.range(0, 32)
                .flatMap(i -> logins.refresh(hash("many"), hash("many-next")), 8)
                .map(Refreshed::status)
                .collectList());
        assertThat(answers).containsOnlyOnce(Refreshed.Status.ROTATED).hasSize(32);
        assertThat(answers).containsOnly(Refreshed.Status.ROTATED, Refreshed.Status.REPEATED);
    }

    @Test
    void of_two_different_exchanges_of_a_token_at_once_one_is_told_nothing_and_the_other_counts() {
        open(person(), "two");
        assertThat(refresh("two", "left")).isEqualTo(Refreshed.Status.ROTATED);
        assertThat(refresh("two", "right")).isEqualTo(Refreshed.Status.RACED);
        assertThat(refresh("right", "x")).isEqualTo(Refreshed.Status.UNKNOWN);
        assertThat(refresh("left", "left-next")).isEqualTo(Refreshed.Status.ROTATED);
    }

    @Test
    void a_session_goes_on_for_half_a_year_at_most_however_often_it_is_refreshed() {
        Session session = open(person(), "long");
        database.execute("UPDATE login_session SET opened_at = opened_at - interval '170 days' WHERE id = '"
                + session.id() + "'");
        assertThat(refresh("long", "longer")).isEqualTo(Refreshed.Status.ROTATED);
        assertThat(database.query("SELECT round(extract(epoch FROM expires_at - opened_at) / 86400) FROM login_session"
                        + " WHERE id = '" + session.id() + "'"))
                .containsExactly("180");
        database.execute("UPDATE login_session SET expires_at = now() WHERE id = '" + session.id() + "'");
        assertThat(refresh("longer", "longest")).isEqualTo(Refreshed.Status.OVER);
    }

    @Test
    void an_account_keeps_its_hundred_latest_sessions() {
        Person person = person();
        Flux.range(0, 105)
                .concatMap(i -> logins.open(person, "password", hash(person + "-" + i)))
                .blockLast(PATIENCE);
        assertThat(database.query("SELECT count(*) FROM login_session WHERE account_id = "
                        + person.account().id()))
                .containsExactly("100");
        assertThat(refresh(person + "-0", "a")).isEqualTo(Refreshed.Status.UNKNOWN);
        assertThat(refresh(person + "-104", "b")).isEqualTo(Refreshed.Status.ROTATED);
    }

    @Test
    void a_code_is_good_for_a_minute_and_gone_after_one_look() {
        Person person = person();
        logins.keepCode(hash("code"), person.account(), "https://issuer.example", hash("proof"))
                .block(PATIENCE);
        assertThat(now(logins.takeCode(hash("code"), hash("proof"))).person()).isEqualTo(person);
        assertThat(logins.takeCode(hash("code"), hash("proof")).blockOptional(PATIENCE))
                .isEmpty();

        logins.keepCode(hash("late"), person.account(), "https://issuer.example", hash("proof"))
                .block(PATIENCE);
        database.execute("UPDATE login_code SET expires_at = now()");
        assertThat(logins.takeCode(hash("late"), hash("proof")).blockOptional(PATIENCE))
                .isEmpty();
    }

    @Test
    void two_people_with_one_address_at_once_get_one_account_between_them() {
        String email = UUID.randomUUID() + "@example.com";
        List<String> answers = now(Flux.range(0, 8)
                .flatMap(
                        i -> admit(email + i, email)
                                .map(admitted -> "admitted")
                                .onErrorReturn(EmailTaken.class, "taken"),
                        8)
                .sort()
                .collectList());
        assertThat(answers).hasSize(8).containsOnlyOnce("admitted");
        assertThat(database.query("SELECT count(*) FROM account WHERE email = '" + email + "'"))
                .containsExactly("1");
    }

    @Test
    void nobody_logs_in_to_a_deleted_account_with_anything() {
        Person person = person();
        Account account = person.account();
        Session session = open(person, "deleted");
        now(admit(account.publicId(), account.publicId() + "@example.com"));
        assertThat(now(people.delete(account, false, note(account))).status()).isEqualTo(Deletion.Status.DELETED);
        assertThat(now(people.delete(account, true, note(account))).status()).isEqualTo(Deletion.Status.GONE);

        assertThat(people.passwordOf(account.email()).blockOptional(PATIENCE)).isEmpty();
        assertThat(people.passwordOf(account).blockOptional(PATIENCE)).isEmpty();
        assertThat(people.inSession(account.publicId(), session.id()).blockOptional(PATIENCE))
                .isEmpty();
        assertThat(logins.open(person, "password", hash("again")).blockOptional(PATIENCE))
                .isEmpty();
        assertThat(refresh("deleted", "x")).isEqualTo(Refreshed.Status.UNKNOWN);
        AuditNote note = new AuditNote("test", "account.role", account.publicId(), "test", "", "{}", "");
        assertThat(node.audit()
                        .with(connection -> People.setRole(connection, account, "admin"), any -> Optional.of(note))
                        .blockOptional(PATIENCE))
                .isEmpty();
    }

    @Test
    void of_many_registrations_of_an_address_at_once_one_gets_it() {
        String email = UUID.randomUUID() + "@example.com";
        List<Boolean> made = now(Flux.range(0, 16)
                .flatMap(
                        i -> register(email, "$argon2id$" + i).thenReturn(true).onErrorReturn(EmailTaken.class, false),
                        8)
                .collectList());
        assertThat(made).hasSize(16).containsOnlyOnce(true);
        assertThatThrownBy(() -> register(email.toUpperCase(java.util.Locale.ROOT), "$argon2id$")
                        .block(PATIENCE))
                .isInstanceOf(EmailTaken.class);
    }

    @Test
    void an_account_is_made_with_its_first_credits_or_not_at_all() {
        String registered = UUID.randomUUID() + "@example.com";
        String admitted = UUID.randomUUID() + "@example.com";
        database.whileLocked("LOCK TABLE credit_grant IN ACCESS EXCLUSIVE MODE", () -> {
            assertThatThrownBy(() -> register(registered, "$argon2id$").block(PATIENCE))
                    .isInstanceOf(LedgerUnavailable.class);
            assertThatThrownBy(() -> admit(admitted, admitted).block(PATIENCE)).isInstanceOf(LedgerUnavailable.class);
        });
        assertThat(node.accounts().byEmail(registered).blockOptional(PATIENCE)).isEmpty();
        assertThat(node.accounts().byEmail(admitted).blockOptional(PATIENCE)).isEmpty();

        List<Account> made = List.of(now(register(registered, "$argon2id$")), now(admit(admitted, admitted)));
        for (Account account : made) {
            assertThat(now(node.ledger().balance(account.id())).funds().available())
                    .isEqualTo(Credits.of(BigDecimal.TEN));
            assertThat(database.query(
                            "SELECT actor || ' ' || action FROM audit WHERE target = '" + account.publicId() + "'"))
                    .containsExactly(account.publicId() + " account.create");
        }
    }
}
