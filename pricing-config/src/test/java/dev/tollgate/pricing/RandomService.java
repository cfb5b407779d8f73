package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/**
 * What a made-up pricing file says about one service, as plain words and numbers.
 *
 * @param key of its price: {@code unit}, {@code second}, {@code minute}, {@code characters} or {@code credits}
 * @param measure what the price is for, by the same words; a price in credits is for one, a minute or a second
 * @param step that a quantity is rounded up to, in the words of the file
 * @param least that a call counts: seconds for time
 * @param own its markup, as a percentage
 */
record RandomService(
        RandomTerms terms,
        String key,
        String measure,
        BigDecimal price,
        OptionalLong step,
        OptionalLong least,
        Optional<BigDecimal> own) {

    private static final List<String> MEASURES = List.of("unit", "second", "minute", "characters");

    static RandomService next(RandomTerms terms, Random random) {
        boolean credits = !terms.inMoney() || random.nextInt(3) == 0;
        String measure = MEASURES.get(random.nextInt(credits ? 3 : 4));
        boolean time = measure.equals("second") || measure.equals("minute");
        OptionalLong step = credits
                ? time ? OptionalLong.of(measure.equals("minute") ? 60 : 1) : OptionalLong.empty()
                : random.nextBoolean() ? OptionalLong.of(1 + random.nextInt(90)) : OptionalLong.empty();
        return new RandomService(
                terms,
                credits ? "credits" : measure,
                measure,
                RandomPrices.price(random, 20).add(new BigDecimal("0.000001")),
                step,
                random.nextBoolean() ? OptionalLong.of(1 + random.nextInt(200)) : OptionalLong.empty(),
                credits ? Optional.empty() : RandomTerms.percent(random));
    }

    boolean inCredits() {
        return key.equals("credits");
    }

    /** How many of what is counted are one of the measure: seconds of a minute. */
    long size() {
        return measure.equals("minute") ? 60 : 1;
    }

    /** So many of what is counted, as the file writes it. */
    String written(long count) {
        if (measure.equals("unit") || measure.equals("characters")) {
            return String.valueOf(count);
        }
        return inCredits() && count == 60 ? "1 minute" : count + " seconds";
    }
}
