package dev.tollgate.admin.billing;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.billing.Order;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PromoCode;
import java.time.Instant;
import java.util.Optional;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Promo codes that take something off the price of what is bought once, or off the first payment of a plan. */
@Component
final class Discounts {

    private static final int LONGEST = 100;

    private final Environment environment;

    Discounts(Environment environment) {
        this.environment = environment;
    }

    /** The code that a body names, if it takes something off for this account; empty: none is named. */
    Optional<PromoCode> read(Fields fields, PriceBook book, Account account) {
        return fields.text("promoCode", LONGEST).map(typed -> book.promoCodes().stream()
                .filter(promo -> promo.gain().off().isPresent())
                .filter(promo -> text(promo.code())
                        .filter(typed.strip()::equalsIgnoreCase)
                        .isPresent())
                .filter(promo ->
                        promo.bounds().until().filter(Instant.now()::isAfter).isEmpty())
                .filter(promo -> promo.plans().isEmpty() || promo.plans().contains(account.plan()))
                .findFirst()
                .orElseThrow(() ->
                        Problem.badField("promoCode", "is no code that takes something off here, or it has ended.")));
    }

    static Order.PromoBounds bounds(Optional<PromoCode> code) {
        return code.map(it -> new Order.PromoBounds(
                        it.bounds().perUser(), it.bounds().total().orElse(Long.MAX_VALUE)))
                .orElse(Order.PromoBounds.NONE);
    }

    private Optional<String> text(PromoCode.Code code) {
        return code.inEnvironment()
                ? Optional.ofNullable(environment.getProperty(code.text())).map(String::strip)
                : Optional.of(code.text());
    }
}
