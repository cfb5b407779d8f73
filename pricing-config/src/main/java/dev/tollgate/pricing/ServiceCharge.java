package dev.tollgate.pricing;

import dev.tollgate.pricing.PriceBook.Terms;
import java.math.BigDecimal;
import java.util.Optional;

/** What so much of a service costs at a price. */
final class ServiceCharge {

    private ServiceCharge() {}

    /** @param quantity in the service's own measure */
    static Charge of(Service service, Price price, BigDecimal quantity, Terms terms) {
        ChargeSum sum = new ChargeSum(terms.version(), terms.credit());
        Service.Counting counting = service.counting();
        sum.add(
                counting.measure().counted(),
                service.name(),
                counting.charged(quantity),
                Rate.of(price, terms.credit()));
        return sum.charge();
    }

    /** The plan's own counts before the service's, the service's before the book's. */
    static BigDecimal markup(Service service, Optional<BigDecimal> ofPlan, Terms terms) {
        return ofPlan.or(service::markup).orElse(terms.markup());
    }

    /** @param fee the share of the price that is taken where the caller's own key pays the provider */
    static ServiceRate rate(Service service, Optional<BigDecimal> planMarkup, Optional<BigDecimal> fee, Terms terms) {
        BigDecimal markup = markup(service, planMarkup, terms);
        Service.Counting counting = service.counting();
        Optional<Price> cost = fee.isPresent()
                ? Optional.of(Price.usd(BigDecimal.ZERO))
                : service.cost().or(() -> Optional.of(service.price()));
        return new ServiceRate(
                terms.version(),
                service.name(),
                service.route().map(ServiceRoute::provider).orElse(""),
                counting.measure(),
                counting.step(),
                counting.least(),
                service.price().marked(BigDecimal.ONE.add(markup)).times(fee.orElse(BigDecimal.ONE)),
                cost.filter(price -> price.currency() == Currency.USD
                        && terms.credit().worth().isPresent()),
                terms.credit());
    }
}
