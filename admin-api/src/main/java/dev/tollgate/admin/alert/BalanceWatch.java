package dev.tollgate.admin.alert;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tollgate.ledger.Balance;
import dev.tollgate.ledger.alert.Alerts;
import dev.tollgate.ledger.alert.Delivery;
import dev.tollgate.ledger.alert.Standing;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PriceBook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Notices accounts that fall below their threshold. The ledger tells of each balance that this node has moved; that is
 * compared in memory with where the account was seen last, and only an account that is on another side now, or was not seen
 * for a minute, is asked about, many together, behind the money. The database decides whether it is a crossing.
 */
@Component
final class BalanceWatch implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(BalanceWatch.class);

    private static final int AT_ONCE = 500;
    private static final int MOST = 100_000;
    private static final int SWEPT_AT_ONCE = 2000;
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final Alerts alerts;
    private final Supplier<PriceBook> books;
    private final Mail mail;
    private final Set<Long> moved = ConcurrentHashMap.newKeySet();
    private final Cache<Long, Standing> seen =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(FRESH).build();
    private final Disposable.Composite running = Disposables.composite();

    BalanceWatch(Alerts alerts, Supplier<PriceBook> books, Mail mail, AlertSettings settings) {
        this.alerts = alerts;
        this.books = books;
        this.mail = mail;
        alerts.observe(this::moved);
        running.add(every(settings.look(), Mono.defer(this::look)));
        running.add(every(settings.sweep(), Mono.defer(() -> sweep(0))));
    }

    private static Disposable every(Duration pause, Mono<?> work) {
        return Flux.interval(pause)
                .onBackpressureDrop()
                .concatMap(tick -> work.then().onErrorResume(failure -> {
                    log.debug("Balances cannot be looked at now; they are later: {}", failure.toString());
                    return Mono.empty();
                }))
                .subscribe();
    }

    private void moved(long account, Balance.Funds after) {
        Standing before = seen.getIfPresent(account);
        if ((before == null || before.low() != isLow(after, before.threshold())) && moved.size() < MOST) {
            moved.add(account);
        }
    }

    /** What running calls hold counts as there, as it does in the database. */
    private static boolean isLow(Balance.Funds after, Credits threshold) {
        return after.available().nanos() + after.onHold().nanos() < threshold.nanos();
    }

    private Mono<Void> look() {
        List<Long> some = new ArrayList<>();
        for (Long account : moved) {
            if (some.size() < AT_ONCE) {
                some.add(account);
            }
        }
        if (some.isEmpty()) {
            return Mono.empty();
        }
        // Taken out before they are asked about: what moves meanwhile is asked about again.
        some.forEach(moved::remove);
        return alerts.watch(some, threshold(), channels())
                .doOnNext(standings -> standings.forEach(standing -> seen.put(standing.account(), standing)))
                .doOnError(failure -> moved.addAll(some))
                .then();
    }

    private Mono<Void> sweep(long after) {
        return alerts.sweep(after, SWEPT_AT_ONCE, threshold(), channels()).flatMap(this::sweep);
    }

    private Credits threshold() {
        return books.get().lowBalance();
    }

    private List<String> channels() {
        return mail.isPossible() ? List.of(Delivery.WEBHOOK, Delivery.EMAIL) : List.of(Delivery.WEBHOOK);
    }

    @Override
    public void destroy() {
        running.dispose();
    }
}
