package dev.tollgate.pricing.yaml;

import dev.tollgate.pricing.Measure;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.Quantity;
import dev.tollgate.pricing.Service;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;

/** Reads one entry of {@code services}. */
final class ServiceReader {

    static final Set<String> KNOWN = Set.of("unit", "credits", "markup");

    static final Set<String> LATER =
            Set.of("provider", "path", "usage", "minute", "second", "characters", "request", "round_up", "minimum");

    private ServiceReader() {}

    static Optional<Service> read(Section.Entry entry, Section section) {
        Names.check(entry, section.findings());
        section.allow(KNOWN, LATER);
        Optional<BigDecimal> markup = section.parsed("markup", Notation::percent);
        if (!section.has("credits")) {
            section.require("unit", "unit: 0.05 for five cents each, or credits: 2 for two credits each");
            return section.parsed("unit", Notation::aboveZero)
                    .map(price -> service(entry.key(), Price.usd(price), markup));
        }
        if (section.keys().size() > 1) {
            section.findings()
                    .add(
                            section.node(),
                            "a price in 'credits' is final and stands alone; remove 'unit' and 'markup', or 'credits'");
        }
        return section.parsed("credits", Notation::aboveZero)
                .map(price -> service(entry.key(), Price.credits(price), Optional.empty()));
    }

    private static Service service(String name, Price price, Optional<BigDecimal> markup) {
        Service.Counting counting = new Service.Counting(Measure.UNIT, 1, 0, new Quantity.Count());
        return new Service(name, price, counting, markup, Optional.empty(), Optional.empty());
    }
}
