package dev.tollgate.ledger.login;

import static dev.tollgate.ledger.login.Rows.rows;
import static dev.tollgate.ledger.login.Rows.text;

import dev.tollgate.ledger.database.Connections;
import io.r2dbc.spi.Connection;
import java.util.List;
import reactor.core.publisher.Flux;

/**
 * Everything that is held about an account, as one JSON object. It is read as the account's own role sees it, in which no
 * hash of a key, a password or a token can be read. Amounts are in credits.
 */
public final class OwnData {

    /** A list of the object, and the query that makes its items. */
    private record Part(String name, String columns, String from) {
        String query() {
            return "SELECT row_to_json(it)::text AS item FROM (SELECT " + columns + " FROM " + from + ") it";
        }
    }

    private static final List<Part> PARTS = List.of(
            new Part(
                    "account",
                    "public_id AS account, email, plan, segment, role, api_key_mode AS \"apiKeyMode\","
                            + " created_at AS \"createdAt\"",
                    "account"),
            new Part(
                    "balance",
                    credits("posted") + ", " + credits("held") + ", " + credits("debt") + ", " + credits("spent")
                            + ", frozen, daily_zone AS \"timeZone\"",
                    "wallet"),
            new Part("identities", "issuer, subject, linked_at AS \"linkedAt\"", "identity ORDER BY linked_at"),
            new Part(
                    "logIns",
                    "method, opened_at AS \"openedAt\", used_at AS \"usedAt\", expires_at AS \"expiresAt\","
                            + " ended_at AS \"endedAt\", ended_for AS \"endedFor\"",
                    "login_session ORDER BY opened_at"),
            new Part(
                    "keys",
                    "public_id AS id, name, prefix, last4, models, services, addresses::text[], created_at AS \"createdAt\","
                            + " expires_at AS \"expiresAt\", last_used_at AS \"lastUsedAt\", revoked_at AS \"revokedAt\"",
                    "api_key ORDER BY id"),
            new Part(
                    "budgets",
                    "(SELECT k.public_id FROM api_key k WHERE k.id = key_id) AS key, nullif(run, '') AS run, period, "
                            + credits("most") + ", " + credits("used") + ", " + credits("held")
                            + ", since, nullif(until, 'infinity') AS until",
                    "budget ORDER BY id"),
            new Part(
                    "ownKeys",
                    "provider, last4, changed_at AS \"changedAt\"",
                    // Of the keys themselves the role sees nothing.
                    "provider_key ORDER BY provider"),
            new Part(
                    "alertEvents",
                    "public_id AS id, kind, " + credits("balance") + ", " + credits("threshold") + ", at",
                    "alert_event ORDER BY id"),
            new Part(
                    "alerts",
                    credits("threshold") + ", webhook_url AS \"webhookUrl\", email AS \"byEmail\"",
                    "alert_setting"),
            new Part(
                    "autoTopup",
                    "enabled, " + credits("below") + ", nullif(package, '') AS package,"
                            + " trim_scale(nullif(cents, 0) / 100.0)::text AS amount,"
                            + " trim_scale(most_per_day / 100.0)::text AS \"mostPerDay\","
                            + " nullif(stopped_for, '') AS \"stoppedFor\", stopped_at AS \"stoppedAt\"",
                    "top_up"),
            new Part("referralCode", "code", "referral_code"),
            new Part(
                    "referrals",
                    // Not whom or by whom: that is another account's.
                    "CASE WHEN r.inviter = own.id THEN 'inviter' ELSE 'invited' END AS role,"
                            + " trim_scale(CASE WHEN r.inviter = own.id THEN r.amount ELSE coalesce(g.granted, 0) END"
                            + " / 1000000000.0)::text AS credits, r.at,"
                            + " CASE WHEN r.inviter = own.id THEN r.paid_at ELSE g.created_at END AS \"givenAt\"",
                    "referral r CROSS JOIN account own LEFT JOIN credit_grant g"
                            + " ON g.reference = 'reward:invited:' || r.wallet_id ORDER BY r.at"),
            new Part(
                    "grants",
                    "source, reference, reason, " + credits("granted")
                            + ", created_at AS \"createdAt\", nullif(expires_at, 'infinity') AS \"expiresAt\"",
                    "credit_grant ORDER BY id"),
            new Part(
                    "entries",
                    "wallet_seq AS seq, at, kind, from_account AS \"from\", to_account AS \"to\", " + credits("amount")
                            + ", " + credits("balance") + ", reference",
                    "entry ORDER BY wallet_seq"),
            new Part(
                    "calls",
                    "request_id AS id, at, settled_at AS \"settledAt\", state, provider, operation, model,"
                            + " answered_model AS \"answeredModel\", " + credits("charged")
                            + ", input_tokens AS \"inputTokens\", output_tokens AS \"outputTokens\", detail",
                    "usage_record ORDER BY request_id"));

    private static final int FETCHED = 200;

    private final Connections connections;

    public OwnData(Connections connections) {
        this.connections = connections;
    }

    private static String credits(String column) {
        return "trim_scale(" + column + " / 1000000000.0)::text AS " + column;
    }

    /** The text in pieces, as they are asked for; all as of one moment. A download, see {@link Connections#streamAs}. */
    public Flux<String> of(long account) {
        return connections.streamAs(account, connection -> Flux.fromIterable(PARTS)
                .concatMap(part -> items(connection, part), 1)
                .concatWithValues("\n]}\n"));
    }

    private static Flux<String> items(Connection connection, Part part) {
        String head = (part == PARTS.get(0) ? "{" : "\n],\n") + "\"" + part.name() + "\":[";
        return Flux.concat(
                Flux.just(head),
                rows(connection.createStatement(part.query()).fetchSize(FETCHED), row -> text(row, "item"))
                        .index((nth, item) -> (nth == 0 ? "\n" : ",\n") + item));
    }
}
