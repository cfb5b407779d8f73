package dev.tollgate.pricing;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The models that a plan may call. A listed alias means its model, so a model is in or out under all of its names. What
 * a wildcard of the book serves may be listed by the book's wildcard, by a name, or by a wildcard of the plan.
 */
final class PlanModels {

    private final Set<String> names = new HashSet<>();
    private final List<Wildcard> wildcards;
    private final ModelIndex models;

    /** @param listed empty: all */
    PlanModels(List<String> listed, ModelIndex models) {
        this.models = models;
        for (String name : listed) {
            names.add(name);
            models.find(name).filter(model -> !model.isWildcard()).ifPresent(model -> names.add(model.name()));
        }
        wildcards = listed.stream()
                .filter(name -> name.indexOf('*') >= 0)
                .map(Wildcard::new)
                .toList();
    }

    boolean allows(String asked) {
        if (names.isEmpty()) {
            return true;
        }
        Model model = models.find(asked).orElse(null);
        if (model == null) {
            return false;
        }
        if (names.contains(model.name())) {
            return true;
        }
        // An alias such as gpt-latest may stand for a model that gpt-* does not mean.
        String name = model.isWildcard() ? asked : model.name();
        return names.contains(name) || wildcards.stream().anyMatch(wildcard -> wildcard.matches(name));
    }
}
