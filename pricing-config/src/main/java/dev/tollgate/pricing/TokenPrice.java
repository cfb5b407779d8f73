package dev.tollgate.pricing;

import java.util.Comparator;
import java.util.List;

/** How a model's tokens are priced, before any markup. */
public sealed interface TokenPrice {

    /** What tokens of each kind cost at the least: of small requests, or first. */
    Rates base();

    /** Whether no token costs anything, however many there are. */
    boolean isZero();

    /**
     * One rate for the whole request, by the size of its input.
     *
     * @param base the rates of a request whose input is not above any tier
     * @param tiers rates of larger requests; for the whole request once its input passes the tier
     * @param per how many tokens a rate buys
     */
    record Tiered(Rates base, List<Tier> tiers, long per, Currency currency) implements TokenPrice {

        private static final long MILLION = 1_000_000;

        public Tiered {
            tiers = tiers.stream()
                    .sorted(Comparator.comparingLong(Tier::above).reversed())
                    .toList();
        }

        @Override
        public boolean isZero() {
            return base.isZero() && tiers.stream().allMatch(tier -> tier.rates().isZero());
        }

        /** US dollars for a million tokens. */
        public static Tiered usd(Rates base, List<Tier> tiers) {
            return new Tiered(base, tiers, MILLION, Currency.USD);
        }

        /** Credits for so many tokens, of whatever size the request is. */
        public static Tiered credits(Rates rates, long per) {
            return new Tiered(rates, List.of(), per, Currency.CREDITS);
        }
    }

    /**
     * The rates of large requests.
     *
     * @param above the number of input tokens that a request must pass
     */
    record Tier(long above, Rates rates) {}

    /**
     * The tokens of each kind fall through the bands one after the other: the first band's many cost its rates, the next
     * the next's. US dollars for a million. From band to band all rates fall (or stay), or all rise: the dearest way to
     * spread tokens over kinds would be hard to know otherwise.
     */
    record Graduated(List<Band> bands) implements TokenPrice {

        /** @throws IllegalArgumentException if the bands do not follow each other, or rates fall and rise */
        public Graduated {
            bands = List.copyOf(bands);
            long below = 0;
            for (Band band : bands) {
                if (band.upTo() <= below) {
                    throw new IllegalArgumentException("each band ends above the one before it");
                }
                below = band.upTo();
            }
            if (below != Long.MAX_VALUE) {
                throw new IllegalArgumentException("the last band has no end");
            }
            if (!falls(bands) && !rises(bands)) {
                throw new IllegalArgumentException("from band to band all prices fall, or all rise");
            }
        }

        @Override
        public Rates base() {
            return bands.get(0).rates();
        }

        @Override
        public boolean isZero() {
            return bands.stream().allMatch(band -> band.rates().isZero());
        }

        boolean falls() {
            return falls(bands);
        }

        private static boolean falls(List<Band> bands) {
            return ordered(bands, -1);
        }

        private static boolean rises(List<Band> bands) {
            return ordered(bands, 1);
        }

        private static boolean ordered(List<Band> bands, int sign) {
            for (int i = 1; i < bands.size(); i++) {
                for (TokenKind kind : TokenKind.values()) {
                    int change = bands.get(i)
                            .rates()
                            .of(kind)
                            .compareTo(bands.get(i - 1).rates().of(kind));
                    if (change * sign < 0) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    /**
     * Rates for a part of the tokens of each kind.
     *
     * @param upTo how many tokens of a kind there are in this band and those before it; {@link Long#MAX_VALUE} in the last
     */
    record Band(long upTo, Rates rates) {}
}
