package dev.tollgate.app.pricing;

import dev.tollgate.filter.identity.PriceSnapshot;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Provider;
import dev.tollgate.pricing.yaml.Problem;
import dev.tollgate.pricing.yaml.ReadPricing;
import dev.tollgate.pricing.yaml.Surroundings;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which price books this node can sell by: those whose provider keys it has.
 *
 * @param environment of this process, which does not change while it runs
 * @param packaged the version of the prices that come with the program, for which the key of one provider is enough
 */
public record NodeKeys(Map<String, String> environment, Optional<String> packaged) {

    PriceSnapshot snapshot(PriceBook book) {
        return new PriceSnapshot(book, new EnvironmentKeys(book, environment));
    }

    /** What a pricing file of this node is checked against. */
    public Surroundings surroundings() {
        return new Surroundings(InstantSource.system(), this::isSet);
    }

    private boolean isSet(String variable) {
        return EnvironmentKeys.value(variable, environment).isPresent();
    }

    /** The variables that must be set before this node can sell by a text, each where the text names it. */
    public List<Problem> missing(ReadPricing read) {
        PriceBook book = read.book();
        if (packaged.filter(book.version()::equals).isPresent()) {
            return List.of();
        }
        return new EnvironmentKeys(book, environment)
                .missing(book).stream()
                        .flatMap(provider -> variables(provider)
                                .filter(variable -> !isSet(variable))
                                .map(variable -> read.without(
                                        variable,
                                        "the environment variable " + variable
                                                + " is not set on this node; it is the key of the provider '"
                                                + provider.name() + "'; set it where the gateway starts")))
                        .toList();
    }

    private static Stream<String> variables(Provider provider) {
        return Stream.concat(provider.keyEnv().stream(), provider.connection().auth().userEnv().stream());
    }

    @Override
    public String toString() {
        return "NodeKeys" + packaged;
    }
}
