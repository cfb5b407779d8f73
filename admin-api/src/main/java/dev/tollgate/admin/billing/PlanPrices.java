package dev.tollgate.admin.billing;

import com.stripe.exception.StripeException;
import com.stripe.model.Price;
import com.stripe.model.Product;
import com.stripe.service.V1Services;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PlanOffer;
import dev.tollgate.pricing.PriceBook;
import java.time.Period;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * What a price at Stripe pays for here. Its plan is named by its own metadata, by the price book ({@code stripe_price_env}), or
 * by the metadata of its product; never by the subscription's, whose price may be another one by now. The credits of a period
 * are what its metadata say it includes, else what the plan gives in so many months. Of a price that is paid once they stay,
 * for it has no period that could end.
 */
@Component
final class PlanPrices {

    private static final int MONTHS_OF_YEAR = 12;

    private final Supplier<PriceBook> books;
    private final Environment environment;

    PlanPrices(Supplier<PriceBook> books, Environment environment) {
        this.books = books;
        this.environment = environment;
    }

    /** Asks Stripe; blocks. */
    PlanPrice fetch(V1Services calls, String id) throws StripeException {
        Price price = calls.prices().retrieve(id);
        Product product = calls.products().retrieve(price.getProduct());
        return of(price, metadata(product.getMetadata()));
    }

    private PlanPrice of(Price price, Map<String, String> product) {
        if (price.getUnitAmount() == null || !"usd".equals(price.getCurrency())) {
            return PlanPrice.unreadable(price.getId(), "the price is no fixed amount in US dollars");
        }
        Optional<Plan> plan = plan(price, product);
        PlanPrice bare = new PlanPrice(
                price.getId(),
                plan.map(Plan::name).orElse(""),
                price.getUnitAmount(),
                every(price),
                Credits.ZERO,
                false,
                "");
        if (metadata(price.getMetadata()).containsKey(PriceEvents.INCLUDED)) {
            PriceEvents.Read read = PriceEvents.read(price);
            return read.price()
                    .map(it -> bare.with(it.credits(), it.once()))
                    .orElseGet(() -> PlanPrice.unreadable(price.getId(), read.problem()));
        }
        return plan.flatMap(PlanPrices::monthly)
                .map(grant -> bare.with(times(grant.credits(), months(price)), !grant.unusedExpire()))
                .orElse(bare);
    }

    private Optional<Plan> plan(Price price, Map<String, String> product) {
        PriceBook book = books.get();
        return Optional.ofNullable(metadata(price.getMetadata()).get(SubscriptionEvents.PLAN))
                .flatMap(book::plan)
                .or(() -> book.plans().stream()
                        .filter(plan -> plan.offer()
                                .price()
                                .flatMap(PlanOffer.Price::stripePriceEnv)
                                .map(environment::getProperty)
                                .filter(name -> name.strip().equals(price.getId()))
                                .isPresent())
                        .findFirst())
                .or(() -> Optional.ofNullable(product.get(SubscriptionEvents.PLAN))
                        .flatMap(book::plan));
    }

    private static Optional<Plan.Grant> monthly(Plan plan) {
        return plan.grants().stream()
                .filter(grant -> grant.every() == Plan.Every.MONTH)
                .findFirst();
    }

    /** Whole months that it is paid for at a time; 0 for weeks and days, and what is paid once. */
    private static long months(Price price) {
        Price.Recurring recurring = price.getRecurring();
        if (recurring == null) {
            return 0;
        }
        return switch (recurring.getInterval()) {
            case "year" -> MONTHS_OF_YEAR * recurring.getIntervalCount();
            case "month" -> recurring.getIntervalCount();
            default -> 0;
        };
    }

    /** How long it is paid for at a time. */
    private static Period every(Price price) {
        Price.Recurring recurring = price.getRecurring();
        if (recurring == null) {
            return Period.ZERO;
        }
        int count = Math.toIntExact(recurring.getIntervalCount());
        return switch (recurring.getInterval()) {
            case "year" -> Period.ofYears(count);
            case "month" -> Period.ofMonths(count);
            case "week" -> Period.ofWeeks(count);
            default -> Period.ofDays(count);
        };
    }

    private static Credits times(Credits credits, long times) {
        return Credits.ofNanos(Math.multiplyExact(credits.nanos(), times));
    }

    private static Map<String, String> metadata(@Nullable Map<String, String> given) {
        return Objects.requireNonNullElse(given, Map.of());
    }
}
