package dev.tollgate.filter.limit;

import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.identity.Caller;
import dev.tollgate.filter.identity.ClientAddress;
import dev.tollgate.filter.identity.Credential;
import dev.tollgate.pricing.Plan.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * The limits that a request meets on its way: of its address when it arrives, then of its address, key, account and plan
 * together. What it met is noted in its {@link Visit}.
 */
public final class CallLimits {

    private final LimitSettings settings;
    private final RateLimits limits;
    private final FailedKeys failures;

    /** @param limits where all of them are counted */
    public CallLimits(LimitSettings settings, RateLimits limits) {
        this.settings = settings;
        this.limits = limits;
        this.failures = new FailedKeys(settings.failures(), limits);
    }

    /** Before the key is looked at: takes one request of the address, unless too many keys from there opened nothing. */
    public Mono<Decision<Visit>> arrive(Visit visit, Optional<Credential> credential) {
        return arrive(visit, credential, settings.address());
    }

    /** The same at the account and admin API, which has a limit of its own. */
    public Mono<Decision<Visit>> arriveAtApi(Visit visit, Optional<Credential> credential) {
        return arrive(visit, credential, settings.api());
    }

    /** The same where requests are signed: they are not counted, unless too many from there were signed wrongly. */
    public Mono<Decision<Visit>> arriveSigned(Visit visit) {
        return arrive(visit, Optional.empty(), Limits.NONE);
    }

    private Mono<Decision<Visit>> arrive(Visit visit, Optional<Credential> credential, Limits ofAddress) {
        Optional<Denial> locked = failures.refusal(visit.address(), credential);
        if (locked.isPresent()) {
            return Mono.just(Decision.deny(locked.get()));
        }
        List<Subject> subjects = new ArrayList<>(1);
        add(subjects, Level.ADDRESS, visit.address().network(), Demand.requestsOnly(ofAddress));
        return subjects.isEmpty()
                ? Mono.just(Decision.pass(visit))
                : take(Demand.request(subjects), visit).map(taken -> taken.then(permit -> Decision.pass(visit)));
    }

    /** The key opened nothing. */
    public Mono<Void> failed(ClientAddress address, Optional<Credential> credential) {
        return failures.failed(address, credential);
    }

    /** The key was good. */
    public void opened(Credential credential) {
        failures.opened(credential);
    }

    /** Takes a request, a place among the running calls and the most tokens that the call can use. */
    public Mono<Decision<Permit>> admit(Caller caller, Visit visit, long tokens) {
        List<Subject> subjects = new ArrayList<>(4);
        add(subjects, Level.ADDRESS, visit.address().network(), Demand.withoutRequests(settings.address()));
        addKnown(subjects, caller);
        return take(Demand.call(subjects, tokens), visit);
    }

    /** Takes the request of a call that gets no further. */
    public Mono<Decision<Permit>> count(Caller caller, Visit visit) {
        List<Subject> subjects = new ArrayList<>(4);
        addKnown(subjects, caller);
        return take(Demand.request(subjects), visit);
    }

    private void addKnown(List<Subject> subjects, Caller caller) {
        Limits key = caller.keyLimits().equals(Limits.NONE) ? settings.key() : caller.keyLimits();
        add(subjects, Level.KEY, Long.toString(caller.keyId()), key);
        add(
                subjects,
                Level.ACCOUNT,
                Long.toString(caller.account().id()),
                caller.plan().limits());
        String plan = caller.plan().name();
        add(subjects, Level.PLAN, plan, settings.plans().getOrDefault(plan, Limits.NONE));
    }

    private static void add(List<Subject> subjects, Level level, String name, Limits limits) {
        Subject subject = new Subject(level, name, limits);
        if (subject.isLimited()) {
            subjects.add(subject);
        }
    }

    private Mono<Decision<Permit>> take(Demand demand, Visit visit) {
        if (demand.subjects().isEmpty()) {
            return Mono.just(Decision.pass(Permit.UNLIMITED));
        }
        return limits.take(demand).map(taken -> {
            visit.met(taken.standing());
            return taken.decision();
        });
    }
}
