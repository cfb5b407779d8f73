package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Made-up services of every measure, in dollars and in credits. */
final class ServicePropertyTest {

    private static final int BOOKS = 400;
    private static final int QUANTITIES = 10;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void costs_the_same_as_by_a_slow_calculation_in_fractions() {
        Map<String, Integer> met = new TreeMap<>();
        for (int i = 0; i < BOOKS; i++) {
            RandomBook made = RandomBook.next(random);
            PriceBook book = made.read();
            for (int s = 0; s < made.services().size(); s++) {
                RandomService said = made.services().get(s);
                Service service = book.service("s" + s).orElseThrow();
                met.merge(said.measure() + (said.inCredits() ? " in credits" : ""), 1, Integer::sum);
                for (int j = 0; j < QUANTITIES; j++) {
                    compare(book, service, said, quantity(), made.yaml());
                }
            }
        }
        System.out.println("Services against fractions: seed " + seed + ", by measure " + met);
        assertThat(met.keySet())
                .containsExactly(
                        "characters",
                        "minute",
                        "minute in credits",
                        "second",
                        "second in credits",
                        "unit",
                        "unit in credits");
    }

    /** Not always whole, and above nothing: nothing is not charged. */
    private BigDecimal quantity() {
        return BigDecimal.valueOf(1 + random.nextInt(2_000_000), random.nextInt(5));
    }

    private void compare(PriceBook book, Service service, RandomService said, BigDecimal quantity, String yaml) {
        Plan plan = book.firstPlan();
        String what = "seed " + seed + "\n" + quantity.toPlainString() + " of " + service.name() + " of\n" + yaml;
        BigDecimal told = quantity.multiply(BigDecimal.valueOf(said.size()));
        Fraction credits = slow(said, told);
        Fraction fee = Fraction.percent(said.terms().ownKeyFee().orElse(BigDecimal.ZERO));
        assertCosts(() -> book.price(service, plan, quantity), credits, what);
        assertCosts(() -> called(book.rate(service, plan, false), told), credits, "called: " + what);
        assertCosts(() -> called(book.rate(service, plan, true), told), credits.times(fee), "own key: " + what);
    }

    private static void assertCosts(Supplier<Charge> charge, Fraction credits, String what) {
        if (credits.nanos().bitLength() >= Long.SIZE) {
            assertThatThrownBy(charge::get).as(what).isInstanceOf(ArithmeticException.class);
        } else {
            Charge charged = charge.get();
            assertThat(BigInteger.valueOf(charged.credits().nanos())).as(what).isEqualTo(credits.nanos());
            ChargeLines.assertAddUp(charged, what);
        }
    }

    private static Charge called(ServiceRate rate, BigDecimal told) {
        return rate.tariff().price(rate.counting().usage(told));
    }

    /** In steps of what is counted, the last of them as a whole. */
    private static Fraction slow(RandomService said, BigDecimal told) {
        BigInteger whole = Fraction.of(told)
                .roundedUp()
                .max(BigInteger.valueOf(said.least().orElse(0)));
        BigInteger step = BigInteger.valueOf(said.step().orElse(1));
        BigInteger counted = new Fraction(whole, step).roundedUp().multiply(step);
        long per = said.measure().equals("characters") ? 1_000_000 : said.size();
        Fraction sum = new Fraction(counted, BigInteger.valueOf(per)).times(Fraction.of(said.price()));
        if (said.inCredits()) {
            return sum;
        }
        RandomTerms terms = said.terms();
        BigDecimal markup = terms.planMarkup().or(said::own).or(terms::markup).orElse(BigDecimal.ZERO);
        return sum.times(Fraction.percent(markup.add(BigDecimal.valueOf(100))))
                .by(Fraction.of(new BigDecimal(terms.worth().orElseThrow())));
    }
}
