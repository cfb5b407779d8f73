package dev.tollgate.ledger.plan;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.Outage;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PromoCode;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How often promo codes were taken, and by whom: counted strictly, however many take one at the same moment. */
public final class PromoCodes {

    private static final String REDEEM =
            "SELECT status, available FROM tg_redeem($1, $2, $3, $4, $5, $6::text::timestamptz, $7, $8)";

    private static final String USED = "SELECT name, used FROM promo_code";

    private final Connections connections;
    private final Credits mostOfAccount;

    /** @param mostOfAccount what an account may have */
    public PromoCodes(Connections connections, Credits mostOfAccount) {
        this.connections = connections;
        this.mostOfAccount = mostOfAccount;
    }

    /** Takes a code, in one commit with its credits. */
    public Mono<Redemption.Result> redeem(Redemption redemption) {
        PromoCode code = redemption.code();
        PromoCode.Bounds bounds = code.bounds();
        return Outage.told(connections.moneyInTurn(connection -> Flux.from(connection
                        .createStatement(REDEEM)
                        .bind(0, redemption.account())
                        .bind(1, code.name())
                        .bind(2, code.gain().credits().orElse(Credits.ZERO).nanos())
                        .bind(3, bounds.perUser())
                        .bind(4, bounds.total().orElse(Long.MAX_VALUE))
                        .bind(5, bounds.until().map(Object::toString).orElse("infinity"))
                        .bind(6, code.plans().toArray(new String[0]))
                        .bind(7, mostOfAccount.nanos())
                        .execute())
                .concatMap(result -> result.map(row -> new Redemption.Result(
                        Redemption.Status.valueOf(Objects.requireNonNull(row.get("status", String.class))),
                        Credits.ofNanos(Objects.requireNonNull(row.get("available", Long.class))))))
                .single()));
    }

    /** How often each code was taken, by its name in the price book; those that nobody took may be missing. */
    public Mono<Map<String, Long>> used() {
        return connections.read(
                connection -> Flux.from(connection.createStatement(USED).execute())
                        .concatMap(result -> result.map(row -> Map.entry(
                                Objects.requireNonNull(row.get("name", String.class)),
                                Objects.requireNonNull(row.get("used", Long.class)))))
                        .collectMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
