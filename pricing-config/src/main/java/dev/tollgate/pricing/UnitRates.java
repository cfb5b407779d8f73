package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rates of what is counted and is no token: images by size, time, characters. Time has one price, whether it is
 * counted in seconds or in minutes.
 */
final class UnitRates {

    static final String IMAGE = "image";
    static final String OF_SIZE = IMAGE + ":";
    static final String OTHER = OF_SIZE + "other";
    static final String SECOND = "second";
    static final String MINUTE = "minute";

    private static final long SECONDS = 60;

    private final List<UnitPrice> told;
    private final Map<String, Rate> rates = new HashMap<>();

    UnitRates(Map<String, Price> units, Rating rating) {
        units.forEach((unit, price) -> rates.put(unit, rating.rate(price)));
        told = units.keySet().stream()
                .map(unit -> rating.rate(units.getOrDefault(unit, Price.usd(BigDecimal.ZERO)))
                        .of(unit))
                .toList();
        Price second = units.get(SECOND);
        if (second != null) {
            rates.put(MINUTE, rating.rate(second.times(BigDecimal.valueOf(SECONDS))));
        }
        Price minute = units.get(MINUTE);
        if (minute != null) {
            rates.put(SECOND, rating.rate(new Price(minute.amount(), SECONDS, minute.currency())));
        }
        // An image whose size nobody tells may have been the dearest.
        rates.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(OF_SIZE))
                .map(Map.Entry::getValue)
                .max(Comparator.comparing(Rate::price))
                .ifPresent(dearest -> rates.put(IMAGE, dearest));
    }

    boolean isEmpty() {
        return rates.isEmpty();
    }

    Optional<Rate> of(String unit) {
        Rate rate = rates.get(unit);
        if (rate == null && unit.startsWith(OF_SIZE)) {
            rate = rates.get(OTHER);
        }
        return Optional.ofNullable(rate);
    }

    /** Whether the unit is one of several of which some have a price: a picture of a size that nobody priced. */
    boolean pricesOthersLike(String unit) {
        return unit.startsWith(OF_SIZE) && rates.containsKey(IMAGE);
    }

    List<UnitPrice> prices() {
        return told;
    }
}
