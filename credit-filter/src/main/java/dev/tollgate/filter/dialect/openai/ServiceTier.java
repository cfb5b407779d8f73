package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.json.JsonScalar;
import java.util.Set;

/** Tiers of service cost about double or half; the price book knows the standard one, so dearer ones are refused. */
final class ServiceTier {

    private static final Set<String> DEARER = Set.of("priority", "fast");

    private ServiceTier() {}

    static void check(JsonScalar value) {
        if (value.isString() && DEARER.contains(value.text())) {
            throw new MalformedRequest("The service tier " + value.shown()
                    + " has no price here. Leave 'service_tier' out, or send \"default\".");
        }
    }
}
