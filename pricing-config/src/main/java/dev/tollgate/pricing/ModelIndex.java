package dev.tollgate.pricing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a model by what a caller asked for: exact name, else alias, else the wildcard that says the most characters; of
 * two that say equally many, a denied one, else the first of the file.
 *
 * <p>There is no cache of answers that made-up names could fill. What is found is kept as it is told, for every call
 * asks and each object on the way may be far off in memory.
 */
final class ModelIndex {

    /** Longer than any provider's name, an ARN included; what is longer is no model. */
    static final int LONGEST_NAME = 512;

    private final Map<String, Optional<Model>> exact = new HashMap<>();
    private final Map<String, PricedModel> byOwnName = new HashMap<>();
    private final Wildcards<Optional<Model>> wildcards;
    private final Set<String> names;

    /** @param denied names and wildcards that are refused though a wildcard matches them */
    ModelIndex(List<PricedModel> models, List<String> denied) {
        for (PricedModel priced : models) {
            priced.model().aliases().forEach(alias -> exact.put(alias, Optional.of(priced.model())));
        }
        for (PricedModel priced : models) {
            byOwnName.put(priced.model().name(), priced);
            if (!priced.model().isWildcard()) {
                exact.put(priced.model().name(), Optional.of(priced.model()));
            }
        }
        names = Set.copyOf(exact.keySet());
        Wildcards.Builder<Optional<Model>> patterns = new Wildcards.Builder<>();
        for (String name : denied) {
            if (name.indexOf('*') >= 0) {
                patterns.add(new Wildcard(name), Optional.empty());
            } else {
                exact.put(name, Optional.empty());
            }
        }
        models.stream()
                .map(PricedModel::model)
                .filter(Model::isWildcard)
                .forEach(model -> patterns.add(new Wildcard(model.name()), Optional.of(model)));
        wildcards = patterns.build();
    }

    Optional<Model> find(String asked) {
        if (asked.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        Optional<Model> known = exact.get(asked);
        if (known == null) {
            known = wildcards.find(asked);
        }
        return known == null ? Optional.empty() : known;
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
