package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.hold;
import static dev.tollgate.ledger.Calls.release;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.database.LedgerUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Moves credits all the time, whatever happens to the database, and notes what it was told. */
final class CrashClient {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Ledger ledger;
    private final List<Long> accounts;
    private final Promises promises;
    private final Random random;
    private final Supplier<CompletableFuture<Void>> serverIsUp;

    /** @param serverIsUp is waited for when the ledger says that the database is away */
    CrashClient(
            Ledger ledger,
            List<Long> accounts,
            Promises promises,
            Random random,
            Supplier<CompletableFuture<Void>> serverIsUp) {
        this.ledger = ledger;
        this.accounts = accounts;
        this.promises = promises;
        this.random = random;
        this.serverIsUp = serverIsUp;
    }

    void run(BooleanSupplier stopped) {
        while (!stopped.getAsBoolean()) {
            try {
                move();
            } catch (LedgerUnavailable away) {
                serverIsUp.get().join();
            }
        }
    }

    private void move() {
        long account = accounts.get(random.nextInt(accounts.size()));
        int kind = random.nextInt(10);
        if (kind == 0) {
            grant(account);
        } else if (kind < 3) {
            spend(account);
        } else {
            call(account);
        }
    }

    private void grant(long account) {
        GrantRequest request = Calls.grant(account, UUID.randomUUID().toString(), "3", null);
        promises.asked(request.reference(), request.amount());
        assertThat(now(ledger.grant(request)).status())
                .isIn(GrantResult.Status.GRANTED, GrantResult.Status.ALREADY_GRANTED);
        promises.acknowledged(request.reference());
    }

    private void spend(long account) {
        SpendRequest request = Calls.spend(account, UUID.randomUUID().toString(), "0.7", "sms");
        promises.asked(request.id(), request.charge().credits());
        SpendResult result = once(ledger.spend(request));
        assertThat(result.status()).isIn(SpendResult.Status.SPENT, SpendResult.Status.ALREADY_SPENT);
        assertThat(result.id()).isEqualTo(request.id());
        promises.acknowledged(request.id());
    }

    /** A call that costs as much as was held, less, more or nothing; or whose end never comes. */
    private void call(long account) {
        HoldRequest request = hold(account, "2");
        HoldResult held = once(ledger.hold(request));
        assertThat(held.status()).isEqualTo(HoldResult.Status.PLACED);
        promises.moved();
        int end = random.nextInt(10);
        if (end == 0) {
            return;
        }
        if (end < 3) {
            assertThat(now(ledger.release(release(request))).status())
                    .isIn(Settlement.Status.RELEASED, Settlement.Status.ALREADY_RELEASED);
            promises.moved();
        } else {
            captured(request, List.of("2", "0.5", "3.25").get(end % 3));
        }
    }

    private void captured(HoldRequest request, String amount) {
        promises.asked(request.id(), Calls.credits(amount));
        Settlement settlement = now(ledger.capture(capture(request, amount)));
        assertThat(settlement.status()).isIn(Settlement.Status.CAPTURED, Settlement.Status.ALREADY_CAPTURED);
        assertThat(settlement.debited()).isEqualTo(Calls.credits(amount));
        promises.acknowledged(request.id());
    }

    /** Of the moves whose outcome is unknown, half are asked for again with their ids and half are left alone. */
    private <T> T once(Mono<T> move) {
        try {
            return now(move);
        } catch (LedgerUnavailable away) {
            if (random.nextBoolean()) {
                throw away;
            }
            serverIsUp.get().join();
            return now(move);
        }
    }

    private static <T> T now(Mono<T> move) {
        return Objects.requireNonNull(move.block(PATIENCE));
    }
}
