package dev.tollgate.ledger.account;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.key.KeyFormat;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The accounts; the database makes a wallet for each. */
public final class Accounts {

    private static final String CREATE =
            """
            INSERT INTO account (public_id, email, plan) VALUES ($1, $2, $3) RETURNING id, public_id, email, plan
            """;

    private static final String OPEN =
            """
            WITH created AS (
                INSERT INTO account (public_id, email, plan) VALUES ($1, $2, $3) RETURNING id, public_id, email, plan
            ), issued AS (
                INSERT INTO api_key (account_id, name, hash, prefix, last4) SELECT id, $4, $5, $6, $7 FROM created RETURNING id
            )
            SELECT c.id, c.public_id, c.email, c.plan, i.id AS key_id FROM created c, issued i
            """;

    private static final int ID_LENGTH = 20;

    private final Connections connections;

    public Accounts(Connections connections) {
        this.connections = connections;
    }

    /**
     * A new account with an empty wallet. Fails with {@link EmailTaken} if the address has one already, whatever its
     * case.
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

    /** The same, with a first key: both or neither, so that nobody is left with an account and no way in. */
    public Mono<OpenedAccount> open(String email, String plan, String keyName) {
        String key = KeyFormat.newKey();
        String prefix = key.substring(0, KeyFormat.SHOWN);
        return connections
                .read(connection -> Flux.from(connection
                                .createStatement(OPEN)
                                .bind(0, newPublicId())
                                .bind(1, email)
                                .bind(2, plan)
                                .bind(3, keyName)
                                .bind(4, ByteBuffer.wrap(KeyFormat.hash(key)))
                                .bind(5, prefix)
                                .bind(6, key.substring(key.length() - 4))
                                .execute())
                        .concatMap(result -> result.map(row -> new OpenedAccount(
                                account(row),
                                new IssuedKey(Objects.requireNonNull(row.get("key_id", Long.class)), key, prefix))))
                        .single())
                .onErrorMap(R2dbcDataIntegrityViolationException.class, taken -> new EmailTaken(email));
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
