package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.ServiceTiers;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code service_tiers} of a provider. */
final class ServiceTierReader {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,31}");

    private static final Set<String> DIALECTS = Set.of("openai", "gemini");

    private ServiceTierReader() {}

    static ServiceTiers read(Section provider, String dialect) {
        Map<String, BigDecimal> multipliers = new HashMap<>();
        if (!DIALECTS.contains(dialect)) {
            provider.entry("service_tiers").ifPresent(entry -> provider.findings()
                    .add(
                            entry.keyNode(),
                            "'service_tiers' are read from answers in the openai and gemini dialects only; remove it, for it would"
                                    + " have no effect"));
        }
        provider.section("service_tiers").ifPresent(tiers -> tiers.entries().forEach(entry -> {
            String name = entry.key();
            if (name.equals(ServiceTiers.AUTO)) {
                tiers.findings()
                        .add(
                                entry.keyNode(),
                                quoted(name)
                                        + " leaves the tier to the provider, and costs what that one costs; remove it,"
                                        + " and name the other tiers");
            } else if (ServiceTiers.STANDARD.contains(name)) {
                tiers.findings()
                        .add(entry.keyNode(), quoted(name) + " is 100% always; remove it, and name the other tiers");
            } else if (!NAME.matcher(name).matches()) {
                tiers.findings()
                        .add(entry.keyNode(), quoted(name) + " is not a tier of service; write flex or priority");
            }
            tiers.parsed(entry, ServiceTierReader::multiplier)
                    .ifPresent(multiplier -> multipliers.put(name, multiplier));
        }));
        return new ServiceTiers(multipliers);
    }

    private static BigDecimal multiplier(String text) {
        BigDecimal multiplier = Notation.percent(text);
        if (multiplier.signum() == 0) {
            throw new IllegalArgumentException("must be above 0%; write 50% for half of the standard price");
        }
        return multiplier;
    }
}
