package dev.tollgate.pricing.compare;

import java.util.List;

/**
 * An entry of the book that is new, gone or changed.
 *
 * @param prices which of its prices changed, or are under a cost that rose; all of them where the entry is new or gone
 * @param terms what else changed in it; empty where the entry is new or gone
 */
public record EntryChange(Section section, String name, What what, List<PriceChange> prices, List<TermChange> terms) {

    /** Where in the book it stands; {@code BOOK} is what holds for the whole of it. {@code BOOK} and
     * {@code MESSAGES} have no names. */
    public enum Section {
        BOOK,
        PROVIDER,
        MODEL,
        SERVICE,
        PACKAGE,
        PLAN,
        PROMO_CODE,
        REWARD,
        MESSAGES
    }

    public enum What {
        ADDED,
        REMOVED,
        CHANGED
    }

    /**
     * Something that is no price, in words.
     *
     * @param before empty: there was none
     * @param after empty: there is none any more
     */
    public record TermChange(String term, String before, String after) {}

    public EntryChange {
        prices = List.copyOf(prices);
        terms = List.copyOf(terms);
    }

    boolean isEmpty() {
        return what == What.CHANGED && prices.isEmpty() && terms.isEmpty();
    }
}
