package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Usage;
import java.math.BigDecimal;
import java.util.Optional;

/** What the platform itself pays for a call, in US dollars; absent where the book does not know it. */
public final class ModelCost {

    private ModelCost() {}

    public static Optional<BigDecimal> of(PriceBook book, Model model, Usage usage) {
        return book.knowsCost(model) ? book.cost(model).price(usage).usd() : Optional.empty();
    }

    /** Of more work within a call, which pays no fee per request. */
    public static Optional<BigDecimal> within(PriceBook book, Model model, Usage usage) {
        return book.knowsCost(model) ? book.cost(model).priceWithin(usage).usd() : Optional.empty();
    }
}
