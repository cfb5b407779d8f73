package dev.tollgate.admin.billing;

import com.stripe.exception.InvalidRequestException;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.Inbox;
import dev.tollgate.ledger.billing.InboxEvent;
import dev.tollgate.ledger.database.LedgerUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/**
 * Works on the inbox, on every node: a few objects at a time, each event taken by one node. An event that fails comes again,
 * and its reason is seen meanwhile.
 */
@Component
final class InboxWorker implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(InboxWorker.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int TAKEN = 8;

    /** Few: who tells of the next event waits for the same processors. */
    private static final int AT_ONCE = Math.min(TAKEN, Runtime.getRuntime().availableProcessors());

    /** No faster than this: Stripe takes a hundred calls a second, and an object needs up to four. More events of it come meanwhile. */
    private static final Duration FOR_EACH = Duration.ofMillis(40);

    /** Events that are worked on together with those, because they are about the same. */
    private static final int MORE = 1_000;

    private static final int RACES = 20;

    /** After which what is not there yet is somebody's to look at. */
    private static final int PATIENT_TRIES = 8;

    /** Failed looks into the inbox, about one a second, between two warnings. */
    private static final int PATIENT_LOOKS = 60;

    private static final int LONGEST_REASON = 500;

    private final Inbox inbox;
    private final EventReactions reactions;
    private final StripeSettings settings;
    private final Sinks.Many<Boolean> nudges = Sinks.many().multicast().directBestEffort();
    private int unread;
    private final Disposable working;

    InboxWorker(Inbox inbox, EventReactions reactions, StripeSettings settings) {
        this.inbox = inbox;
        this.reactions = reactions;
        this.settings = settings;
        this.working = settings.missing().isEmpty() ? work() : () -> {};
    }

    private Disposable work() {
        return Flux.merge(
                        Flux.interval(Duration.ZERO, LOOK_EVERY)
                                .onBackpressureDrop()
                                .map(tick -> true),
                        nudges.asFlux())
                .onBackpressureLatest()
                .concatMap(
                        tick -> Rounds.untilIdle(this::round)
                                .doOnSuccess(done -> unread = 0)
                                .onErrorResume(failure -> {
                                    unread(failure);
                                    return Mono.empty();
                                }),
                        1)
                .subscribe();
    }

    /** A moment without the database is nothing; a minute is. */
    private void unread(Throwable failure) {
        if (unread++ % PATIENT_LOOKS == PATIENT_LOOKS - 1) {
            log.warn("Stripe's events cannot be worked on, they wait: {}", failure.toString());
        }
    }

    /** There is something new. */
    void nudge() {
        nudges.tryEmitNext(true);
    }

    /** Whether anything was due. */
    private Mono<Boolean> round() {
        return inbox.take(TAKEN, MORE, settings.pause())
                .flatMap(events -> worked(reactions.to(events)).thenReturn(!events.isEmpty()));
    }

    private Mono<Void> worked(List<EventReactions.Work> works) {
        long fetched = works.stream().filter(EventReactions.Work::fetches).count();
        return Mono.when(
                Flux.fromIterable(works).flatMap(this::settled, AT_ONCE), Mono.delay(FOR_EACH.multipliedBy(fetched)));
    }

    private Mono<Void> settled(EventReactions.Work work) {
        return Mono.defer(work::done)
                .retryWhen(Retry.max(RACES).filter(BillingBooks.Overtaken.class::isInstance))
                .onErrorResume(failure -> Mono.just(failed(work.news(), failure)))
                .flatMap(verdict -> marked(work, verdict))
                .onErrorResume(LedgerUnavailable.class, away -> Mono.empty());
    }

    private Mono<Void> marked(EventReactions.Work work, Verdict verdict) {
        List<String> all = work.news().events();
        return switch (verdict.state()) {
            case DONE -> Mono.empty();
            case LATER -> inbox.mark(ids(work, event -> event.tries() < PATIENT_TRIES), "new", verdict.reason())
                    .then(inbox.mark(ids(work, event -> event.tries() >= PATIENT_TRIES), "kept", verdict.reason()));
            case AWAY -> inbox.mark(all, "new", verdict.reason());
            case IGNORED, KEPT -> inbox.mark(all, verdict.state().name().toLowerCase(Locale.ROOT), verdict.reason());
        };
    }

    private static List<String> ids(EventReactions.Work work, Predicate<InboxEvent.Due> which) {
        return work.due().stream().filter(which).map(InboxEvent.Due::id).toList();
    }

    private static Verdict failed(News news, Throwable failure) {
        if (failure instanceof LedgerUnavailable || failure instanceof BillingBooks.Overtaken) {
            return Verdict.away("the database was busy");
        }
        if (failure instanceof StripeAway) {
            // Tried for as long as it takes: the next pause is an hour at most.
            return Verdict.away("Stripe does not answer");
        }
        String reason = String.valueOf(failure.getMessage());
        log.warn("The events {} about {} failed: {}", news.events(), news.object(), reason);
        String shown = reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
        return failure instanceof InvalidRequestException ? Verdict.kept(shown) : Verdict.later(shown);
    }

    @Override
    public void destroy() {
        working.dispose();
    }
}
