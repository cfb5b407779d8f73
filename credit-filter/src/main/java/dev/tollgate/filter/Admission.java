package dev.tollgate.filter;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.CaptureRequest;
import dev.tollgate.ledger.HoldProgress;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.ReleaseRequest;
import dev.tollgate.ledger.Settlement;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.ledger.usage.UsageRecord;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * A call that was let through. It ends once: the first of {@link #settle} and {@link #abandon} decides, every later one
 * answers the same receipt.
 *
 * <p>The ledger's work runs on a subscription of its own, so a client that leaves while it runs changes nothing. The
 * receipt is waited for at most {@link #PATIENCE}: after that the answer is let go, and the ledger goes on trying by the
 * hold's id.
 */
public final class Admission {

    /** How long the end of an answer waits for its debit to be on disk. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final UsageReport NOTHING = new UsageReport(Basis.NONE, Usage.NONE, List.of(), null, null);

    /** How a call ends of which nothing more is heard. */
    private static final Ending ABANDONED = new Ending(null, "abandoned", null);

    private static final Logger log = LoggerFactory.getLogger(Admission.class);

    private final Ticket asked;
    private final Ledger ledger;
    private final MonthlyTokens tokens;
    private final RunningCalls running;
    private final Progress progress = new Progress();
    private final Attempts attempts;
    private final AtomicReference<@Nullable Mono<Receipt>> end = new AtomicReference<>();
    private final AtomicBoolean followed = new AtomicBoolean();
    private volatile Ticket ticket;
    private volatile Overrun overrun;
    private volatile boolean awaited;
    private volatile boolean sent;
    private volatile boolean refused;

    private Admission(Ticket ticket, Ledger ledger, MonthlyTokens tokens, RunningCalls running) {
        this.asked = ticket;
        this.ticket = ticket;
        this.attempts = new Attempts(ticket.call().at());
        this.ledger = ledger;
        this.tokens = tokens;
        this.running = running;
        this.overrun = new Overrun(ticket, ledger);
    }

    static Admission of(Ticket ticket, Ledger ledger, MonthlyTokens tokens, RunningCalls running) {
        Admission admission = new Admission(ticket, ledger, tokens, running);
        running.begin(admission);
        return admission;
    }

    /** What the call is made of now: what it asks for, or the fallback that is tried in its place. */
    public Ticket ticket() {
        return ticket;
    }

    /**
     * What was tried has failed before it told anything: from here on the call is made of its next fallback, with the same hold.
     * What a failed attempt has cost is never the caller's to pay.
     *
     * @return false if there is none, or no time for it; then nothing has changed
     */
    public boolean fallBack(Ending failed) {
        Optional<String> next = attempts.next(asked);
        if (next.isEmpty() || end.get() != null) {
            return false;
        }
        Ticket instead = Fallbacks.ticket(asked, next.get());
        attempts.failed(ticket, failed, sent);
        sent = false;
        overrun = new Overrun(instead, ledger);
        ticket = instead;
        return true;
    }

    /** How often it was tried by now, at one provider or another. */
    public int attempts() {
        return attempts.count();
    }

    /** Whether the provider of an attempt that was given up may bill it: what has come of that is not known. */
    public boolean mayBeBilledAlready() {
        return attempts.anyUnknown();
    }

    public UsageReader reader(UsageReader.Answer answer) {
        return ticket.call().dialect().reader(ticket.intent(), answer);
    }

    /** There is a connection to the provider, and the call goes out on it now. */
    public void sent() {
        sent = true;
        progress.sent();
    }

    /** Whether the provider may have got anything of the call. */
    public boolean isSent() {
        return sent;
    }

    /** Whether the provider may have done what was asked, or may do it yet: it got the call, and has not refused it. */
    public boolean mayBeMade() {
        return sent && !refused;
    }

    /**
     * The client has got a part of its answer: if this process dies now, that is what is charged.
     *
     * @param end told if the answer has to end because nobody can pay for more of it
     */
    public void streamed(UsageReader reader, Consumer<Denial> end) {
        UsageReport soFar = progress.streamed(reader::report);
        // What goes on in the background costs its hold, whoever reads it, and a service what it told at first.
        if (soFar != null
                && !ticket.intent().background()
                && ticket.intent().service().isEmpty()) {
            overrun.look(soFar, end);
        }
    }

    /**
     * The provider works on although its answer has ended: the hold stands, and whoever asks first settles the call when
     * the work is over. From here on {@link #abandon} does nothing.
     *
     * <p>If this process dies meanwhile the hold is charged: the work goes on, and its result can still be asked for.
     *
     * @return false for all but the first
     */
    public boolean follow() {
        progress.known(ticket.worst());
        return followed.compareAndSet(false, true);
    }

    /**
     * The provider will tell by a request of its own when the call is over, and whoever hears of it settles the call. From
     * here on an exchange after which the provider may be at work ends nothing.
     *
     * @param unheard what is charged if nothing is ever heard
     * @return the same for the ledger, which must have it before the call is made
     */
    public UsageRecord await(UsageReport unheard) {
        awaited = true;
        progress.known(unheard);
        return record(unheard, Settling.price(ticket, unheard), ABANDONED);
    }

    /** Whether the call is settled when its provider tells of it, not by its answer. */
    public boolean awaited() {
        return awaited;
    }

    /** Tells the ledger now how far the call is, as far as it can be told. */
    public Mono<Void> tell() {
        return running.tell(this);
    }

    /** Something to tell the ledger about a running call. */
    record News(HoldProgress progress, Runnable receipt) {
        void told() {
            receipt.run();
        }
    }

    Optional<News> news() {
        return Optional.ofNullable(progress.news()).map(fact -> {
            UsageReport soFar = Objects.requireNonNullElse(fact.seen(), NOTHING);
            Settling.Priced priced = awaited ? Settling.price(ticket, soFar) : Settling.ifCrashed(ticket, soFar);
            UsageRecord record = record(soFar, priced, ABANDONED);
            return new News(new HoldProgress(ticket.call().id(), fact.stage(), record), () -> progress.told(fact));
        });
    }

    /** Debits what the call used; a usage with {@link Basis#NONE} costs nothing and gives the hold back. */
    public Mono<Receipt> settle(UsageReport report, Ending ending) {
        if (awaited && ending.mayGoOn()) {
            return once(() -> handOver(ending));
        }
        return once(() -> {
            refused = !ending.mayGoOn();
            UUID id = ticket.call().id();
            long account = ticket.call().caller().account().id();
            Settling.Priced priced = Settling.price(ticket, report);
            Charge charge = priced.charge();
            EstimatedCalls.count(report, ticket.subject());
            UnpricedUsage.count(priced.unpriced(), ticket.subject());
            UsageRecord record = record(report, priced, ending);
            return report.basis() == Basis.NONE
                    ? start(ledger.release(new ReleaseRequest(id, account, record)), charge, report)
                    : start(ledger.capture(new CaptureRequest(id, account, record)), charge, report);
        });
    }

    /** Nothing of the call is kept here any more; its hold stands until it is heard of, or its time is over. */
    private Mono<Receipt> handOver(Ending ending) {
        ticket.permit().end(0);
        return errorIsKnown(ending).then(tokens.count(ticket)).thenReturn(notYet());
    }

    /** After an error the call was most likely not made: what is told of it counts, but silence costs nothing. */
    private Mono<Void> errorIsKnown(Ending ending) {
        if (!ending.isError()) {
            return Mono.empty();
        }
        progress.known(NOTHING);
        return tell();
    }

    /** Gives the hold back: the call used nothing. */
    public Mono<Receipt> abandon(Ending ending) {
        return followed.get() && end.get() == null ? Mono.just(notYet()) : settle(NOTHING, ending);
    }

    /** Of a call that goes on. */
    public Receipt notYet() {
        return new Receipt(Charge.none(ticket.worstCase().priceVersion()), Basis.NONE, Optional.empty());
    }

    private Mono<Receipt> once(Supplier<Mono<Receipt>> settling) {
        Mono<Receipt> mine = Mono.defer(settling).cache();
        if (end.compareAndSet(null, mine)) {
            running.end(this);
            // Started here and not by whoever waits for it: the client may be gone, and nobody waiting.
            mine.subscribe();
        }
        return Objects.requireNonNull(end.get());
    }

    private Mono<Receipt> start(Mono<Settlement> work, Charge charge, UsageReport report) {
        ticket.permit().end(report.tokens());
        // Whoever calls again with the receipt in hand finds the tokens counted, not set aside.
        Mono<Settlement> counted =
                work.flatMap(settlement -> tokens.count(ticket).thenReturn(settlement));
        Mono<Settlement> started = Mono.fromFuture(counted.toFuture(), true);
        return started.doOnNext(settlement -> Settling.compare(ticket, settlement, charge))
                .map(settlement -> new Receipt(charge, report.basis(), Optional.of(settlement.balance())))
                .timeout(PATIENCE, Mono.fromSupplier(() -> new Receipt(charge, report.basis(), Optional.empty())))
                .onErrorResume(failure -> {
                    log.error(
                            "The settlement of request {} failed: {}",
                            ticket.call().id(),
                            failure.toString());
                    return Mono.just(new Receipt(charge, report.basis(), Optional.empty()));
                });
    }

    private UsageRecord record(UsageReport report, Settling.Priced priced, Ending ending) {
        return new UsageRecord(
                ticket.call().at(),
                ticket.subject(),
                report.model(),
                report.basis(),
                report.usage(),
                report.additional(),
                priced.charge(),
                attempts.with(ticket, ending, priced.costUsd()),
                ticket.call().tags(),
                ending.upstreamRequestId(),
                priced.costUsd());
    }
}
