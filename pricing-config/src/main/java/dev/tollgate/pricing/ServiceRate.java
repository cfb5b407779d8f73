package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a service costs one caller, complete by itself: it can be kept, and prices the call long after, whatever prices have
 * become.
 *
 * @param price markup included
 * @param cost what the platform pays; absent: not known
 */
public record ServiceRate(
        String version,
        String service,
        String provider,
        Measure measure,
        long step,
        long least,
        Price price,
        Optional<Price> cost,
        CreditUnit credit) {

    /** The rates as those of a model of the service's name. */
    public Tariff tariff() {
        return tariff(price, credit);
    }

    /** What the platform pays for a usage, in US dollars; empty if the file does not tell. */
    public Optional<BigDecimal> costUsd(Usage usage) {
        return cost.flatMap(each -> tariff(each, credit).price(usage).usd());
    }

    private Tariff tariff(Price each, CreditUnit unit) {
        Model model = new Model(service, provider, List.of(), OptionalLong.empty(), 1, OptionalLong.empty());
        ModelPrice priced =
                new ModelPrice(Optional.empty(), Map.of(measure.counted(), each), Map.of(), Optional.empty());
        Rating rating = new Rating(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE, unit);
        return new Tariff(model, priced, rating, ServiceTiers.NONE, version);
    }

    /** How it is counted; where from, the call knows. */
    public Service.Counting counting() {
        return new Service.Counting(measure, step, least, new Quantity.Count());
    }
}
