package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.yaml.shape.ModelShape;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Tells of fallbacks that cannot stand in for their model: the same request is sent on with nothing but the model's name
 * changed, so they are names to send, of models that can be called and whose providers speak the same dialect.
 */
final class FallbackChecks {

    private final Function<String, Meant> models;
    private final Function<String, Optional<String>> dialects;

    /**
     * What a name means.
     *
     * @param entry of the file; empty: none that can be called
     * @param problem why not, and what to do
     */
    record Meant(Optional<String> entry, String problem) {

        static Meant of(String entry) {
            return new Meant(Optional.of(entry), "");
        }

        static Meant nothing(String problem) {
            return new Meant(Optional.empty(), problem);
        }
    }

    /**
     * @param models finds the entry of a name
     * @param dialects that of an entry's provider, where it is known
     */
    FallbackChecks(Function<String, Meant> models, Function<String, Optional<String>> dialects) {
        this.models = models;
        this.dialects = dialects;
    }

    void check(String model, Section section) {
        List<Section.Entry> fallbacks = section.list("fallbacks");
        Set<String> before = new HashSet<>();
        for (Section.Entry fallback : fallbacks) {
            if (Names.checkModel(fallback, section.findings())) {
                problem(model, fallback.key(), before)
                        .ifPresent(problem -> section.findings().add(fallback.keyNode(), problem));
            }
        }
        if (fallbacks.size() > ModelShape.MOST_FALLBACKS) {
            section.findings()
                    .add(
                            fallbacks.get(ModelShape.MOST_FALLBACKS).keyNode(),
                            "a model has at most " + ModelShape.MOST_FALLBACKS + " fallbacks; remove the others");
        }
    }

    /** @param before what the fallbacks of the model that stand before this one mean */
    private Optional<String> problem(String model, String name, Set<String> before) {
        if (name.indexOf('*') >= 0) {
            return Optional.of("a fallback cannot have a '*', for it is no name to send; write the names");
        }
        Meant meant = models.apply(name);
        if (meant.entry().isEmpty()) {
            return Optional.of(meant.problem());
        }
        String entry = meant.entry().get();
        boolean wildcard = entry.indexOf('*') >= 0;
        if (!wildcard && entry.equals(model)) {
            return Optional.of("a model is no fallback of itself; write another one, or remove it");
        }
        // Two names that one wildcard means are two models.
        if (!before.add(wildcard ? name : entry)) {
            return Optional.of("the model " + quoted(wildcard ? name : entry)
                    + " is a fallback here already; remove one of the two");
        }
        return otherDialect(model, name, entry);
    }

    private Optional<String> otherDialect(String model, String name, String entry) {
        Optional<String> own = dialects.apply(model);
        return dialects.apply(entry)
                .filter(other -> own.isPresent() && !own.get().equals(other))
                .map(other -> "the model " + quoted(name) + " speaks the " + other + " dialect, and this one "
                        + own.get() + "; write one of the same dialect, or remove it");
    }
}
