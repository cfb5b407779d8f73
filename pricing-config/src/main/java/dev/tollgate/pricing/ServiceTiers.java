package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A provider's tiers of service, such as {@code flex} and {@code priority}: what all token prices of its models are
 * multiplied by. The standard tier is 1, and so is one without a multiplier.
 *
 * @param multipliers by the provider's names, not negative; 0.5 is half price
 */
public record ServiceTiers(Map<String, BigDecimal> multipliers) {

    public static final ServiceTiers NONE = new ServiceTiers(Map.of());

    /** Words for the tier that everybody has. */
    public static final Set<String> STANDARD = Set.of("standard", "default");

    /** The provider chooses. */
    public static final String AUTO = "auto";

    /** Tiers that are known to cost more than the standard one. */
    private static final Set<String> DEARER = Set.of("priority");

    public ServiceTiers {
        multipliers = Map.copyOf(new TreeMap<>(multipliers));
        multipliers.forEach(Rates::requireNotNegative);
    }

    /** Whether calls in this tier have a price: a multiplier, or the standard one. */
    public boolean prices(String tier) {
        return STANDARD.contains(tier) || tier.equals(AUTO) || multipliers.containsKey(tier);
    }

    /** Whether the tier costs more than the standard one, by nobody knows how much. */
    public boolean lacksPriceOf(String tier) {
        return DEARER.contains(tier) && !multipliers.containsKey(tier);
    }

    /**
     * The dearest tier that a call may be answered in: the one that was asked for or the standard one, for providers step
     * back when they are busy; any, if the provider chooses, as it also does when nothing is asked for.
     *
     * @param asked empty: none was asked for
     */
    Optional<String> dearest(Optional<String> asked) {
        if (multipliers.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> named = asked.filter(tier -> !tier.equals(AUTO)).isEmpty()
                ? multipliers.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(Map.Entry::getKey)
                : asked.filter(multipliers::containsKey);
        return named.filter(
                tier -> multipliers.getOrDefault(tier, BigDecimal.ONE).compareTo(BigDecimal.ONE) > 0);
    }
}
