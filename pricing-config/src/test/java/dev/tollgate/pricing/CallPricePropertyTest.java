package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Calls in which several models of a made-up book had a part, paid by the platform's key or the caller's own. */
final class CallPricePropertyTest {

    private static final int BOOKS = 500;
    private static final int CALLS = 12;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** Of the model with this number in the book. */
    private record Part(int model, Usage usage) {}

    @Test
    void costs_the_same_as_by_a_slow_calculation_in_fractions() {
        Map<String, Integer> met = new TreeMap<>();
        for (int i = 0; i < BOOKS; i++) {
            RandomBook made = RandomBook.next(random);
            PriceBook book = made.read();
            for (int j = 0; j < CALLS; j++) {
                int quoted = random.nextInt(made.models().size());
                List<Part> parts = parts(made.models().size());
                boolean ownKey = random.nextBoolean();
                Optional<BigInteger> expected = slow(made, quoted, parts, ownKey);
                met.merge(
                        parts.size() + (ownKey ? " by own key" : "") + (expected.isEmpty() ? ", refused" : ""),
                        1,
                        Integer::sum);
                compare(made, book, quoted, parts, ownKey, expected);
            }
        }
        System.out.println("Calls against fractions: seed " + seed + ", " + BOOKS + " books, works " + met);
        assertThat(met.keySet()).contains("1", "2", "3", "1 by own key", "2 by own key", "3 by own key");
        assertThat(met.values()).allMatch(count -> count > CALLS);
    }

    /** Often of the same model as another. */
    private List<Part> parts(int models) {
        List<Part> parts = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            parts.add(new Part(random.nextInt(models), RandomUsage.next(random)));
        }
        return parts;
    }

    private void compare(
            RandomBook made,
            PriceBook book,
            int quoted,
            List<Part> parts,
            boolean ownKey,
            Optional<BigInteger> expected) {
        Plan plan = book.firstPlan();
        Function<Model, Tariff> tariffs = model -> ownKey ? book.ownKeyTariff(model, plan) : book.tariff(model, plan);
        List<CallPrice.Work> works = parts.stream()
                .map(part -> new CallPrice.Work(model(book, part.model()), part.usage()))
                .toList();
        Tariff asked = tariffs.apply(model(book, quoted));
        String what =
                "seed " + seed + "\nquoted m" + quoted + ", own key " + ownKey + ", " + parts + "\n" + made.yaml();
        if (expected.isEmpty()) {
            assertThatThrownBy(() -> CallPrice.of(asked, works, tariffs))
                    .as(what)
                    .isInstanceOf(UnpricedUsageException.class);
        } else if (expected.get().bitLength() >= Long.SIZE) {
            assertThatThrownBy(() -> CallPrice.of(asked, works, tariffs))
                    .as(what)
                    .isInstanceOf(ArithmeticException.class);
        } else {
            Charge charge = CallPrice.of(asked, works, tariffs);
            assertThat(BigInteger.valueOf(charge.credits().nanos())).as(what).isEqualTo(expected.get());
            ChargeLines.assertAddUp(charge, what);
        }
    }

    private static Model model(PriceBook book, int number) {
        return book.model("m" + number).orElseThrow();
    }

    /** The first work pays for the request; what follows does only where nothing else has a price. */
    private static Optional<BigInteger> slow(RandomBook made, int quoted, List<Part> parts, boolean ownKey) {
        SlowTariff asked = new SlowTariff(made.models().get(quoted));
        Fraction sum = Fraction.ZERO;
        for (int i = 0; i < parts.size(); i++) {
            SlowTariff working = new SlowTariff(made.models().get(parts.get(i).model()));
            Usage usage = parts.get(i).usage();
            long requests = i == 0 ? SlowTariff.requests(usage) : working.isFlat() ? 1 : 0;
            Optional<Fraction> credits = working.credits(usage, requests, asked);
            if (credits.isEmpty()) {
                return Optional.empty();
            }
            sum = sum.plus(credits.get());
        }
        BigDecimal fee = made.models().get(0).terms().ownKeyFee().orElse(BigDecimal.ZERO);
        return Optional.of((ownKey ? sum.times(Fraction.percent(fee)) : sum).nanos());
    }
}
