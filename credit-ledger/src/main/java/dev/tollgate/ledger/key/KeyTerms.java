package dev.tollgate.ledger.key;

import dev.tollgate.ledger.key.Budget.Period;
import dev.tollgate.pricing.Credits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a key is to be. What is null stays as it is; in a new key it means that there is no such restriction.
 *
 * @param expires empty: it does not end
 * @param models names and wildcards; {@link #ANY}: all
 * @param addresses ranges; {@link #ANY}: from anywhere
 * @param budgets the limits of all its periods
 */
public record KeyTerms(
        @Nullable String name,
        @Nullable Optional<Instant> expires,
        @Nullable List<String> models,
        @Nullable List<String> services,
        @Nullable List<String> addresses,
        @Nullable Map<Period, Credits> budgets) {

    /** A list that is no restriction. */
    public static final List<String> ANY = List.of("*");

    /** A key without restrictions. */
    public static KeyTerms named(String name) {
        return new KeyTerms(name, null, null, null, null, null);
    }

    public KeyTerms withBudgets(Map<Period, Credits> limits) {
        return new KeyTerms(name, expires, models, services, addresses, limits);
    }

    public KeyTerms withModels(List<String> names) {
        return new KeyTerms(name, expires, names, services, addresses, budgets);
    }

    public KeyTerms withServices(List<String> names) {
        return new KeyTerms(name, expires, models, names, addresses, budgets);
    }

    public KeyTerms withAddresses(List<String> ranges) {
        return new KeyTerms(name, expires, models, services, ranges, budgets);
    }

    public KeyTerms until(Instant end) {
        return new KeyTerms(name, Optional.of(end), models, services, addresses, budgets);
    }
}
