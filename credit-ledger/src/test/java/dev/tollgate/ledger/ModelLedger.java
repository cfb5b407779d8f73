package dev.tollgate.ledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One account's ledger in plain Java, as simple as the rules can be written; amounts are nano-credits. */
final class ModelLedger {

    private static final class Grant {
        final int order;
        final int priority;
        final long amount;
        final boolean givenLive;
        long left;
        long held;
        boolean live;

        Grant(int order, int priority, long amount, boolean live) {
            this.order = order;
            this.priority = priority;
            this.amount = amount;
            this.left = amount;
            this.givenLive = live;
            this.live = live;
        }

        long free() {
            return live ? left - held : 0;
        }
    }

    private static final class Hold {
        long amount;
        final Map<Grant, Long> parts = new LinkedHashMap<>();
        final List<Limit> limits;
        long soFar;
        boolean expired;

        /** What it has set aside. */
        long kept() {
            return expired ? soFar : amount;
        }

        Hold(long amount, List<Limit> limits) {
            this.limits = limits;
            this.amount = amount;
        }
    }

    /** A budget of the account's one key, or of a run of it. */
    private static final class Limit {
        long most;
        long used;
        long held;

        Limit(long most) {
            this.most = most;
        }

        boolean allows(long amount) {
            return amount <= Math.max(most - used - held, 0);
        }
    }

    private final Map<String, Limit> runs = new LinkedHashMap<>();
    private @Nullable Limit ofKey;

    /** The key's budget from now on; null: none. A new one counts calls that run. */
    void limit(@Nullable Long most) {
        if (most == null) {
            ofKey = null;
        } else if (ofKey != null) {
            ofKey.most = most;
        } else {
            Limit limit = new Limit(most);
            holds.values().forEach(hold -> {
                hold.limits.add(limit);
                limit.held += hold.kept();
            });
            ofKey = limit;
        }
    }

    /** The budgets that allow an amount; null: one of them does not. */
    private @Nullable List<Limit> limits(long amount, @Nullable String run, @Nullable Long runBudget) {
        List<Limit> all = new ArrayList<>();
        Limit key = ofKey;
        if (key != null) {
            if (!key.allows(amount)) {
                return null;
            }
            all.add(key);
        }
        if (run != null) {
            Limit known = runs.get(run);
            Limit limit = known != null ? known : new Limit(Long.MAX_VALUE);
            limit.most = Math.min(limit.most, runBudget == null ? Long.MAX_VALUE : runBudget);
            if (!limit.allows(amount)) {
                return null;
            }
            runs.put(run, limit);
            all.add(limit);
        }
        return all;
    }

    private record Ended(boolean captured, long debited) {}

    private record Spent(long amount, List<Long> funds) {}

    private final List<Grant> grants = new ArrayList<>();
    private final Map<String, Grant> references = new LinkedHashMap<>();
    private final Map<UUID, Hold> holds = new LinkedHashMap<>();
    private final Map<UUID, Ended> ended = new LinkedHashMap<>();
    private final Map<String, Spent> spends = new LinkedHashMap<>();
    private final Map<String, Corrected> corrections = new LinkedHashMap<>();
    private long debt;

    /** Grants are told apart by priority and age only: those with an end are all given the same, far or past. */
    GrantResult.Status grant(String reference, GrantRequest.Source source, long amount, boolean live) {
        Grant before = references.get(reference);
        if (before != null) {
            boolean same = before.amount == amount && before.priority == source.ordinal() && before.givenLive == live;
            return same ? GrantResult.Status.ALREADY_GRANTED : GrantResult.Status.REFERENCE_TAKEN;
        }
        Grant grant = new Grant(grants.size(), source.ordinal(), amount, live);
        references.put(reference, grant);
        add(grant);
        return GrantResult.Status.GRANTED;
    }

    private void add(Grant grant) {
        grants.add(grant);
        grants.sort(Comparator.comparingInt((Grant g) -> g.priority).thenComparingInt(g -> g.order));
        repay();
    }

    HoldResult.Status hold(UUID id, long amount, long floor, @Nullable String run, @Nullable Long runBudget) {
        Hold before = holds.get(id);
        if (before != null) {
            return !before.expired && before.amount == amount ? HoldResult.Status.PLACED : HoldResult.Status.ID_TAKEN;
        }
        if (ended.containsKey(id)) {
            return HoldResult.Status.ID_TAKEN;
        }
        if (debt > 0) {
            return HoldResult.Status.IN_DEBT;
        }
        long needed = Math.max(amount, floor);
        if (needed > free()) {
            return needed <= free() + onHold() ? HoldResult.Status.ON_HOLD : HoldResult.Status.INSUFFICIENT;
        }
        List<Limit> limits = limits(amount, run, runBudget);
        if (limits == null) {
            return HoldResult.Status.BUDGET;
        }
        limits.forEach(limit -> limit.held += amount);
        Hold hold = new Hold(amount, limits);
        long need = amount;
        for (Grant grant : grants) {
            long take = Math.min(need, grant.free());
            if (take > 0) {
                grant.held += take;
                hold.parts.put(grant, take);
                need -= take;
            }
        }
        holds.put(id, hold);
        return HoldResult.Status.PLACED;
    }

