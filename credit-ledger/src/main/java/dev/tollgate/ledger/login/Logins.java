package dev.tollgate.ledger.login;

import static dev.tollgate.ledger.login.Rows.at;
import static dev.tollgate.ledger.login.Rows.none;
import static dev.tollgate.ledger.login.Rows.rows;
import static dev.tollgate.ledger.login.Rows.text;
import static dev.tollgate.ledger.login.Rows.uuid;

import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.database.Connections;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Sessions with their refresh tokens, and the codes by which a browser gets one. All of them as SHA-256 only. */
public final class Logins {

    /** Two tabs that refresh at once, or an answer that was lost and asked for again. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Connections connections;

    public Logins(Connections connections) {
        this.connections = connections;
    }

    /**
     * Begins a session; empty if the account was deleted.
     *
     * @param method how its person proved who it is: {@code password}, or the issuer
     * @param token of the first refresh token
     */
    public Mono<Session> open(Person person, String method, byte[] token) {
        return connections.read(connection -> rows(
                        connection
                                .createStatement("SELECT * FROM tg_open_session($1, $2, $3)")
                                .bind(0, person.account().id())
                                .bind(1, method)
                                .bind(2, ByteBuffer.wrap(token)),
                        row -> new Session(uuid(row, "id"), person, at(row, "opened_at")))
                .next());
    }

    /**
     * Puts the next token in the place of one. The next one must always be the same for the same token: then an exchange
     * can be repeated, and there is never more than one token that counts.
     */
    public Mono<Refreshed> refresh(byte[] token, byte[] next) {
        return connections.read(connection -> rows(
                        connection
                                .createStatement("SELECT * FROM tg_refresh($1, $2, $3::interval)")
                                .bind(0, ByteBuffer.wrap(token))
                                .bind(1, ByteBuffer.wrap(next))
                                .bind(2, GRACE.toSeconds() + " seconds"),
                        row -> new Refreshed(Refreshed.Status.valueOf(text(row, "status")), session(row)))
                .single());
    }

    private static Optional<Session> session(Readable row) {
        return none(row)
                ? Optional.empty()
                : Optional.of(new Session(uuid(row, "session"), Rows.person(row), at(row, "opened_at")));
    }

    /** Ends the session of a refresh token, if it has one. */
    public Mono<Void> end(byte[] token) {
        return connections.read(connection -> rows(
                        connection
                                .createStatement("SELECT count(tg_logout($1))::int AS done")
                                .bind(0, ByteBuffer.wrap(token)),
                        row -> true)
                .then());
    }

    /**
     * Keeps a code for a minute.
     *
     * @param challenge the SHA-256 of what must be shown with it
     */
    public Mono<Void> keepCode(byte[] code, Account account, String method, byte[] challenge) {
        return connections.read(connection -> rows(
                        connection
                                .createStatement("SELECT count(tg_keep_code($1, $2, $3, $4))::int AS done")
                                .bind(0, ByteBuffer.wrap(code))
                                .bind(1, account.id())
                                .bind(2, method)
                                .bind(3, ByteBuffer.wrap(challenge)),
                        row -> true)
                .then());
    }

    /**
     * Whose code it is, and how its person proved who it is.
     *
     * @param method as it was kept
     */
    public record Taken(Person person, String method) {}

    /** Takes a code, which is of no more use then; empty if it is unknown, too old, or the challenge is another one. */
    public Mono<Taken> takeCode(byte[] code, byte[] challenge) {
        return connections.read(connection -> rows(
                        connection
                                .createStatement("SELECT * FROM tg_take_code($1, $2)")
                                .bind(0, ByteBuffer.wrap(code))
                                .bind(1, ByteBuffer.wrap(challenge)),
                        row -> new Taken(Rows.person(row), text(row, "method")))
                .next());
    }
}
