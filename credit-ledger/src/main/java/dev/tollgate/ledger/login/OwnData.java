package dev.tollgate.ledger.login;

import static dev.tollgate.ledger.login.Rows.rows;
import static dev.tollgate.ledger.login.Rows.text;

import dev.tollgate.ledger.database.Connections;
import io.r2dbc.spi.Connection;
import reactor.core.publisher.Flux;

/**
 * Everything that is held about an account, as one JSON object. It is read as the account's own role sees it, in which no
 * hash of a key, a password or a token can be read. Amounts are in credits.
 */
public final class OwnData {

    private static final int FETCHED = 200;

    private final Connections connections;

    public OwnData(Connections connections) {
        this.connections = connections;
    }

    /** The text in pieces, as they are asked for; all as of one moment. A download, see {@link Connections#streamAs}. */
    public Flux<String> of(long account) {
        return connections.streamAs(account, connection -> Flux.fromIterable(OwnDataParts.ALL)
                .concatMap(part -> items(connection, part), 1)
                .concatWithValues("\n]}\n"));
    }

    private static Flux<String> items(Connection connection, OwnDataParts.Part part) {
        String head = (part == OwnDataParts.ALL.get(0) ? "{" : "\n],\n") + "\"" + part.name() + "\":[";
        return Flux.concat(
                Flux.just(head),
                rows(connection.createStatement(part.query()).fetchSize(FETCHED), row -> text(row, "item"))
                        .index((nth, item) -> (nth == 0 ? "\n" : ",\n") + item));
    }
}
