package dev.tollgate.pricing.yaml;

import dev.tollgate.pricing.Service;
import dev.tollgate.pricing.yaml.shape.ServiceShape;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;

/** Reads one entry of {@code services}. */
final class ServiceReader {

    static final Set<String> LATER = Set.of(
            "provider",
            "path",
            "usage",
            "minute",
            "second",
            "characters",
            "request",
            "round_up",
            "minimum",
            "cost",
            "confirmed");

    private ServiceReader() {}

    static Optional<Service> read(Section.Entry entry, Section section) {
        Names.check(entry, section.findings());
        section.allow(ServiceShape.class, LATER);
        Optional<BigDecimal> markup = section.parsed("markup", Notation::percent);
        if (!section.has("credits")) {
            section.require("unit", "unit: 0.05 for five cents each, or credits: 2 for two credits each");
            return section.parsed("unit", Notation::aboveZero)
                    .map(price -> new Service(entry.key(), price, false, markup));
        }
        if (section.keys().size() > 1) {
            section.findings()
                    .add(
                            section.node(),
                            "a price in 'credits' is final and stands alone; remove 'unit' and 'markup', or 'credits'");
        }
        return section.parsed("credits", Notation::aboveZero)
                .map(price -> new Service(entry.key(), price, true, Optional.empty()));
    }
}
