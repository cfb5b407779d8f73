package dev.tollgate.pricing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a model by what a caller asked for: exact name, else alias, else the wildcard that says the most characters; of
 * two that say equally many, a denied one, else the first of the file.
 *
 * <p>Exact names are hashed. Wildcards are tried one by one from the longest: most fail at their first character, and
 * there is no cache of answers that made-up names could fill.
 */
final class ModelIndex {

    /** Longer than any provider's name, an ARN included; what is longer is no model. */
    static final int LONGEST_NAME = 512;

    private record Pattern(Wildcard wildcard, Optional<PricedModel> model) {}

    private final Map<String, Optional<PricedModel>> exact = new HashMap<>();
    private final Map<String, PricedModel> byOwnName = new HashMap<>();
    private final List<Pattern> patterns = new ArrayList<>();
    private final Set<String> names;

    /** @param denied names and wildcards that are refused though a wildcard matches them */
    ModelIndex(List<PricedModel> models, List<String> denied) {
        for (PricedModel priced : models) {
            priced.model().aliases().forEach(alias -> exact.put(alias, Optional.of(priced)));
        }
        for (PricedModel priced : models) {
            byOwnName.put(priced.model().name(), priced);
            if (!priced.model().isWildcard()) {
                exact.put(priced.model().name(), Optional.of(priced));
            }
        }
        names = Set.copyOf(exact.keySet());
        for (String name : denied) {
            if (name.indexOf('*') >= 0) {
                patterns.add(new Pattern(new Wildcard(name), Optional.empty()));
            } else {
                exact.put(name, Optional.empty());
            }
        }
        models.stream()
                .filter(priced -> priced.model().isWildcard())
                .forEach(priced ->
                        patterns.add(new Pattern(new Wildcard(priced.model().name()), Optional.of(priced))));
        patterns.sort(
                Comparator.comparingInt((Pattern pattern) -> pattern.wildcard().literals())
                        .reversed());
    }

    Optional<PricedModel> find(String asked) {
        if (asked.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        Optional<PricedModel> known = exact.get(asked);
        if (known != null) {
            return known;
        }
        for (Pattern pattern : patterns) {
            if (pattern.wildcard().matches(asked)) {
                return pattern.model();
            }
        }
        return Optional.empty();
    }

    /**
     * The model that did the work. Providers answer with the dated name of the model that was asked for; that is the same
     * model, unless the file lists the dated name by itself. Another model of the same provider (a fallback, an adviser) has
     * its own rates, where the file knows it.
     *
     * @param asked the name that was asked for
     * @param model what it means
     * @param answered the name that the provider told
     */
    Model answering(String asked, Model model, String answered) {
        if (answered.equals(asked) || answered.equals(model.name())) {
            return model;
        }
        boolean dated = answered.startsWith(asked) || answered.startsWith(model.name());
        return find(answered)
                .map(PricedModel::model)
                .filter(other -> other.provider().equals(model.provider()))
                .filter(other -> !(dated && other.isWildcard()))
                .orElse(model);
    }

    /** The entry of this very name, wildcard or not. */
    Optional<PricedModel> entry(String name) {
        return Optional.ofNullable(byOwnName.get(name));
    }

    /** Exact names and aliases that have a price. */
    Set<String> names() {
        return names;
    }
}
