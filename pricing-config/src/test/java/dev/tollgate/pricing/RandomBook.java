package dev.tollgate.pricing;

import dev.tollgate.pricing.yaml.PricingFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A made-up price book: what its file says, as plain words and numbers, and the file. Its models are called {@code m0},
 * {@code m1} and so on, its services {@code s0} and so on.
 */
record RandomBook(List<RandomPrices> models, List<RandomService> services, String yaml) {

    static RandomBook next(Random random) {
        RandomTerms terms = RandomTerms.next(random);
        List<RandomPrices> models = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            models.add(RandomPrices.next(terms, random));
        }
        List<RandomService> services = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            services.add(RandomService.next(terms, random));
        }
        return new RandomBook(models, services, RandomFile.of(terms, models, services, random));
    }

    PriceBook read() {
        return PricingFile.read("random.yaml", yaml);
    }
}
