package dev.tollgate.ledger.account;

import dev.tollgate.ledger.audit.AuditLog;
import dev.tollgate.ledger.audit.AuditNote;
import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.key.KeyFormat;
import dev.tollgate.ledger.plan.FirstPlan;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The accounts; the database makes a wallet for each. */
public final class Accounts {

    private static final String CREATE =
            """
            INSERT INTO account (public_id, email, plan) VALUES ($1, $2, $3) RETURNING id, public_id, email, plan
            """;

    private static final String OPEN = "SELECT * FROM tg_open_account($1, $2, $3, $4, $5, $6, $7, $8)";

    private static final int ID_LENGTH = 20;

    private record Newcomer(String publicId, String email, FirstPlan plan) {}

    private final Connections connections;
    private final AuditLog audit;

    public Accounts(Connections connections) {
        this.connections = connections;
        this.audit = new AuditLog(connections);
    }

    /**
     * A new account with an empty wallet, whose plan is yet to be begun. Fails with {@link EmailTaken} if the address has
     * one already, whatever its case.
     */
    public Mono<Account> create(String email, String plan) {
        return connections
                .read(connection -> Flux.from(connection
                                .createStatement(CREATE)
                                .bind(0, newPublicId())
                                .bind(1, email)
                                .bind(2, plan)
                                .execute())
                        .concatMap(result -> result.map(Accounts::account))
                        .single())
                .onErrorMap(R2dbcDataIntegrityViolationException.class, taken -> new EmailTaken(email));
    }

    /** A new account with its plan begun, in one commit. Fails with {@link EmailTaken}. */
    public Mono<Account> create(String email, FirstPlan plan) {
        Newcomer newcomer = new Newcomer(newPublicId(), email, plan);
        return connections
                .read(connection -> plan.tell(connection)
                        .thenMany(opened(
                                connection,
                                newcomer,
                                open -> open.bindNull(4, String.class)
                                        .bindNull(5, ByteBuffer.class)
                                        .bindNull(6, String.class)
                                        .bindNull(7, String.class),
                                Accounts::account))
                        .single())
                .onErrorMap(R2dbcDataIntegrityViolationException.class, taken -> new EmailTaken(email));
    }

    /**
     * The same with a first key, and with a row of the audit log. All or nothing, so that nobody is left with an account
     * and no way in.
     */
    public Mono<OpenedAccount> open(String email, FirstPlan plan, String keyName, Function<Account, AuditNote> note) {
        String key = KeyFormat.newKey();
        String prefix = key.substring(0, KeyFormat.SHOWN);
        Newcomer newcomer = new Newcomer(newPublicId(), email, plan);
        return audit.with(
                        connection -> plan.tell(connection)
                                .thenMany(opened(
                                        connection,
                                        newcomer,
                                        open -> open.bind(4, keyName)
                                                .bind(5, ByteBuffer.wrap(KeyFormat.hash(key)))
                                                .bind(6, prefix)
                                                .bind(7, key.substring(key.length() - 4)),
                                        row -> new OpenedAccount(
                                                account(row),
                                                new IssuedKey(
                                                        Objects.requireNonNull(row.get("key_id", Long.class)),
                                                        key,
                                                        prefix))))
                                .single(),
                        opened -> Optional.of(note.apply(opened.account())))
                .onErrorMap(R2dbcDataIntegrityViolationException.class, taken -> new EmailTaken(email));
    }

    private static <A> Flux<A> opened(
            Connection connection, Newcomer newcomer, UnaryOperator<Statement> withKey, Function<Readable, A> read) {
        Statement open = connection
                .createStatement(OPEN)
                .bind(0, newcomer.publicId())
                .bind(1, newcomer.email())
                .bind(2, newcomer.plan().name())
                .bind(3, newcomer.plan().zone().getId());
        return Flux.from(withKey.apply(open).execute()).concatMap(result -> result.map(read::apply));
    }

    /** A name for a new account, that nobody has. */
    public static String newPublicId() {
        return "acc_" + KeyFormat.random(ID_LENGTH);
    }

    public Mono<Account> byPublicId(String publicId) {
        return find("public_id = $1", publicId);
    }

    public Mono<Account> byEmail(String email) {
        return find("lower(email) = lower($1)", email);
    }

    private Mono<Account> find(String condition, String value) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement("SELECT id, public_id, email, plan FROM account WHERE " + condition)
                        .bind(0, value)
                        .execute())
                .concatMap(result -> result.map(Accounts::account))
                .next());
    }

    /** Of a row with the columns {@code id, public_id, email, plan}. */
    public static Account account(Readable row) {
        return new Account(
                Objects.requireNonNull(row.get("id", Long.class)),
                Objects.requireNonNull(row.get("public_id", String.class)),
                Objects.requireNonNull(row.get("email", String.class)),
                Objects.requireNonNull(row.get("plan", String.class)));
    }
}
