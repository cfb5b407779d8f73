package dev.tollgate.filter;

import dev.tollgate.ledger.HoldProgress;
import dev.tollgate.ledger.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells the ledger how far the running calls are, so that their holds stand as long as they run, and that a crash of this
 * process is charged by what is known. One look at all of them each second, told in batches; most calls are over before.
 */
final class RunningCalls {

    private static final Logger log = LoggerFactory.getLogger(RunningCalls.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int AT_ONCE = 500;

    private final Ledger ledger;
    private final Set<Admission> running = ConcurrentHashMap.newKeySet();
    private final Disposable telling;

    RunningCalls(Ledger ledger) {
        this.ledger = ledger;
        this.telling = Flux.interval(LOOK_EVERY)
                .onBackpressureDrop()
                .concatMap(tick -> tell().onErrorResume(bug -> {
                    log.error("The ledger was not told how far the running calls are", bug);
                    return Mono.empty();
                }))
                .subscribe();
    }

    void begin(Admission admission) {
        running.add(admission);
    }

    void end(Admission admission) {
        running.remove(admission);
    }

    private Mono<Void> tell() {
        return Flux.fromIterable(running)
                .map(Admission::news)
                .flatMap(Mono::justOrEmpty)
                .buffer(AT_ONCE)
                .concatMap(this::tell)
                .then();
    }

    Mono<Void> tell(Admission admission) {
        return Mono.defer(() -> Mono.justOrEmpty(admission.news())).flatMap(news -> tell(List.of(news)));
    }

    /** What could not be told is told the next time; until then the ledger knows a little less. */
    private Mono<Void> tell(List<Admission.News> news) {
        List<HoldProgress> progress =
                news.stream().map(Admission.News::progress).toList();
        return ledger.extend(progress)
                .doOnSuccess(told -> news.forEach(Admission.News::told))
                .onErrorResume(failure -> {
                    log.debug("The ledger was not told how far {} calls are: {}", news.size(), failure.toString());
                    return Mono.empty();
                });
    }

    void stop() {
        telling.dispose();
    }
}
