package dev.tollgate.admin.pricing;

import dev.tollgate.pricing.yaml.Problem;
import dev.tollgate.pricing.yaml.ReadPricing;
import dev.tollgate.pricing.yaml.Surroundings;
import java.util.List;
import reactor.core.publisher.Mono;

/** What the node that is asked makes of the prices, beside what the database says to all nodes. */
public interface LocalPrices {

    /** What came of the last look at the pricing file. */
    enum Outcome {
        /** It said something new, which is in force or scheduled now. */
        APPLIED,
        /** It says what it said before, or there is none. */
        UNCHANGED,
        /** It cannot be used; what was in force before still is. */
        INVALID
    }

    /** @param problems why it cannot be used; empty unless it is {@link Outcome#INVALID} */
    record Look(Outcome outcome, List<Problem> problems) {
        public static final Look UNCHANGED = new Look(Outcome.UNCHANGED, List.of());
    }

    /**
     * @param version by which this node sells
     * @param file the last look at the pricing file
     * @param unusable why this node does not sell by the version in force; empty if it does
     */
    record State(String version, Look file, List<String> unusable) {}

    State state();

    /** Looks at the pricing file now. */
    Mono<Look> reload();

    /** Sells by what is in force now, without waiting for the notice of the database. */
    Mono<Void> follow();

    /** Why this node could not sell by the text, though nothing is wrong with it: one for each key that is missing. */
    List<Problem> missing(ReadPricing read);

    /** What a text is checked against before this node sells by it. */
    Surroundings surroundings();
}
