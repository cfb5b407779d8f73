package dev.tollgate.filter;

import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.denial.OwnWords;
import dev.tollgate.filter.identity.Caller;
import dev.tollgate.filter.identity.Callers;
import dev.tollgate.filter.identity.Credential;
import dev.tollgate.filter.identity.PriceSnapshot;
import dev.tollgate.filter.limit.CallLimits;
import dev.tollgate.filter.limit.Visit;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.TokenAllowances;
import dev.tollgate.ledger.account.ApiKeys;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.ownkey.KeySeal;
import dev.tollgate.ledger.usage.KeptObjects;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Lets a call through, or says why not: who calls ({@link #identify}, before anything of a stranger's body is read), and
 * then what for, at what price, how often, and are the funds there ({@link #admit}). What comes out is an
 * {@link Admission}, which must be settled or abandoned, whatever happens to the call.
 *
 * <p>The prices are looked up once for each call, with its caller: no call sees two price books.
 */
public final class CreditGate implements AutoCloseable {

    private final Callers callers;
    private final CallLimits limits;
    private final Ledger ledger;
    private final MonthlyTokens tokens;
    private final RunningCalls running;
    private final Holding holding;
    private final OwnObjects objects;
    private final Supplier<PriceSnapshot> prices;

    /**
     * @param kept knows whose is what providers keep
     * @param seal opens the callers' own provider keys; empty: only those sent with a call are used
     */
    public CreditGate(
            ApiKeys keys,
            Ledger ledger,
            TokenAllowances allowances,
            Supplier<PriceSnapshot> prices,
            CallLimits limits,
            KeptObjects kept,
            Optional<KeySeal> seal) {
        this.callers = new Callers(keys, seal);
        this.limits = limits;
        this.ledger = ledger;
        this.tokens = new MonthlyTokens(allowances);
        this.running = new RunningCalls(ledger);
        this.holding = new Holding(ledger, tokens, running);
        this.objects = new OwnObjects(kept);
        this.prices = prices;
    }

    /** Whose call it is. The limits of strangers are asked before the key is. */
    public Mono<Decision<Caller>> identify(Optional<Credential> credential, Visit visit) {
        return limits.arrive(visit, credential)
                .flatMap(arrived ->
                        arrived.thenLater(here -> callers.identify(credential, visit.address(), prices.get())))
                .flatMap(identified -> noted(identified, credential, visit))
                .onErrorReturn(LedgerUnavailable.class, Decision.deny(Denial.Unavailable.LEDGER));
    }

    private Mono<Decision<Caller>> noted(Decision<Caller> identified, Optional<Credential> credential, Visit visit) {
        return identified.fold(
                caller -> {
                    credential.ifPresent(limits::opened);
                    return Mono.just(identified);
                },
                denial -> denial.code() == DenialCode.INVALID_API_KEY && credential.isPresent()
                        ? limits.failed(visit.address(), credential).thenReturn(identified)
                        : Mono.just(identified));
    }

    /** Counts a request that costs nothing here, but is asked of a provider. */
    public Mono<Decision<Caller>> count(Caller caller, Visit visit) {
        return limits.count(caller, visit).map(counted -> counted.then(permit -> Decision.pass(caller)));
    }

    /**
     * Decides about a call. When the result is an admission, its hold is on disk. A subscriber that cancels may leave a
     * hold behind: subscribe so that a client's leaving does not reach this.
     */
    public Mono<Decision<Admission>> admit(Call call) {
        return permit(call).flatMap(permitted -> permitted.thenLater(this::admit));
    }

    /**
     * The first half: whether the call may be made at all, by what it asks for and names, its price and the rate limits. Nothing is set
     * aside for it yet. The ticket's permit must be ended, by {@link #admit(Ticket)} or by whoever does not call that.
     */
    public Mono<Decision<Ticket>> permit(Call call) {
        return Mono.defer(() -> permitted(call))
                .flatMap(permitted -> permitted.thenLater(CreditGate::withFallbacks))
                .flatMap(covered -> covered.thenLater(this::own))
                .map(decision -> worded(decision, call.caller()));
    }

    /** The second half: whether there are tokens and credits for it. */
    public Mono<Decision<Admission>> admit(Ticket ticket) {
        return Mono.defer(() -> month(ticket))
                .flatMap(taken -> taken.thenLater(holding::hold))
                .onErrorReturn(LedgerUnavailable.class, Decision.deny(Denial.Unavailable.LEDGER))
                .map(decision -> worded(decision, ticket.call().caller()));
    }

    /** What a call can cost. It counts as a request; nothing is set aside for it, and nothing sent. */
    public Mono<Decision<Estimate>> estimate(Call call) {
        return Mono.defer(() -> limits.count(call.caller(), call.visit()))
                .map(counted -> counted.then(permit -> Quoting.quote(call)).then(Quoting::withFallbacks))
                .flatMap(quoted -> quoted.thenLater(objects::check))
                .flatMap(quoted -> quoted.thenLater(
                        ticket -> ledger.balance(call.caller().account().id())
                                .map(balance -> Decision.pass(Estimate.of(ticket, balance.funds())))))
                .onErrorReturn(LedgerUnavailable.class, Decision.deny(Denial.Unavailable.LEDGER))
                .map(decision -> worded(decision, call.caller()));
    }

    private static <A> Decision<A> worded(Decision<A> decision, Caller caller) {
        return decision.fold(
                passed -> decision,
                denial -> Decision.deny(OwnWords.of(denial, caller.prices().book(), caller.plan())));
    }

    /**
     * Quoted first, so that all limits are asked at once, those on tokens included; what cannot be quoted counts as a request
     * all the same.
     */
    private Mono<Decision<Ticket>> permitted(Call call) {
        return Quoting.quote(call)
                .fold(
                        ticket -> limits.admit(call.caller(), call.visit(), ticket.worstTokens())
                                .map(taken -> taken.then(permit -> Decision.pass(ticket.with(permit)))),
                        denial -> limits.count(call.caller(), call.visit())
                                .map(taken -> taken.then(counted -> Decision.deny(denial))));
    }

    /** Behind the limits too: what is refused there is not worth the work. */
    private static Mono<Decision<Ticket>> withFallbacks(Ticket ticket) {
        return ended(ticket, Mono.fromSupplier(() -> Quoting.withFallbacks(ticket)));
    }

    /** Behind the limits, so that nobody tries out what others have made. */
    private Mono<Decision<Ticket>> own(Ticket ticket) {
        return ended(ticket, objects.check(ticket));
    }

    /** The tokens of the month come before the funds, so that what is refused holds nothing. */
    private Mono<Decision<Ticket>> month(Ticket ticket) {
        return ended(ticket, tokens.take(ticket));
    }

    /** What a step denies, or fails at, runs no more. */
    private static Mono<Decision<Ticket>> ended(Ticket ticket, Mono<Decision<Ticket>> step) {
        return step.doOnNext(
                        decision -> decision.ifDenied(denial -> ticket.permit().end(0)))
                .doOnError(failure -> ticket.permit().end(0));
    }

    /** Stops telling the ledger of running calls. */
    @Override
    public void close() {
        running.stop();
    }
}
