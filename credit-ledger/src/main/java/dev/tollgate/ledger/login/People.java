package dev.tollgate.ledger.login;

import static dev.tollgate.ledger.login.Rows.id;
import static dev.tollgate.ledger.login.Rows.none;
import static dev.tollgate.ledger.login.Rows.rows;
import static dev.tollgate.ledger.login.Rows.text;

import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.ledger.account.EmailTaken;
import dev.tollgate.ledger.audit.AuditLog;
import dev.tollgate.ledger.audit.AuditNote;
import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.plan.FirstPlan;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Who people are, and how they prove it. Deleted accounts are nobody's. */
public final class People {

    private static final String PERSON = "a.id, a.public_id, a.email, a.plan, a.role";

    private static final String PASSWORD = "SELECT " + PERSON
            + ", p.hash FROM account a JOIN password p ON p.account_id = a.id WHERE a.deleted_at IS NULL AND ";

    private static final String IN_SESSION = "SELECT " + PERSON
            + " FROM account a JOIN login_session s ON s.account_id = a.id WHERE a.public_id = $1 AND s.id = $2"
            + " AND a.deleted_at IS NULL AND s.ended_at IS NULL AND s.expires_at > now()";

    private static final String IDENTIFIED = "SELECT " + PERSON
            + " FROM account a JOIN identity i ON i.account_id = a.id WHERE i.issuer = $1 AND i.subject = $2";

    private final Connections connections;
    private final AuditLog audit;

    public People(Connections connections) {
        this.connections = connections;
        this.audit = new AuditLog(connections);
    }

    /**
     * A new account with a password, its plan begun, in one commit. Fails with {@link EmailTaken} if the address has one
     * already.
     *
     * @param hash argon2id in PHC's notation
     * @param note what the audit log is told of it
     */
    public Mono<Account> register(String email, FirstPlan plan, String hash, Function<Account, AuditNote> note) {
        String publicId = Accounts.newPublicId();
        return audit.with(
                        connection -> plan.tell(connection)
                                .thenMany(rows(
                                        connection
                                                .createStatement("SELECT * FROM tg_register($1, $2, $3, $4, $5)")
                                                .bind(0, publicId)
                                                .bind(1, email)
                                                .bind(2, plan.name())
                                                .bind(3, plan.zone().getId())
                                                .bind(4, hash),
                                        Accounts::account))
                                .collectList()
                                .flatMap(made -> Mono.justOrEmpty(made.stream().findFirst())),
                        account -> Optional.of(note.apply(account)))
                .switchIfEmpty(Mono.error(() -> new EmailTaken(email)));
    }

    /** The password of an address, whatever its case; empty without an account or a password. */
    public Mono<StoredPassword> passwordOf(String email) {
        return password("lower(a.email) = lower($1)", email);
    }

    /** The password of an account; empty without one. */
    public Mono<StoredPassword> passwordOf(Account account) {
        return password("a.public_id = $1", account.publicId());
    }

    private Mono<StoredPassword> password(String condition, String value) {
        return connections.read(connection -> rows(
                        connection.createStatement(PASSWORD + condition).bind(0, value),
                        row -> new StoredPassword(Rows.person(row), text(row, "hash")))
                .next());
    }

    /** Whose session it is; empty if it was ended, or the account deleted. */
    public Mono<Person> inSession(String publicId, UUID session) {
        return connections.read(connection -> rows(
                        connection.createStatement(IN_SESSION).bind(0, publicId).bind(1, session), Rows::person)
                .next());
    }

    /** The account of another issuer's person; empty if it has none yet. */
    public Mono<Person> identified(Identity identity) {
        return connections.read(connection -> rows(
                        connection
                                .createStatement(IDENTIFIED)
                                .bind(0, identity.issuer())
                                .bind(1, identity.subject()),
                        Rows::person)
                .next());
    }

    /**
     * The account of another issuer's person, made with its plan begun if it has none. Fails with {@link EmailTaken} if its
     * address has an account that somebody else may log in to.
     *
     * @param email an address that the issuer has verified, or null
     * @param note what the audit log is told of an account that was made
     */
    public Mono<Account> admit(
            Identity identity, @Nullable String email, FirstPlan plan, Function<Account, AuditNote> note) {
        String publicId = Accounts.newPublicId();
        return audit.with(
                        connection -> plan.tell(connection)
                                .thenMany(rows(
                                        admitting(connection, identity, email, plan)
                                                .bind(3, publicId),
                                        People::admitted))
                                .single(),
                        admitted -> admitted.account()
                                .filter(account -> admitted.created())
                                .map(note))
                .flatMap(admitted -> Mono.justOrEmpty(admitted.account()))
                .switchIfEmpty(Mono.error(() -> new EmailTaken(String.valueOf(email))));
    }

    private static Statement admitting(
            Connection connection, Identity identity, @Nullable String email, FirstPlan plan) {
        Statement call = connection
                .createStatement("SELECT * FROM tg_identity($1, $2, $3, $4, $5, $6)")
                .bind(0, identity.issuer())
                .bind(1, identity.subject())
                .bind(4, plan.name())
                .bind(5, plan.zone().getId());
        return email == null ? call.bindNull(2, String.class) : call.bind(2, email);
    }

    private static Admitted admitted(Readable row) {
        return new Admitted(
                none(row) ? Optional.empty() : Optional.of(Accounts.account(row)),
                text(row, "status").equals("CREATED"));
    }

    /** Within a transaction that tells of it. Answers the role before; empty: there is no such account. */
    public static Mono<String> setRole(Connection connection, Account account, String role) {
        return rows(
                        connection
                                .createStatement("SELECT tg_set_role($1, $2) AS before")
                                .bind(0, account.id())
                                .bind(1, role),
                        row -> Optional.ofNullable(row.get("before", String.class)))
                .single()
                .flatMap(Mono::justOrEmpty);
    }

    /**
     * Makes an account nobody's, in one commit: its keys and log-ins open nothing, its address is forgotten, it spends
     * nothing. Its entries stay.
     *
     * @param forfeit what was bought and is left may be lost
     * @param note what the audit log is told of it, if it is done
     */
    public Mono<Deletion> delete(Account account, boolean forfeit, AuditNote note) {
        return audit.with(
                connection -> rows(
                                connection
                                        .createStatement("SELECT * FROM tg_delete_account($1, $2)")
                                        .bind(0, account.id())
                                        .bind(1, forfeit),
                                row -> new Deletion(
                                        Deletion.Status.valueOf(text(row, "status")),
                                        Credits.ofNanos(id(row, "bought"))))
                        .single(),
                deletion -> Optional.of(note).filter(done -> deletion.status() == Deletion.Status.DELETED));
    }
}
