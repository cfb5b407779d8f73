package dev.tollgate.ledger.plan;

import io.r2dbc.spi.Connection;
import java.time.ZoneId;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * The plan that a new account begins with, in the same commit in which the account is made.
 *
 * @param zone where the account's days and months begin
 */
public record FirstPlan(PlanTerms terms, ZoneId zone) {

    /** The plan's name in the price book. */
    public String name() {
        return terms.plan();
    }

    /** Tells the database what the plan gives, before an account is made with it. */
    public Mono<Void> tell(Connection connection) {
        return Plans.tell(connection, List.of(terms), false);
    }
}
