package dev.tollgate.app.pricing;

import dev.tollgate.filter.identity.PriceSnapshot;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.Surroundings;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        return new Surroundings(InstantSource.system(), environment::containsKey);
    }

    /** The variables that must be set before this node can sell by the book, each as a sentence. */
    List<String> missing(PriceBook book) {
        if (packaged.filter(book.version()::equals).isPresent()) {
            return List.of();
        }
        return new EnvironmentKeys(book, environment)
                .missing(book).stream()
                        .map(provider -> "the environment variable "
                                + provider.keyEnv().orElseThrow()
                                + provider.connection()
                                        .auth()
                                        .userEnv()
                                        .map(user -> " or " + user)
                                        .orElse("")
                                + " is not set on this node; it is the key of the provider '" + provider.name() + "'")
                        .toList();
    }

    @Override
    public String toString() {
        return "NodeKeys" + packaged;
    }
}
