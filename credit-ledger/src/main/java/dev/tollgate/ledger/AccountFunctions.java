package dev.tollgate.ledger;

import static dev.tollgate.ledger.MoneyFunctions.array;
import static dev.tollgate.ledger.MoneyFunctions.credits;
import static dev.tollgate.ledger.MoneyFunctions.funds;
import static dev.tollgate.ledger.MoneyFunctions.lower;
import static dev.tollgate.ledger.MoneyFunctions.rows;
import static dev.tollgate.ledger.MoneyFunctions.text;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** The functions of the database by which operators act on accounts; rare beside those of {@link MoneyFunctions}. */
final class AccountFunctions {

    private AccountFunctions() {}

    static Mono<List<CorrectionResult>> correct(Connection connection, List<CorrectionRequest> batch) {
        Statement call = connection
                .createStatement("SELECT status, corrected, available, on_hold, debt"
                        + " FROM tg_correct($1, $2, $3, $4, $5, $6, $7) ORDER BY ord")
                .bind(0, array(batch, Long[]::new, CorrectionRequest::account))
                .bind(1, array(batch, String[]::new, request -> lower(request.kind())))
                .bind(2, array(batch, String[]::new, CorrectionRequest::reference))
                .bind(3, array(batch, String[]::new, CorrectionRequest::subject))
                .bind(4, array(batch, Long[]::new, request -> request.amount().nanos()))
                .bind(5, array(batch, String[]::new, CorrectionRequest::reason))
                .bind(6, GrantRequest.MOST_OF_ACCOUNT.nanos());
        return rows(
                call,
                row -> new CorrectionResult(
                        CorrectionResult.Status.valueOf(text(row, "status")), credits(row, "corrected"), funds(row)));
    }

    static Mono<Boolean> freeze(Connection connection, long account, boolean frozen, String reason) {
        Statement call = connection
                .createStatement("SELECT tg_set_frozen($1, $2, $3) AS was")
                .bind(0, account)
                .bind(1, frozen)
                .bind(2, reason);
        return rows(call, row -> Optional.ofNullable(row.get("was", Boolean.class)))
                .flatMap(answers -> Mono.justOrEmpty(answers.get(0)));
    }

    static Mono<Boolean> daily(Connection connection, long account, DailyCredits daily) {
        return found(connection
                .createStatement("SELECT tg_set_daily($1, $2, $3, $4) AS found")
                .bind(0, account)
                .bind(1, daily.amount().nanos())
                .bind(2, daily.zone().getId())
                .bind(3, daily.keep()));
    }

    private static Mono<Boolean> found(Statement call) {
        return rows(call, row -> Objects.requireNonNull(row.get("found", Boolean.class)))
                .map(answers -> answers.get(0));
    }
}
