package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/**
 * What a made-up pricing file says about all that it sells.
 *
 * @param worth of a credit, absent in books without money
 * @param perCredit tokens for one credit
 * @param serviceTiers as percentages
 * @param markup of the file, as a percentage
 * @param planMarkup of its plan, which takes the place of all others
 * @param ownKeyFee of its plan: the percentage that a call with the caller's own key is charged
 */
record RandomTerms(
        Optional<String> worth,
        OptionalLong perCredit,
        Map<String, BigDecimal> serviceTiers,
        Optional<BigDecimal> markup,
        Optional<BigDecimal> planMarkup,
        Optional<BigDecimal> ownKeyFee) {

    private static final List<String> WORTHS = List.of("0.1", "1", "0.01", "0.03", "0.000007", "7", "1.2345", "333");
    private static final List<Long> PER_CREDIT = List.of(2_000L, 3_000L, 7L, 1_000_000L, 1L);

    static RandomTerms next(Random random) {
        boolean money = random.nextInt(6) > 0;
        return new RandomTerms(
                money ? Optional.of(WORTHS.get(random.nextInt(WORTHS.size()))) : Optional.empty(),
                !money || random.nextInt(4) == 0
                        ? OptionalLong.of(PER_CREDIT.get(random.nextInt(PER_CREDIT.size())))
                        : OptionalLong.empty(),
                random.nextInt(3) == 0
                        ? Map.of(
                                "flex",
                                BigDecimal.valueOf(1 + random.nextInt(9_999), 2),
                                "priority",
                                BigDecimal.valueOf(200))
                        : Map.of(),
                percent(random),
                percent(random),
                percent(random));
    }

    boolean inMoney() {
        return worth.isPresent();
    }

    /** A percentage, or none. */
    static Optional<BigDecimal> percent(Random random) {
        return random.nextBoolean() ? Optional.of(BigDecimal.valueOf(random.nextInt(20_000), 2)) : Optional.empty();
    }
}
