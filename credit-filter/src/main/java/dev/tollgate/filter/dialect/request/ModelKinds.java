package dev.tollgate.filter.dialect.request;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What was asked about the model while a body was read. A request for another model is read in the same way if the answers
 * are the same for that one.
 */
final class ModelKinds {

    private final UnaryOperator<String> names;
    private final List<Kind> asked = new ArrayList<>();

    private record Kind(Predicate<String> of, boolean is) {}

    /** @param names from a caller's name of a model to the price book's */
    ModelKinds(UnaryOperator<String> names) {
        this.names = names;
    }

    /** The model as the price book calls it, whatever alias the caller has for it: what models can do goes by this name. */
    String trueName(String model) {
        return names.apply(model);
    }

    boolean is(String model, Predicate<String> kind) {
        boolean is = kind.test(trueName(model));
        asked.add(new Kind(kind, is));
        return is;
    }

    boolean areThoseOf(String other) {
        return asked.stream().allMatch(kind -> kind.is() == kind.of().test(trueName(other)));
    }
}
