package dev.tollgate.admin.reward;

import dev.tollgate.ledger.reward.AccountRewards;
import dev.tollgate.pricing.PriceBook;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tells the database the rules for rewards, whenever another book is in force. */
@Component
final class RewardTeller implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(RewardTeller.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final AccountRewards rewards;
    private final Supplier<PriceBook> books;
    private final Disposable telling;
    private String told = "";
    private boolean failing;

    RewardTeller(AccountRewards rewards, Supplier<PriceBook> books) {
        this.rewards = rewards;
        this.books = books;
        this.telling = Flux.interval(Duration.ZERO, LOOK_EVERY)
                .onBackpressureDrop()
                .concatMap(tick -> Mono.defer(this::look).onErrorResume(this::failed))
                .subscribe();
    }

    private Mono<Void> look() {
        PriceBook book = books.get();
        if (book.version().equals(told)) {
            return Mono.empty();
        }
        return rewards.tell(book.rewards()).doOnSuccess(done -> {
            told = book.version();
            failing = false;
        });
    }

    private Mono<Void> failed(Throwable failure) {
        if (!failing) {
            log.warn(
                    "The database could not be told of the rules for rewards; it is tried again: {}",
                    failure.toString());
        }
        failing = true;
        return Mono.empty();
    }

    @Override
    public void destroy() {
        telling.dispose();
    }
}
