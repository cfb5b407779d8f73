package dev.tollgate.pricing;

import dev.tollgate.pricing.PriceBook.Terms;
import java.math.BigDecimal;

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
}