    RaiseResult.Status raise(UUID id, long amount) {
        Hold hold = holds.get(id);
        if (hold == null || hold.expired) {
            return RaiseResult.Status.GONE;
        }
        long more = Math.max(amount - hold.amount, 0);
        if (more > 0 && more > free() - debt) {
            return more - (free() - debt) <= onHold() - hold.amount
                    ? RaiseResult.Status.ON_HOLD
                    : RaiseResult.Status.INSUFFICIENT;
        }
        for (Limit limit : hold.limits) {
            if (more > 0 && counts(limit) && more > limit.most - limit.used - limit.held) {
                return limit == ofKey
                                || hold.limits.stream()
                                        .anyMatch(
                                                other -> other == ofKey && more > other.most - other.used - other.held)
                        ? RaiseResult.Status.BUDGET
                        : RaiseResult.Status.RUN_BUDGET;
            }
        }
        hold.limits.forEach(limit -> limit.held += more);
        hold.amount += more;
        long need = more;
        for (Grant grant : grants) {
            long take = Math.min(need, grant.free());
            if (take > 0) {
                grant.held += take;
                hold.parts.merge(grant, take, Long::sum);
                need -= take;
            }
        }
        return RaiseResult.Status.RAISED;
    }

    /** One that was taken away forbids nothing any more. */
    private boolean counts(Limit limit) {
        return limit == ofKey || runs.containsValue(limit);
    }

    Settlement.Status settle(UUID id, boolean capture, long amount) {
        Ended before = ended.get(id);
        if (before != null) {
            return before.captured ? Settlement.Status.ALREADY_CAPTURED : Settlement.Status.ALREADY_RELEASED;
        }
        Hold hold = holds.get(id);
        if (hold == null) {
            return Settlement.Status.NO_HOLD;
        }
        holds.remove(id);
        long need = capture ? amount : 0;
        ended.put(id, new Ended(capture, need));
        for (Limit limit : hold.limits) {
            limit.held -= hold.kept();
            limit.used += need;
        }
        for (Map.Entry<Grant, Long> part : hold.parts.entrySet()) {
            long take = Math.min(need, part.getValue());
            part.getKey().held -= part.getValue();
            part.getKey().left -= take;
            need -= take;
        }
        debt += take(need);
        repay();
        return capture ? Settlement.Status.CAPTURED : Settlement.Status.RELEASED;
    }

    /** Takes what is free, in the order of spending; answers what was not there. */
    private long take(long amount) {
        long need = amount;
        for (Grant grant : grants) {
            long take = Math.min(need, grant.free());
            grant.left -= take;
            need -= take;
        }
        return need;
    }

    SpendResult.Status spend(String key, long amount) {
        Spent before = spends.get(key);
        if (before != null) {
            return before.amount == amount ? SpendResult.Status.ALREADY_SPENT : SpendResult.Status.KEY_TAKEN;
        }
        if (debt > 0) {
            return SpendResult.Status.IN_DEBT;
        }
        if (amount > free()) {
            return amount <= free() + onHold() ? SpendResult.Status.ON_HOLD : SpendResult.Status.INSUFFICIENT;
        }
        List<Limit> limits = limits(amount, null, null);
        if (limits == null) {
            return SpendResult.Status.BUDGET;
        }
        limits.forEach(limit -> limit.used += amount);
        take(amount);
        spends.put(key, new Spent(amount, funds()));
        return SpendResult.Status.SPENT;
    }

    /** What a correction gives never ends, so it comes after the adjustments that do. */
    private static final int AFTER_ALL = GrantRequest.Source.values().length;

    private record Corrected(boolean give, long amount) {}

    CorrectionResult.Status correct(String reference, boolean give, long amount) {
        Corrected before = corrections.putIfAbsent(reference, new Corrected(give, amount));
        if (before != null) {
            return before.equals(new Corrected(give, amount))
                    ? CorrectionResult.Status.ALREADY_CORRECTED
                    : CorrectionResult.Status.REFERENCE_TAKEN;
        }
        if (give) {
            add(new Grant(grants.size(), AFTER_ALL, amount, true));
        } else {
            debt += take(amount);
        }
        return CorrectionResult.Status.CORRECTED;
    }

    /** What the account had after the spend with this key, or has now if there is none. */
    List<Long> fundsAtSpend(String key) {
        Spent spent = spends.get(key);
        return spent == null ? funds() : spent.funds();
    }

    void expire(UUID id) {
        Hold hold = holds.get(id);
        if (hold != null && !hold.expired) {
            hold.expired = true;
            hold.limits.forEach(limit -> limit.held -= hold.amount - hold.soFar);
            long keep = hold.soFar;
            for (Map.Entry<Grant, Long> part : hold.parts.entrySet()) {
                long kept = Math.min(keep, part.getValue());
                part.getKey().held -= part.getValue() - kept;
                part.setValue(kept);
                keep -= kept;
            }
            repay();
        }
    }

    /** What a call has cost so far stays set aside when its hold expires. */
    void extend(UUID id, long soFar) {
        Hold hold = holds.get(id);
        if (hold != null && !hold.expired) {
            hold.soFar = Math.min(soFar, hold.amount);
        }
    }

    /** Debts are paid with whatever comes free. */
    private void repay() {
        for (Grant grant : grants) {
            long take = Math.min(debt, grant.free());
            grant.left -= take;
            debt -= take;
        }
    }

    void expire(String reference, GrantRequest.Source source) {
        Grant grant = references.get(reference);
        if (grant != null && grant.priority == source.ordinal()) {
            grant.live = false;
        }
    }

    private long free() {
        return grants.stream().mapToLong(Grant::free).sum();
    }

    private long onHold() {
        return grants.stream().mapToLong(grant -> grant.held).sum();
    }

    /** available, on hold, debt */
    List<Long> funds() {
        return List.of(Math.max(free() - debt, 0), onHold(), debt);
    }
}
