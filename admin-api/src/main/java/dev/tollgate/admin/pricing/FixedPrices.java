package dev.tollgate.admin.pricing;

import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.Problem;
import dev.tollgate.pricing.yaml.ReadPricing;
import dev.tollgate.pricing.yaml.Surroundings;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Of an application that gets its price book elsewhere: there is no file to look at, and nothing to follow. */
record FixedPrices(Supplier<PriceBook> books) implements LocalPrices {

    @Override
    public State state() {
        return new State(books.get().version(), Look.UNCHANGED, List.of());
    }

    @Override
    public Mono<Look> reload() {
        return Mono.just(Look.UNCHANGED);
    }

    @Override
    public Mono<Void> follow() {
        return Mono.empty();
    }

    @Override
    public List<Problem> missing(ReadPricing read) {
        return List.of();
    }

    @Override
    public Surroundings surroundings() {
        return Surroundings.UNKNOWN;
    }
}
